"""Steps of the build: each is done again only when what it reads has changed."""

import functools
import hashlib
import json
import time
from pathlib import Path

from . import tools
from .project import BUILD, FOLDER, SCRIPTS

STAMPS = BUILD / "stamps"
BEGAN = time.monotonic()


def say(text):
    print(f"[{time.monotonic() - BEGAN:6.1f} s] {text}", flush=True)


def content_hash(inputs):
    """A hash of what files hold and how they are called; of folders, all files in them.

    Args:
        inputs: paths of files and folders, and strings that stand for themselves.
    """
    total = hashlib.sha256()
    for given in inputs:
        if isinstance(given, str):
            total.update(f"={given}\0".encode())
            continue
        for file in files_in(given):
            one = hashlib.sha256(file.read_bytes()).hexdigest()
            total.update(f"{name_of(file)}\0{one}\0".encode())
    return total.hexdigest()


def files_in(path):
    """All files of a folder in the order of their names, or the one file; none if it is absent."""
    if path.is_file():
        return [path]
    return [file for file in sorted(path.rglob("*")) if file.is_file() and wanted(file)]


def wanted(file):
    return "__pycache__" not in file.parts


@functools.cache
def programs():
    """What stands for the Debian programs and Android's resources in every step's key.

    Hashes of the files, and what the programs call themselves; asked for again only when the size
    or time of a file has changed.
    """
    memory = STAMPS / "programs.json"
    known = json.loads(memory.read_text()) if memory.is_file() else {}
    files = [tools.FRAMEWORK, *tools.program_files()]
    seen = [[str(file), file.stat().st_size, file.stat().st_mtime_ns] for file in files]
    if known.get("seen") != seen:
        hashes = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
        known = {"seen": seen, "told": [*hashes, *tools.versions()]}
        memory.parent.mkdir(parents=True, exist_ok=True)
        memory.write_text(json.dumps(known))
    return known["told"]


def name_of(file):
    """The path in the project, so that another checkout has the same hashes."""
    return file.relative_to(FOLDER) if file.is_relative_to(FOLDER) else Path(file.name)


class Step:
    """One piece of work, with a stamp that tells what it was last done for."""

    def __init__(self, name, inputs, outputs):
        """Compares the hash of the inputs with the stamp.

        Args:
            name: what the stamp is called.
            inputs: paths and strings, as for `content_hash`; the build's own files and the
                programs that it calls are added.
            outputs: paths that have to be there.
        """
        self.stamp = STAMPS / name
        self.outputs = outputs
        self.key = content_hash([*inputs, *SCRIPTS, *programs()])
        self.stale = not (
            self.stamp.is_file()
            and self.stamp.read_text() == self.key
            and all(path.exists() for path in outputs)
        )
        if self.stale:
            self.stamp.unlink(missing_ok=True)

    def done(self):
        """Writes the stamp: to be called once the outputs are there."""
        self.stamp.parent.mkdir(parents=True, exist_ok=True)
        self.stamp.write_text(self.key)
        self.stale = False
