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
