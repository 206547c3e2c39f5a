"""A conversion's files on the disk: all of them whole or none, and a report over the folder."""

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from export import report, terms
from export.variants import Variants
from unit_tf.options import UsageError


@contextlib.contextmanager
def output_folder(folder: Path) -> Iterator[Path]:
    """Makes the folder and tries to write in it; whatever of it is empty afterwards goes again.

    Raises:
        UsageError: nothing can be written there.
    """
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / ".writable"
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            raise _unwritable(folder, error.strerror) from error
        yield folder
    finally:
        for path in missing:
            with contextlib.suppress(OSError):
                path.rmdir()


def write_all(variants: Variants, folder: Path):
    """Writes files, their JSON and sheets, and the report; what is rejected is set aside.

    The report tells of all files of `export.convert` in the folder, of other directions too.

    Raises:
        UsageError: there is no room, or no right to write.
    """
    settings, contents, outdated, told = variants.settings, {}, [], {}
    for recipe in settings.recipes:
        name = f"{settings.direction}_{recipe}"
        told[name] = {
            **variants.description,
            **terms.of_file(recipe, variants.figures[recipe]["multiply_adds"]),
            "floor": settings.floors[recipe],
            "rejected": recipe in variants.rejected,
            "figures": variants.figures[recipe],
        }
        kept, other = folder / f"{name}.tflite", folder / f"{name}.tflite.rejected"
        if recipe in variants.rejected:
            kept, other = other, kept
        outdated.append(other)
        contents[kept] = variants.files[recipe]
        contents[folder / f"{name}.json"] = _json(told[name])
        contents[folder / f"{name}.png"] = variants.sheets[recipe]
    told = dict(sorted((described(folder, next(iter(told.values()))) | told).items()))
    contents[folder / "report.json"] = _json(told)
    contents[folder / "report.md"] = report.text(told).encode()
    write(contents)
    for path in outdated:
        path.unlink(missing_ok=True)


def described(folder: Path, example: dict) -> dict[str, dict]:
    """What is told of the files in a folder, by their names; of those told of as the example is."""
    found = {}
    for path in (*folder.glob("*.tflite"), *folder.glob("*.tflite.rejected")):
        name = path.name.partition(".")[0]
        with contextlib.suppress(OSError, ValueError, AttributeError):
            told = json.loads((folder / f"{name}.json").read_text())
            if told.keys() == example.keys():
                found[name] = told
    return found


def write(contents: dict[Path, bytes]):
    """Writes files, all of them whole or none.

    Raises:
        UsageError: there is no room, or no right to write.
    """
    temporary = {path: path.with_name(path.name + ".tmp") for path in contents}
    for path in contents:
        if path.is_dir():
            raise _unwritable(path, "Is a directory")
    try:
        for path, content in contents.items():
            with open(temporary[path], "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for path in contents:
            temporary[path].replace(path)
    except OSError as error:
        raise _unwritable(path, error.strerror) from error
    finally:
        for leftover in temporary.values():
            leftover.unlink(missing_ok=True)


def _unwritable(path: Path, reason: str) -> UsageError:
    return UsageError(
        f"{path} cannot be written ({reason}): make room, or choose another --output."
    )


def _json(told: dict) -> bytes:
    return (json.dumps(told, indent=2, allow_nan=False) + "\n").encode()
