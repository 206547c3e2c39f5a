"""Less memory for more time: a network's features computed again on the way back."""

import contextlib
import contextvars

import keras

# How a network's body is run: by default simply. A training step that wants memory rather than time
# has `keras.remat` keep what goes in alone, and compute the rest again on the way back.
RUN = contextvars.ContextVar("RUN", default=lambda body: body)


@contextlib.contextmanager
def recomputed(wanted: bool):
    """Within its block, networks keep what goes in alone, if wanted."""
    before = RUN.set(keras.remat) if wanted else None
    try:
        yield
    finally:
        if before:
            RUN.reset(before)
