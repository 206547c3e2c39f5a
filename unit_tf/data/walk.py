"""What lies below a folder: every file once, and what leads nowhere."""

import collections
import os
from collections.abc import Iterator
from enum import Enum
from pathlib import Path


class Entry(Enum):
    """What something below a folder is."""

    FILE = "a file"
    DEAD = "a link to nothing"
    BACK = "a link to a folder that is searched anyway"
    CLOSED = "a folder that may not be read"


def files_below(folder: Path) -> Iterator[Path]:
    """All files below a folder that are not hidden; links to folders are followed."""
    return (path for path, entry in walk(folder) if entry is Entry.FILE)


def walk(folder: Path) -> Iterator[tuple[Path, Entry]]:
    """All files, and what cannot be followed, but for what is hidden.

    No folder is searched twice, however many links lead to it, and links come last: a file has the
    name of the folder that it lies in.
    """
    waiting, searched = collections.deque([folder]), set()
    while waiting:
        parent = waiting.popleft()
        try:
            status = os.stat(parent)
            names = sorted(os.listdir(parent))
        except OSError:
            yield parent, Entry.CLOSED
            continue
        if (status.st_dev, status.st_ino) in searched:
            yield parent, Entry.BACK
            continue
        searched.add((status.st_dev, status.st_ino))
        for path in (Path(parent, name) for name in names if not name.startswith(".")):
            if path.is_dir():
                (waiting.append if path.is_symlink() else waiting.appendleft)(path)
            elif path.is_file():
                yield path, Entry.FILE
            elif path.is_symlink():
                yield path, Entry.DEAD
