"""A run that is told to end ends after the present step, and saves."""

import os
import signal
import stat
import sys

import keras

from unit_tf.engine import distribution

# A terminal that is closed sends SIGHUP, whoever stops a machine SIGTERM.
LISTENED_TO = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopOnSignal(keras.callbacks.Callback):
    """Ends `fit` after the present step on Ctrl-C, SIGTERM or SIGHUP.

    A second Ctrl-C interrupts at once. A signal to one of several workers stops them all, at the
    same step. What is started by `nohup` goes on when its terminal is closed.

    It listens within its own `with` block, so that what follows `fit` there, such as a last
    checkpoint, is not interrupted either.

    Attributes:
        received: the signal's number, or None.
    """

    def __init__(self):
        super().__init__()
        self.received: int | None = None

    def __enter__(self):
        self._handlers = {
            number: signal.signal(number, self._stop)
            for number in LISTENED_TO
            if signal.getsignal(number) is not signal.SIG_IGN
        }
        return self

    def __exit__(self, *raised):
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def on_train_batch_end(self, batch, logs=None):
        # One that stops alone would leave the others waiting for it.
        strategy = self.model.distribute_strategy
        if distribution.any_worker(strategy, self.received is not None):
            self.received = self.received or signal.SIGTERM
            self.model.stop_training = True

    def _stop(self, number, frame):
        self.received = number
        if number == signal.SIGHUP:
            _leave_terminal()
        if signal.SIGINT in self._handlers:
            signal.signal(signal.SIGINT, self._handlers[signal.SIGINT])
        print("\nStopping after this step.", file=sys.stderr)


def _leave_terminal():
    """Lets what is written to a terminal vanish: once that is closed, writing would fail."""
    with open(os.devnull, "w") as nowhere:
        for stream in (1, 2):
            if stat.S_ISCHR(os.fstat(stream).st_mode):
                os.dup2(nowhere.fileno(), stream)
