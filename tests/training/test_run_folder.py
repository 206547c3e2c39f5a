import pytest
from absl import flags

from unit_tf.options import UsageError
from unit_tf.training.run_folder import RunFolder


class Unreadable:
    """A model that reads nothing but `model.keras`."""

    def load_weights(self, path):
        if path.name != "model.keras":
            raise OSError("truncated")


@pytest.fixture
def folder(tmp_path):
    checkpoints = tmp_path / "checkpoints"
    checkpoints.mkdir()
    for path in (checkpoints / "00000001.keras", checkpoints / "00000002.keras"):
        path.write_bytes(b"")
    (tmp_path / "model.keras").write_bytes(b"")
    return RunFolder(tmp_path)


@pytest.fixture(autouse=True)
def two_flags():
    for name in ("dye", "weft"):
        if name not in flags.FLAGS:
            flags.DEFINE_integer(name, 5, "of no use")


def test_the_newest_checkpoint_is_the_first_to_go_on_from(folder):
    names = [path.name for path in folder.saved_models()]
    assert names == ["00000002.keras", "00000001.keras", "model.keras"]


def test_what_cannot_be_read_is_set_aside(folder, capsys):
    assert folder.resume(Unreadable()) == folder.model
    left = {path.name for path in folder.checkpoints.iterdir()}
    assert left == {"00000001.broken", "00000002.broken"}
    assert "00000002.keras cannot be read (truncated)" in capsys.readouterr().err


def test_nothing_to_go_on_from(tmp_path):
    assert RunFolder(tmp_path / "new").resume(Unreadable()) is None


def test_another_run_is_refused_and_the_same_goes_on(folder):
    folder.begin("--dye=1\n--weft=5\n")
    folder.check_same_run("--dye=1\n--weft=6\n", ["dye", "weft"], {"weft"}, {})
    with pytest.raises(UsageError, match="begun with --dye=1, which is now --dye=2"):
        folder.check_same_run("--dye=2\n--weft=5\n", ["dye", "weft"], {"weft"}, {})


def test_a_run_older_than_a_flag_goes_on_by_its_default(folder):
    folder.begin("--dye=1\n")
    folder.check_same_run("--dye=1\n--weft=5\n", ["dye", "weft"], set(), {})
    with pytest.raises(UsageError, match="begun with --weft=5"):
        folder.check_same_run("--dye=1\n--weft=6\n", ["dye", "weft"], set(), {})


def test_a_run_older_than_a_flag_without_a_default_goes_on_as_before(folder):
    flags.DEFINE_float("weave", None, "set by what is chosen", flag_values=flags.FLAGS)
    folder.begin("--dye=1\n")
    folder.check_same_run("--dye=1\n--weave=0.5\n", ["dye", "weave"], set(), {"weave": 0.5})
    with pytest.raises(UsageError, match="begun with --weave=0.5, which is now --weave=2.0"):
        folder.check_same_run("--dye=1\n--weave=2.0\n", ["dye", "weave"], set(), {"weave": 0.5})


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="choose another --run_dir"):
        RunFolder(tmp_path / "file" / "run").begin("")


def test_stopped_says_what_is_kept(folder, tmp_path, capsys):
    assert folder.stopped("out of wool", "Buy some.") == 1
    said = capsys.readouterr().err
    assert said == f"error: out of wool; the last good checkpoint is {folder.checkpoints}/" + (
        "00000002.keras. Buy some.\n"
    )
    RunFolder(tmp_path / "new").stopped("out of wool", "")
    assert "there is no checkpoint yet" in capsys.readouterr().err
