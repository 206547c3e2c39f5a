"""Keeps from the terminal what TensorFlow's and LiteRT's libraries say while they start."""

import contextlib
import os
import re
import signal
import sys
import threading
from collections.abc import Iterator

# Such as "I0000 00:00:1795657753.571968   24222 port.cc:153] oneDNN custom operations are on.":
# what is logged before anybody could say at which level. Fatal ones begin with F and are shown.
SAID_AT_START = re.compile(
    rb"WARNING: All log messages before absl::InitializeLog\(\)"
    rb"|[IWE]\d{4} [\d:.]+ +\d+ \w+\.cc:\d+\]"
    rb"|INFO: Created TensorFlow Lite XNNPACK delegate for CPU\."
)
# Set by whoever wants to see it all.
LEVEL = "TF_CPP_MIN_LOG_LEVEL"
WANTED = LEVEL in os.environ
IS_COMMAND = sys.argv[:1] == ["-m"]  # what Python has there until the command is found


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Within its block, lines of the start do not reach standard error; all others do.

    A process forked for it reads them, so that what a dying process says last is shown too. Where
    there are other threads, which a fork could catch in the middle, or `TF_CPP_MIN_LOG_LEVEL` is
    set, all is shown.
    """
    if WANTED or not hasattr(os, "fork") or threading.active_count() > 1:
        yield
        return
    sys.stderr.flush()
    terminal = os.dup(2)
    reading, writing = os.pipe()
    filtering = os.fork()
    if not filtering:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends when its parent does
        os.close(writing)
        _forward(reading, terminal)
    os.close(reading)
    os.dup2(writing, 2)
    os.close(writing)
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(terminal, 2)
        os.close(terminal)
        os.waitpid(filtering, 0)


def end_at_once_if_interrupted():
    """While a command loads, Ctrl-C ends it without a traceback; see `listen_to_interrupts`."""
    is_usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if IS_COMMAND and is_usual:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def listen_to_interrupts():
    """From here on Ctrl-C is a KeyboardInterrupt again, unless the process is to ignore it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def check_backend():
    """Raises ImportError where Keras computes by another library; a command says so and ends."""
    chosen = os.environ["KERAS_BACKEND"]
    if "keras" in sys.modules:  # which has read its configuration before this package could
        chosen = sys.modules["keras"].config.backend()
    if chosen == "tensorflow":
        return
    sentence = (
        f"unit_tf needs Keras on TensorFlow, and here it is on {chosen}: set the environment "
        "variable KERAS_BACKEND to tensorflow before anything imports Keras."
    )
    if IS_COMMAND:
        sys.exit(f"error: {sentence}")
    raise ImportError(sentence)


def _forward(reading: int, terminal: int):
    """Passes on the lines that are to be seen, and ends the process."""
    with open(reading, "rb") as lines:
        for line in lines:
            if not SAID_AT_START.match(line):
                os.write(terminal, line)
    os._exit(0)
