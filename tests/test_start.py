"""What reaches the terminal, in processes of their own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

QUIET = "from unit_tf.start import quiet\nimport os, sys\n"


def said(program, **environment):
    """Standard error of a program that does not import TensorFlow."""
    stub = "import sys, types; sys.modules['unit_tf'] = p = types.ModuleType('unit_tf')\n"
    stub += f"p.__path__ = {[os.path.dirname(__import__('unit_tf').__file__)]!r}\n"
    kept = {k: v for k, v in os.environ.items() if k != "TF_CPP_MIN_LOG_LEVEL"}
    result = subprocess.run(
        [sys.executable, "-c", stub + QUIET + program], capture_output=True, text=True,
        env=kept | environment,
    )  # fmt: skip
    return result.stderr


LINES = (
    "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\\n"
    "I0000 00:00:1795657753.571968   24222 port.cc:153] oneDNN custom operations are on.\\n"
    "E0000 00:00:1795657758.247672   24222 cuda_platform.cc:52] failed call to cuInit\\n"
)
WRITES = f"os.write(2, b'{LINES}ours\\n')"


def test_the_start_is_quiet_and_the_rest_is_heard():
    program = f"with quiet():\n    {WRITES}\n    print('ours too', file=sys.stderr)\n{WRITES}"
    assert said(program).splitlines()[:2] == ["ours", "ours too"]
    assert said(program).count("cuInit") == 1  # after the block


def test_all_is_heard_by_whoever_asks():
    program = f"with quiet():\n    {WRITES}"
    assert said(program, TF_CPP_MIN_LOG_LEVEL="0").count("\n") == 4


def test_last_words_are_heard():
    program = (
        "with quiet():\n    os.write(2, b'F0000 00:00:17.5 1 a.cc:1] no AVX\\n')\n    os.abort()"
    )
    assert "no AVX" in said(program)
    program = "with quiet():\n    raise ValueError('ours')"
    assert "ValueError: ours" in said(program)


def test_where_there_are_threads_nothing_is_filtered():
    program = "import threading, time\nthreading.Thread(target=time.sleep, args=(1,)).start()\n"
    program += f"with quiet():\n    {WRITES}"
    assert said(program).count("\n") == 4


@pytest.mark.skipif(not Path("/proc").exists(), reason="sees by /proc what a process has begun")
def test_an_interrupted_start_has_no_traceback():
    process = subprocess.Popen(
        [sys.executable, "-m", "unit_tf.data", "--dataset=/nowhere"],
        env={k: v for k, v in os.environ.items() if k != "TF_CPP_MIN_LOG_LEVEL"},
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while not children.read_text():  # it loads TensorFlow once it has forked its filter
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert process.communicate()[1] == ""
    assert process.returncode == -signal.SIGINT
