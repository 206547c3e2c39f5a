"""Pictures from a folder with the sub-folders trainA, trainB, testA and testB."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from unit_tf.data.errors import DataError

SPLITS = ("trainA", "trainB", "testA", "testB")


class Folder:
    """A data set on disk; the test folders are optional, and sub-folders are searched too.

    Args:
        path: the folder.

    Raises:
        DataError: the folder, trainA or trainB is missing, or one of them holds no picture file.
    """

    def __init__(self, path: str | Path):
        self.path = Path(path).expanduser()
        if not self.path.is_dir():
            raise DataError(
                f"There is no folder {self.path}: --dataset takes a folder with trainA and trainB, "
                "tfds:NAME, or scenes."
            )
        self._files = {
            split: picture_files(self.path / split)
            for split in SPLITS
            if (self.path / split).is_dir()
        }
        for split in ("trainA", "trainB"):
            if split not in self._files:
                raise DataError(self._missing(split))
        for split, files in self._files.items():
            if not files:
                raise DataError(f"{self.path / split} holds no pictures: put some there.")

    def _missing(self, split: str) -> str:
        others = sorted(entry.name for entry in self.path.iterdir() if entry.is_dir())
        held = f"it holds {', '.join(others[:6])}" if others else "it holds no folders"
        return (
            f"{self.path} has no folder {split} ({held}): "
            "put the pictures of one domain into trainA and those of the other into trainB."
        )

    def splits(self) -> tuple[str, ...]:
        """Which of trainA, trainB, testA and testB there are."""
        return tuple(self._files)

    def count(self, split: str) -> int:
        """How many picture files a split has."""
        return len(self._files[split])

    def pictures(self, split: str) -> Iterator[tuple[str, Callable[[], Image.Image]]]:
        """A name and a function that opens it for each picture of a split, sorted by name."""
        for path in self._files[split]:
            yield str(path), lambda path=path: open_picture(path)


def picture_files(folder: Path) -> list[Path]:
    """The files below a folder that Pillow has a reader for, by their ending, sorted.

    Links to folders are followed; hidden files and folders are not looked at.
    """
    extensions = Image.registered_extensions().items()
    readable = {extension for extension, name in extensions if name in Image.OPEN}
    found = files_below(folder)
    return sorted(path for path in found if path.suffix.lower() in readable and path.is_file())


def files_below(folder: Path) -> Iterator[Path]:
    """All files below a folder that are not hidden; links to folders are followed."""
    for parent, folders, files in os.walk(folder, followlinks=True):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in files if not name.startswith("."))


def open_picture(path: Path) -> Image.Image:
    """Decodes any picture to an upright 8-bit "RGB" or "L" one.

    EXIF rotation is applied and the first frame taken of several; `plain` does the rest.

    Raises:
        Exception: whatever Pillow raises of a file that is no picture.
    """
    with Image.open(path) as picture:
        return plain(ImageOps.exif_transpose(picture))


def plain(picture: Image.Image) -> Image.Image:
    """A picture of any mode as an 8-bit "RGB" or "L" one.

    Transparency is laid over white. 16-bit grey is scaled by its whole range, not by what the
    picture uses of it; floats are taken as [0, 255], or as [0, 1] where none is above 1.
    """
    if picture.mode.startswith("I"):  # 16 bits, or 32 that hold 16
        return Image.fromarray((np.asarray(picture).clip(0, 65535) // 257).astype(np.uint8))
    if picture.mode == "F":
        grey = np.nan_to_num(np.asarray(picture))
        grey = grey * 255 if grey.max() <= 1 else grey
        return Image.fromarray(np.rint(grey.clip(0, 255)).astype(np.uint8))
    if picture.mode == "1":
        return picture.convert("L")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(white, picture).convert("RGB")
    return picture.convert("L" if picture.mode == "L" else "RGB")
