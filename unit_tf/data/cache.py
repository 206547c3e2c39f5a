"""Bytes that stay in memory while they fit, and else in a temporary file."""

import io
import tempfile

import numpy as np


class Cache:
    """Takes bytes one after the other and gives them back as one array.

    Args:
        memory_limit: bytes; with more, all go to a file that the system may page, in `TMPDIR`,
            gone when the process ends.
    """

    def __init__(self, memory_limit: int):
        self._limit, self._size = memory_limit, 0
        self._held = io.BytesIO()

    def write(self, pixels: np.ndarray):
        """Adds an array's bytes.

        Raises:
            OSError: there is no room for the file, or no folder for it.
        """
        self._size += pixels.nbytes
        if self._size > self._limit and isinstance(self._held, io.BytesIO):
            # Stays open as long as the bytes are used.
            file = tempfile.TemporaryFile()  # noqa: SIM115
            file.write(self._held.getbuffer())
            self._held = file
        self._held.write(np.ascontiguousarray(pixels))

    def array(self) -> np.ndarray:
        """All bytes, uint8 `[bytes]`, read-only; raises OSError as `write` does."""
        if isinstance(self._held, io.BytesIO):
            return np.frombuffer(self._held.getbuffer(), np.uint8)
        self._held.flush()
        return np.memmap(self._held, np.uint8, "r", shape=(self._size,))


def temporary_folder() -> str:
    """Where such files go, for messages."""
    try:
        return tempfile.gettempdir()
    except OSError:  # Python tried to write into each that it knows
        return "none of the temporary folders"
