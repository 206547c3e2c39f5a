"""Translates pictures and films one after the other; one that fails is named and left out."""

import errno
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image, ImageOps
from tqdm import tqdm

from unit_tf.data.folder import printable
from unit_tf.engine.progress import progress
from unit_tf.options import UsageError
from unit_tf.pictures import files
from unit_tf.pictures.files import (
    IncompleteError,
    Picture,
    UnreadableError,
    read_picture,
    with_channels,
)
from unit_tf.pictures.film_formats import FORMATS, OTHERWISE
from unit_tf.pictures.outputs import Job
from unit_tf.pictures.sheets import sheet
from unit_tf.reason import reason

# Where one file cannot be written for these reasons, the next cannot either.
UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR}
CELL = 256  # pixels, the side of a picture on a sheet
COLUMNS = 8  # of a sheet: four pictures, each beside its translation


class PictureTranslator(Protocol):
    """Takes uint8 or uint16 `[height, width, channels]` to a picture as large."""

    channels: int

    def __call__(self, picture: np.ndarray) -> np.ndarray: ...


def translate_all(
    jobs: Sequence[Job],
    translate: PictureTranslator,
    side_by_side: bool = False,
    skip_existing: bool = False,
    levels: tuple[float, float] | None = None,
) -> int:
    """Makes every job's file, with a progress bar.

    Args:
        jobs: of `outputs.plan`.
        translate: what makes of a picture another.
        side_by_side: write the picture before to the left of it.
        skip_existing: leave jobs whose file is there.
        levels: of pictures of more than eight bits, as of `read_picture`.

    Returns:
        The exit status: 0, 1 if some failed, 2 if all did, 130 if interrupted.
    """
    done = left = 0
    failures = Failures(is_alone=len(jobs) == 1)
    with progress(jobs, "picture", disable=len(jobs) == 1) as bar:
        try:
            for job in bar:
                if skip_existing and job.target.exists():
                    left += 1
                    continue
                try:
                    if job.is_film:
                        _translate_film(job, translate, side_by_side, is_alone=len(jobs) == 1)
                    else:
                        _translate_picture(job, translate, side_by_side, levels)
                    done += 1
                except Exception as error:
                    failures.add(job.source, job.target, error)
                    done += isinstance(error, IncompleteError)
                    if failures.is_final:
                        break
        except KeyboardInterrupt:
            bar.close()
            print(
                f"Interrupted: {done + left} of {len(jobs)} are written, whole; the same command "
                "with --skip_existing goes on from there.",
                file=sys.stderr,
            )
            return 130
    print(f"{done} of {len(jobs)} written{f', {left} were there' if left else ''}.")
    return failures.status(done + left)


def draw_grid(
    paths: Sequence[Path],
    target: Path,
    translate: PictureTranslator,
    levels: tuple[float, float] | None = None,
) -> int:
    """Writes one sheet on which every picture stands beside its translation, in small.

    Returns:
        The exit status: 0, 1 if some failed, 2 if all did.
    """
    failures, titles, cells = Failures(), [], []
    for path in progress(paths, "picture"):
        try:
            before = read_picture(path, levels).pixels
            after = translate(with_channels(before, translate.channels))
            cells += [_thumbnail(before), _thumbnail(after)]
            titles += [path.stem[:24], ""]
        except Exception as error:
            failures.add(path, target, error)
    if cells:
        height, width = (max(cell.shape[axis] for cell in cells) for axis in (0, 1))
        cells = [_on_white(cell, height, width) for cell in cells]
        rows = [slice(first, first + COLUMNS) for first in range(0, len(cells), COLUMNS)]
        write_sheet(target, sheet([(titles[row], cells[row]) for row in rows]))
    return failures.status(len(cells))


def write_sheet(target: Path, pixels: np.ndarray):
    """Writes a sheet and says where; raises UsageError if it cannot be written."""
    try:
        files.write_picture(target, Picture(pixels))
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{target} cannot be written ({error}): choose another --output."
        ) from error
    print(f"Pictures: {printable(target)}")


class Failures:
    """Names each file that fails on the standard error stream, and counts them."""

    def __init__(self, is_alone: bool = False):
        self._is_alone = is_alone  # whether there is no other file
        self._count = 0
        self.is_final = False  # whether the rest would fail too

    def add(self, source: Path, target: Path, error: Exception):
        """Says in a sentence why no `target` could be made of `source`."""
        self._count += 1
        self.is_final = isinstance(error, OSError) and error.errno in UNWRITABLE
        if self.is_final:
            said = (
                f"{target} cannot be written ({error.strerror}): make room, or choose another "
                "--output; --skip_existing goes on from there."
            )
        elif isinstance(error, IncompleteError):
            said = f"{error}."
        elif isinstance(error, UnreadableError):
            said = f"{error}{'' if self._is_alone else ': it is left out'}."
        else:
            said = f"{source} cannot be translated ({type(error).__name__}: {reason(error)})."
        tqdm.write(f"error: {said}", file=sys.stderr)

    def status(self, done: int) -> int:
        """The exit status where so many others were done."""
        return 0 if not self._count else 1 if done else 2


def _translate_picture(
    job: Job,
    translate: PictureTranslator,
    side_by_side: bool,
    levels: tuple[float, float] | None,
):
    before = read_picture(job.source, levels)
    if before.frames > 1:
        said = f"{job.source} holds {before.frames} frames or pages: the first is translated."
        tqdm.write(said, file=sys.stderr)
    if before.values and before.values.is_doubtful:
        low, high, black, white = before.values[1:5]
        tqdm.write(
            f"{job.source} holds values of {low:.6g} to {high:.6g}, of which {black:.6g} is taken "
            f"as black and {white:.6g} as white: --levels=BLACK,WHITE says what they mean.",
            file=sys.stderr,
        )
    pixels = translate(with_channels(before.pixels, translate.channels))
    alpha = before.alpha
    if alpha is not None and pixels.dtype == np.uint8:
        alpha = files.to_bytes(alpha)
    if side_by_side:
        pixels = files.beside(before.pixels, pixels)
        alpha = None if alpha is None else np.concatenate([alpha, alpha], 1)
    files.write_picture(job.target, Picture(pixels, alpha, before.profile))


def _translate_film(job: Job, translate: PictureTranslator, side_by_side: bool, is_alone: bool):
    from unit_tf.pictures.films import translate_film

    def frame(before: np.ndarray) -> np.ndarray:
        after = translate(with_channels(before, translate.channels))
        return files.beside(before, after) if side_by_side else with_channels(after, 3)

    suffix = job.source.suffix
    if suffix and suffix.lower() not in FORMATS and job.target.suffix == OTHERWISE:
        tqdm.write(f"{job.source} becomes {job.target}: no {suffix} file is written.")
    is_hidden = not (is_alone or sys.stderr.isatty())  # two bars would tangle in a log
    with progress(None, "frame", desc=job.source.name, leave=is_alone, disable=is_hidden) as bar:
        said = translate_film(job.source, job.target, frame, bar)
    if said:
        tqdm.write(said, file=sys.stderr)


def _thumbnail(pixels: np.ndarray) -> np.ndarray:
    picture = Image.fromarray(with_channels(files.to_bytes(pixels), 3))
    return np.asarray(ImageOps.contain(picture, (CELL, CELL)))


def _on_white(pixels: np.ndarray, height: int, width: int) -> np.ndarray:
    """The picture in the middle of a white one."""
    white = np.full((height, width, 3), 255, np.uint8)
    top, left = (height - pixels.shape[0]) // 2, (width - pixels.shape[1]) // 2
    white[top : top + pixels.shape[0], left : left + pixels.shape[1]] = pixels
    return white
