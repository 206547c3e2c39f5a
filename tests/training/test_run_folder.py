import shutil

import pytest
from absl import flags
from small import tiny_model

from unit_tf.options import UsageError
from unit_tf.training.run_folder import RunFolder


@pytest.fixture(scope="module")
def model():
    return tiny_model()


@pytest.fixture
def folder(tmp_path, model):
    """Of a run whose checkpoints are cut short, and whose result is whole."""
    checkpoints = tmp_path / "checkpoints"
    checkpoints.mkdir()
    model.save(tmp_path / "model.keras")
    whole = (tmp_path / "model.keras").read_bytes()
    for path in (checkpoints / "00000001.keras", checkpoints / "00000002.keras"):
        path.write_bytes(whole[: len(whole) // 2])
    return RunFolder(tmp_path)


@pytest.fixture(autouse=True)
def two_flags():
    for name in ("dye", "weft"):
        if name not in flags.FLAGS:
            flags.DEFINE_integer(name, 5, "of no use")


def test_the_newest_checkpoint_is_the_first_to_go_on_from(folder):
    names = [path.name for path in folder.saved_models()]
    assert names == ["00000002.keras", "00000001.keras", "model.keras"]


def test_what_is_damaged_is_set_aside_under_a_free_name(folder, model, capsys):
    folder.begin("--dye=1\n")
    folder.release()
    (folder.checkpoints / "00000001.broken").write_text("of before")
    assert folder.resume(model) == folder.model
    left = {path.name for path in folder.checkpoints.iterdir()}
    assert left == {"00000001.broken", "00000001.broken-2", "00000002.broken"}
    assert (folder.checkpoints / "00000001.broken").read_text() == "of before"
    assert "00000002.keras is damaged (File is not a zip file)" in capsys.readouterr().err


def test_where_all_is_damaged_nothing_is_begun_in_silence(folder, model):
    whole = bytearray(folder.model.read_bytes())
    whole[len(whole) // 2] ^= 1  # one bit of a weight
    folder.model.write_bytes(whole)
    with pytest.raises(UsageError, match="no sound checkpoint any more"):
        folder.resume(model)
    assert (folder.path / "model.broken").read_bytes() == whole
    assert folder.resume(model) is None


def test_a_file_of_another_form_stays_as_it_is(folder):
    folder.begin("--dye=1\n")
    folder.release()
    shutil.rmtree(folder.checkpoints)
    before = folder.model.read_bytes()
    with pytest.raises(UsageError, match="model.keras was made with --filters=2, not --filters=3:"):
        folder.resume(tiny_model(filters=3))
    assert folder.model.read_bytes() == before


def test_a_model_that_no_run_here_has_made_is_not_gone_on_with(folder, model):
    shutil.rmtree(folder.checkpoints)
    with pytest.raises(UsageError, match="give --start_from=.*model.keras and another --run_dir"):
        folder.resume(model)


def test_nothing_to_go_on_from(tmp_path, model):
    assert RunFolder(tmp_path / "new").resume(model) is None


def test_one_writer_at_a_time(tmp_path):
    first, second = RunFolder(tmp_path), RunFolder(tmp_path)
    first.claim()
    with pytest.raises(UsageError, match="is writing to .*: let it end, or choose another"):
        second.begin("")
    first.release()
    second.begin("")
    second.release()


def test_a_folder_that_was_moved_is_told(tmp_path):
    before, now = RunFolder(tmp_path / "before"), RunFolder(tmp_path / "now")
    before.begin(f"--run_dir={before.path}\n")
    before.release()
    replayed = ["train", f"--flagfile={before.flags}"]
    before.check_place(replayed)
    before.path.rename(now.path)
    replayed = ["train", f"--flagfile={now.flags}"]
    with pytest.raises(UsageError, match=f"add --run_dir={now.path}"):
        before.check_place(replayed)
    now.check_place([*replayed, f"--run_dir={now.path}"])
    RunFolder(tmp_path / "another").check_place(replayed)


def test_another_run_is_refused_and_the_same_goes_on(folder):
    folder.begin("--dye=1\n--weft=5\n")
    folder.release()
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
