"""Pictures from a folder with the sub-folders trainA, trainB, testA and testB."""

import contextlib
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from unit_tf.data.deep_png import is_deep_png, read_deep_png
from unit_tf.data.endings import ADVICE, readable_endings
from unit_tf.data.errors import DataError
from unit_tf.data.levels import to_unsigned, values_of
from unit_tf.data.reading import frames_in, read_frame
from unit_tf.data.walk import files_below

SPLITS = ("trainA", "trainB", "testA", "testB")


class Folder:
    """A data set on disk; the test folders are optional, and sub-folders are searched too.

    Args:
        path: the folder.
        levels: which values of more than eight bits are black and white, as of `plain`.
        domains: whose training pictures must be there: "ab", "a" or "b". Of one alone the folder
            may also be nothing but its pictures.

    Raises:
        DataError: the folder, trainA or trainB is missing, or one of them holds no picture file.
    """

    def __init__(
        self, path: str | Path, levels: tuple[float, float] | None = None, domains: str = "ab"
    ):
        self.path, self._levels = Path(path).expanduser(), levels
        if not self.path.is_dir():
            but = ", but a file of that name" if self.path.exists() else ""
            raise DataError(
                f"There is no folder {self.path}{but}: --dataset takes a folder with trainA and "
                "trainB, tfds:NAME, A.npz,B.npz, or scenes."
            )
        self._files = {
            split: picture_files(self.path / split)
            for split in SPLITS
            if (self.path / split).is_dir()
        }
        needed = [f"train{domain.upper()}" for domain in domains]
        if not self._files and len(needed) == 1 and (alone := picture_files(self.path)):
            self._files = {needed[0]: alone}
        for split in needed:
            if split not in self._files:
                raise DataError(self._missing(split))
        for split, files in self._files.items():
            if not files:
                raise DataError(self._empty(split))

    def _missing(self, split: str) -> str:
        others = sorted(entry.name for entry in self.path.iterdir() if entry.is_dir())
        held = f"it holds {', '.join(others[:6])}" if others else "it holds no folders"
        return (
            f"{self.path} has no folder {split} ({held}): "
            "put the pictures of one domain into trainA and those of the other into trainB."
        )

    def _empty(self, split: str) -> str:
        if not os.access(self.path / split, os.R_OK | os.X_OK):
            return f"{self.path / split} may not be opened: allow it by `chmod u+rx`."
        endings = Counter(path.suffix.lower() for path in files_below(self.path / split))
        ((ending, count),) = endings.most_common(1) or [("", 0)]
        held = f", but {count} files ending in {ending}" if ending else ""
        advice = ADVICE.get(ending, "put some there").format(ending)
        return f"{self.path / split} holds no pictures{held}: {advice}."

    def splits(self) -> tuple[str, ...]:
        """Which of trainA, trainB, testA and testB there are."""
        return tuple(self._files)

    def count(self, split: str) -> int:
        """How many picture files a split has."""
        return len(self._files[split])

    def pictures(self, split: str) -> Iterator[tuple[str, Callable[[], Image.Image]]]:
        """A name and a function that opens it for each picture of a split, sorted by name."""
        for path in self._files[split]:
            yield printable(path), lambda path=path: open_picture(path, self._levels)


def picture_files(folder: Path) -> list[Path]:
    """The files below a folder that Pillow has a reader for, by their ending, sorted.

    Links to folders are followed; hidden files and folders are not looked at.
    """
    endings = readable_endings()
    return sorted(path for path in files_below(folder) if path.suffix.lower() in endings)


def printable(path: Path) -> str:
    """A path as text that can be written anywhere: bytes of its name that are no UTF-8 escaped."""
    return os.fsencode(path).decode(errors="backslashreplace")


def open_picture(path: Path, levels: tuple[float, float] | None = None) -> Image.Image:
    """Decodes any picture to an upright 8-bit "RGB" or "L" one.

    EXIF rotation is applied and the first frame taken of several; `plain` does the rest. Its `info`
    tells what was lost: "frames", how many there are (0: it is damaged after the first), "values"
    as of `plain`, and "deep" as of `read_frame`.

    Args:
        path: of the file.
        levels: as of `plain`. PNG files of 16 bits then give all of them, other colours eight.

    Raises:
        Exception: whatever Pillow raises of a file that is no picture.
    """
    if levels and is_deep_png(path):
        picture = _from_deep_png(path, levels)
    else:
        frame = read_frame(path)
        picture = plain(frame, levels)
        if frame.info["deep"]:
            picture = _from_deep_colours(picture, levels)
    picture.info["frames"] = 0
    with contextlib.suppress(Exception):  # what comes after the first frame is not needed
        picture.info["frames"] = frames_in(path)
    return picture


def _from_deep_png(path: Path, levels: tuple[float, float]) -> Image.Image:
    pixels, alpha = read_deep_png(path)
    bytes_ = to_unsigned(pixels, np.uint8, levels)
    if alpha is not None:
        bytes_ = np.concatenate([bytes_, to_unsigned(alpha, np.uint8, None)], axis=-1)
    picture = plain(Image.fromarray(bytes_[..., 0] if bytes_.shape[-1] == 1 else bytes_))
    picture.info["values"] = values_of(pixels, levels)
    return picture


def _from_deep_colours(picture: Image.Image, levels: tuple[float, float] | None) -> Image.Image:
    """Of colours that came as the upper eight of their 16 bits."""
    upper = np.asarray(picture).astype(np.uint16) * 257
    info = picture.info | {"values": values_of(upper, levels)}
    if levels:
        picture = Image.fromarray(to_unsigned(upper, np.uint8, levels))
    picture.info = info
    return picture


def plain(picture: Image.Image, levels: tuple[float, float] | None = None) -> Image.Image:
    """A picture of any mode as an 8-bit "RGB" or "L" one.

    Transparency is laid over white.

    Args:
        picture: of any mode.
        levels: which values become black and white of 16 bits, 32 bits and floats. None: 0 and
            65535, not what the picture uses of them; of floats 0 and 1, 255 or 65535, whichever
            the picture reaches. What was taken is told by its `info["values"]`, a `Values`.
    """
    if picture.mode.startswith(("I", "F")):
        pixels = np.asarray(picture)
        grey = Image.fromarray(to_unsigned(pixels, np.uint8, levels))
        grey.info["values"] = values_of(pixels, levels)
        return grey
    if picture.mode == "1":
        return picture.convert("L")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(white, picture).convert("RGB")
    return picture.convert("L" if picture.mode == "L" else "RGB")
