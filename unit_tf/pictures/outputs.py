"""Which file a command reads and which it writes for each: no input is ever overwritten."""

import dataclasses
import os
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from unit_tf.data.folder import files_below, picture_files
from unit_tf.data.passed_over import meant_to_be_read
from unit_tf.options import UsageError
from unit_tf.pictures.files import WRITTEN
from unit_tf.pictures.film_formats import FILMS, FORMATS, OTHERWISE
from unit_tf.pictures.moving_pictures import is_moving


@dataclasses.dataclass(frozen=True)
class Job:
    """A picture or film to read, and the file to write."""

    source: Path
    target: Path
    is_film: bool


def plan(given: str, output: str) -> list[Job]:
    """What to make of a picture, a film, or a folder's pictures and films.

    A folder keeps its tree and its names; only a suffix that cannot be written becomes `.png`, a
    film's `.mkv`, behind the old one where that would give two files one name.

    Args:
        given: the picture, film or folder.
        output: a folder for those of a folder. For a single one a folder too, if it is there, ends
            with a slash or has no suffix; else the file.

    Raises:
        UsageError: there is nothing to translate, it cannot be written so, or an input would be
            overwritten.
    """
    source, target = existing(given), Path(output).expanduser()
    if source.is_dir():
        jobs = _of_folder(source, target)
    elif target.is_dir() or output.endswith(os.sep) or not target.suffix:
        jobs = [_job(source, target / source.name)]
    else:
        jobs = [Job(source, target, is_film(source) or _is_taken_for_film(source, target))]
        check_suffix(target, jobs[0].is_film, is_moving(source))
    check_kept([job.source for job in jobs], [job.target for job in jobs])
    return jobs


def left_out(folder: Path) -> list[str]:
    """A sentence for each kind of file of a folder that looks like a picture and is not read."""
    folder = folder.resolve()
    return meant_to_be_read(folder.parent, [folder.name], FILMS)


def pictures(given: str) -> list[Path]:
    """The picture that is given, or those of a folder; films are none.

    Raises:
        UsageError: there is nothing, or none among it.
    """
    source = existing(given)
    found = [source] if source.is_file() else picture_files(source)
    found = [path for path in found if not is_film(path)]
    if not found:
        raise UsageError(f"{source} holds no pictures: give --input=FILE or a folder of them.")
    return found


def existing(given: str) -> Path:
    """The path, if something is there; else raises UsageError."""
    path = Path(given).expanduser()
    if not path.exists():
        raise UsageError(f"There is no picture, film or folder {path}.")
    return path


def check_suffix(target: Path, film: bool = False, moving: bool = False):
    """Raises UsageError if no picture, film or moving picture can be written under this name."""
    # A film as a .png would be a moving one, which few expect.
    of_films = [suffix for suffix in FORMATS if moving or suffix not in (".png", ".apng")]
    suffixes = of_films if film else list(WRITTEN)
    if target.suffix.lower() not in suffixes:
        kind = "moving picture" if moving else "film" if film else "picture"
        raise UsageError(f"--output={target}: a {kind} is written as one of {', '.join(suffixes)}.")


def check_kept(sources: Iterable[Path], targets: Iterable[Path]):
    """Raises UsageError if a target is one of the sources, also by a link or in another case."""
    kept = {_identity(source) for source in sources}
    for target in targets:
        if target.exists() and _identity(target) in kept:
            raise UsageError(
                f"{target} is an input, and no input is ever overwritten: choose another --output."
            )


def is_film(path: Path) -> bool:
    """Whether a file is a film by its suffix, or a picture that moves."""
    return path.suffix.lower() in FILMS or is_moving(path)


def _of_folder(source: Path, target: Path) -> list[Job]:
    if target.suffix.lower() in WRITTEN or (target.exists() and not target.is_dir()):
        raise UsageError(f"--output={target} is a file: for a folder's pictures give a folder.")
    if target.resolve().is_relative_to(source.resolve()):
        raise UsageError(
            f"--output={target} is in the folder of --input, whose pictures it might overwrite or "
            "translate again: choose a folder beside it."
        )
    films = (path for path in files_below(source) if path.suffix.lower() in FILMS)
    paths = sorted({*picture_files(source), *films})
    jobs = [_job(path, target / path.relative_to(source)) for path in paths]
    # Names that stay come first: another picture that becomes a .png must not take one of them.
    taken = {job.target for job in jobs if job.target.name == job.source.name}
    for index, job in enumerate(jobs):
        if job.target.name != job.source.name:
            if job.target in taken:
                new = job.target.with_name(job.source.name + job.target.suffix)
                jobs[index] = dataclasses.replace(job, target=new)
            taken.add(jobs[index].target)
    if not jobs:
        others = "".join(f" {sentence}" for sentence in left_out(source))
        raise UsageError(
            f"{source} holds no pictures or films: give --input=FILE or a folder.{others}"
        )
    return jobs


def _job(source: Path, target: Path) -> Job:
    film = is_film(source)
    written, otherwise = (FORMATS, OTHERWISE) if film else (WRITTEN, ".png")
    is_written = target.suffix.lower() in written
    return Job(source, target if is_written else target.with_suffix(otherwise), film)


def _is_taken_for_film(source: Path, target: Path) -> bool:
    """Whether a file of any other suffix is to become what only a film can."""
    is_picture = source.suffix.lower() in Image.registered_extensions()
    return target.suffix.lower() in FORMATS.keys() - WRITTEN.keys() and not is_picture


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino
