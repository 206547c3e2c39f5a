import pytest
from absl import flags

from unit_tf import options


@pytest.mark.parametrize(("text", "size"), [("256", (256, 256)), ("128x192", (128, 192))])
def test_image_size(text, size):
    assert options.image_size(text) == size


@pytest.mark.parametrize("text", ["", "0", "12.5", "1x2x3", "x", "-4"])
def test_image_size_refuses(text):
    with pytest.raises(options.UsageError, match="--image_size="):
        options.image_size(text)


def test_read_back():
    text = "--filters=16\n--flip\n--nodeterministic\n--dataset=a=b\n"
    assert options.read_back(text, ["filters", "flip", "deterministic", "dataset"]) == {
        "filters": "16",
        "flip": "true",
        "deterministic": "false",
        "dataset": "a=b",
    }


def test_write_down_fills_what_is_unset():
    flags.DEFINE_string("colour", None, "unset")
    flags.DEFINE_boolean("striped", None, "unset")
    flags.DEFINE_integer("legs", 4, "set")
    flags.FLAGS(["command"])
    names = ["colour", "striped", "legs"]
    assert options.write_down(names) == "--legs=4\n"
    unset = {"colour": "grey", "striped": False, "legs": 3}
    assert options.write_down(names, unset) == "--colour=grey\n--nostriped\n--legs=4\n"


def test_guarded_statuses(capsys):
    def usage():
        raise options.UsageError("do this instead")

    def interrupted():
        raise KeyboardInterrupt

    def expected():
        raise LookupError("lost")

    assert options.guarded(lambda: 0, ["command"]) == 0
    assert options.guarded(usage, ["command"]) == 2
    assert options.guarded(expected, ["command"], (LookupError,)) == 2
    assert options.guarded(interrupted, ["command"]) == 130
    assert capsys.readouterr().err.splitlines()[:2] == [
        "error: do this instead",
        "error: lost",
    ]
    with pytest.raises(LookupError):
        options.guarded(expected, ["command"])


@pytest.mark.parametrize(
    ("given", "used", "written"),
    [
        ("scenes", "scenes", "scenes"),
        ("here/it", "here/it", "/there/here/it"),
        ("~/set", "/home/me/set", "/home/me/set"),
        ("tfds:mnist", "tfds:mnist", "tfds:mnist"),
        ("tfds:~/made", "tfds:/home/me/made", "tfds:/home/me/made"),
        ("a.npz,~/b.npz", "a.npz,/home/me/b.npz", "/there/a.npz,/home/me/b.npz"),
        ("tfds:mnist,b.npz", "tfds:mnist,b.npz", "tfds:mnist,/there/b.npz"),
        ("with, a comma", "with, a comma", "/there/with, a comma"),
    ],
)
def test_data_sets_are_written_down_for_any_folder(monkeypatch, given, used, written):
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.setattr("os.getcwd", lambda: "/there")
    there = {"with, a comma", "/home/me/made"}
    monkeypatch.setattr("os.path.exists", there.__contains__)
    monkeypatch.setattr("os.path.isdir", there.__contains__)
    parser = options.DatasetParser()
    assert parser.parse(given) == used
    assert parser.absolute(used) == written


def test_home_is_meant_in_every_path(monkeypatch):
    monkeypatch.setenv("HOME", "/home/me")
    values = flags.FlagValues()
    flags.DEFINE(options.PathParser(), "shelf", None, "one", flag_values=values)
    flags.DEFINE(options.PathsParser(), "shelves", [], "several", flag_values=values)
    values(["command", "--shelf=~/a", "--shelves=~/b,c"])
    assert values.shelf == "/home/me/a" and values.shelves == ["/home/me/b", "c"]
    for argument in ("--shelf=", "--shelves=b,"):
        with pytest.raises(flags.IllegalFlagValueError, match="no file can have so long a name"):
            values(["command", argument + 256 * "x"])


def test_two_files_may_have_names_that_are_too_long_together():
    both = f"{200 * 'a'}.npz,{200 * 'b'}.npz"
    assert options.DatasetParser().parse(both) == both


def test_operands_are_paths(monkeypatch, capsys):
    monkeypatch.setenv("HOME", "/home/me")
    taken = []
    assert options.guarded(taken.extend, ["command", "~/x", "y"], operands=True) is None
    assert taken == ["/home/me/x", "y"]
    assert options.guarded(taken.extend, ["command", "~no such user/x"], operands=True) == 2
    assert capsys.readouterr().err == "error: there is no user no such user\n"
