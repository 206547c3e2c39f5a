"""One writer in a folder at a time."""

import fcntl
import os
import socket
from pathlib import Path
from typing import TextIO


class ClaimedError(RuntimeError):
    """Another process is writing to the folder: the message says which."""


class Claim:
    """Keeps other processes from writing to a folder, until it is released or its process ends.

    A lock of the operating system on a file in the folder: whichever way a process ends, its lock
    goes with it.

    Args:
        folder: which need not be there yet.
    """

    def __init__(self, folder: Path):
        self._path = folder / ".lock"
        self._file: TextIO | None = None

    def take(self):
        """Claims the folder, which is there; nothing if it is claimed by this very object.

        Raises:
            ClaimedError: another has claimed it.
            OSError: nothing can be written there.
        """
        while not self._file:
            file = open(self._path, "a+")  # noqa: SIM115 - open as long as it is claimed
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                file.seek(0)
                writer = file.read() or "Another process"
                file.close()
                raise ClaimedError(f"{writer} is writing to {self._path.parent}") from error
            except OSError:  # a file system without locks
                pass
            if self._is_there(file):
                self._file = file
            else:  # the one before has just released it
                file.close()
        self._file.truncate(0)
        self._file.write(f"Process {os.getpid()} on {socket.gethostname()}")
        self._file.flush()

    def release(self):
        """Lets others write there."""
        if self._file:
            self._path.unlink(missing_ok=True)
            self._file.close()
            self._file = None

    def _is_there(self, file: TextIO) -> bool:
        try:
            return os.path.samestat(os.fstat(file.fileno()), self._path.stat())
        except FileNotFoundError:
            return False
