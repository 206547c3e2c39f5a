import os
import subprocess
import sys

import pytest

from unit_tf.training.claim import Claim, ClaimedError


def test_one_at_a_time(tmp_path):
    first, second = Claim(tmp_path), Claim(tmp_path)
    first.take()
    first.take()  # has it already
    with pytest.raises(ClaimedError, match=f"Process {os.getpid()} on .* is writing to {tmp_path}"):
        second.take()
    first.release()
    assert not list(tmp_path.iterdir())
    second.take()
    with pytest.raises(ClaimedError):
        first.take()
    second.release()


def test_a_dead_process_does_not_keep_it(tmp_path):
    program = (
        "import sys, time, pathlib; from unit_tf.training.claim import Claim\n"
        "claim = Claim(pathlib.Path(sys.argv[1])); claim.take()\n"
        "print('taken', flush=True); time.sleep(60)"
    )
    # Without what `import unit_tf` brings, which takes seconds.
    bare = "import sys, types; p = types.ModuleType('unit_tf'); p.__path__ = [sys.argv[2]]\n"
    bare += "t = types.ModuleType('unit_tf.training'); t.__path__ = [sys.argv[2] + '/training']\n"
    bare += "sys.modules |= {'unit_tf': p, 'unit_tf.training': t}\n"
    package = os.path.dirname(sys.modules["unit_tf"].__file__)
    process = subprocess.Popen(
        [sys.executable, "-c", bare + program, tmp_path, package], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "taken\n"
    with pytest.raises(ClaimedError, match=f"Process {process.pid} on "):
        Claim(tmp_path).take()
    process.kill()
    process.communicate()
    Claim(tmp_path).take()


def test_what_was_released_meanwhile_is_taken_anew(tmp_path, monkeypatch):
    """The file that was opened is another's, deleted before it was locked."""
    answers = iter([False, True])
    monkeypatch.setattr(Claim, "_is_there", lambda self, file: next(answers))
    claim = Claim(tmp_path)
    claim.take()
    assert next(answers, None) is None
    claim.release()


def test_a_folder_that_cannot_be_written(tmp_path):
    with pytest.raises(OSError):
        Claim(tmp_path / "missing").take()
