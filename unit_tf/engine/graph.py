"""What TensorFlow's graph optimiser is to leave alone."""

import contextlib
from collections.abc import Iterator

import tensorflow as tf


@contextlib.contextmanager
def without_remapping() -> Iterator[None]:
    """Within its block, graphs are made whose convolutions are not joined with what follows them.

    TensorFlow 2.21 tries that in a training step too, finds that the way back needs what it would
    leave out, gives the whole pass up and says so as an error.
    """
    before = tf.config.optimizer.get_experimental_options().get("remapping", True)
    tf.config.optimizer.set_experimental_options({"remapping": False})
    try:
        yield
    finally:
        tf.config.optimizer.set_experimental_options({"remapping": before})
