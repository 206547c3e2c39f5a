"""Pictures decoded and resized once, in memory while they fit, else in a temporary file."""

import functools
import itertools
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from PIL import Image
from tqdm import tqdm

from unit_tf.data.cache import Cache, temporary_folder
from unit_tf.data.errors import DataError

MEMORY_LIMIT = 2 * 2**30  # bytes of one split's pictures that stay in memory
NAMED_AT_MOST = 10
LONGEST = 4  # times what a crop needs: what is enlarged to more is kept as it is
MODES = {1: "L", 3: "RGB"}


class Store:
    """Pictures of one split, each at the least size that covers `size`, its aspect kept.

    Long strips, which would be enlarged to many times what a crop needs, are kept as they are and
    enlarged where they are looked at.

    Args:
        name: of the split, for messages.
        pictures: a name and an opening function for each.
        count: how many there are, to show progress.
        size: (height, width) that a crop needs, pixels.
        channels: 1 or 3.
        memory_limit: bytes; beyond it the pixels go to a temporary file (see `Cache`).

    Raises:
        DataError: no picture could be read, or there is no room for the file.

    Attributes:
        names: of all that were given, those included that cannot be read.
        places: of each picture that can, which of them it was.
        shapes: int64 `[pictures, 2]`, heights and widths.
        unreadable: the names of those that were left out, each with the reason.
    """

    def __init__(
        self,
        name: str,
        pictures: Iterable[tuple[str, Callable[[], Image.Image]]],
        count: int,
        size: tuple[int, int],
        channels: int,
        memory_limit: int = MEMORY_LIMIT,
    ):
        self.channels = channels
        self.unreadable: list[str] = []
        self.names: list[str] = []
        self.places: list[int] = []
        shapes, kept_shapes, cache, doubtful = [], [], Cache(memory_limit), 0
        kept = functools.partial(keep, size=size, channels=channels)
        try:
            for place, (title, made) in enumerate(decode_all(name, pictures, count, kept)):
                self.names.append(title)
                if isinstance(made, Exception):
                    self.unreadable.append(f"{title} ({type(made).__name__}: {made})")
                    continue
                pixels, shape, is_doubtful = made
                doubtful += is_doubtful
                self.places.append(place)
                shapes.append(shape)
                kept_shapes.append(pixels.shape[:2])
                cache.write(pixels)
            self._pixels = cache.array()
        except OSError as error:
            needed = np.prod(kept_shapes, axis=1).mean() * channels * count / 1e6
            raise DataError(
                f"The pictures of {name} do not fit into memory, nor into {temporary_folder()} "
                f"({error.strerror or error}): some {needed:,.0f} MB are needed. Make room there, "
                "set the environment variable TMPDIR to a folder that has it, or choose a smaller "
                "image size."
            ) from error
        report_unreadable(name, self.unreadable)
        if doubtful:
            print(
                f"{doubtful} of {len(shapes)} pictures of {name} use a sliver of what lies between "
                "black and white, or go beyond and are cut off: `python -m unit_tf.data` says "
                "which, and what levels would fit.",
                file=sys.stderr,
            )
        if not shapes:
            raise DataError(f"No picture of {name} can be read: see the list above.")
        self.shapes = np.array(shapes, np.int64)
        self._kept_shapes = np.array(kept_shapes, np.int64)
        self._ends = np.cumsum(self._kept_shapes.prod(axis=1) * channels)

    def __len__(self) -> int:
        return len(self.shapes)

    def __getitem__(self, index: int) -> np.ndarray:
        """The picture, uint8 `[height, width, channels]`."""
        return self.window(index, (0, 0), self.shapes[index])

    def window(self, index: int, corner: tuple[int, int], size: tuple[int, int]) -> np.ndarray:
        """A part of the picture: (height, width) from (top, left) on, which must lie within it."""
        (top, left), (height, width) = corner, size
        rows, columns = self._kept_shapes[index]
        end = self._ends[index]
        flat = self._pixels[end - rows * columns * self.channels : end]
        pixels = np.asarray(flat).reshape(rows, columns, self.channels)
        scale = (rows, columns) / self.shapes[index]
        if (scale == 1).all():
            return pixels[top : top + height, left : left + width]
        box = np.array([left, top, left + width, top + height]) * (*scale[::-1], *scale[::-1])
        box = np.minimum(box, (columns, rows, columns, rows))  # rounding may lead out of it
        picture = Image.fromarray(pixels[..., 0] if self.channels == 1 else pixels)
        part = picture.resize((int(width), int(height)), Image.Resampling.LANCZOS, tuple(box))
        return np.asarray(part).reshape(height, width, self.channels)


def decode_all(
    name: str,
    pictures: Iterable[tuple[str, Callable[[], Image.Image]]],
    count: int,
    use: Callable = lambda picture: picture,
    is_shown: bool = True,
) -> Iterator[tuple[str, object]]:
    """Opens pictures on all cores, in order, with a progress bar.

    Args:
        name: of the split, for the bar.
        pictures: a name and an opening function for each.
        count: how many there are.
        use: what to make of each opened picture.
        is_shown: whether there is a bar: one under another would leave traces on the terminal.

    Yields:
        Each name with what `use` made of the picture, or with the error that its reader raised.
    """

    def decode(item):
        title, open_picture = item
        try:
            return title, use(open_picture())
        except Exception as error:  # readers raise what they like of a damaged file
            return title, error

    is_hidden = not (is_shown and sys.stderr.isatty())
    bar = tqdm(desc=f"reading {name}", total=count, leave=False, disable=is_hidden)
    pictures = iter(pictures)
    with ThreadPoolExecutor() as pool, bar:
        # A handful at a time: a pool would otherwise hold every picture of the data set at once.
        while chunk := list(itertools.islice(pictures, 64)):
            for item in pool.map(decode, chunk):
                bar.update()
                yield item


def keep(
    picture: Image.Image, size: tuple[int, int], channels: int
) -> tuple[np.ndarray, tuple[int, int], bool]:
    """What to keep of a picture, uint8 `[height, width, channels]`, and what it stands for.

    That is the (height, width) that covers `size`. The third says whether its levels are doubtful.
    """
    height, width = covering(picture, size)
    values = picture.info.get("values")
    is_strip = height * width > max(picture.height * picture.width, LONGEST * size[0] * size[1])
    pixels = cover(picture, (picture.height, picture.width) if is_strip else size, channels)
    return pixels, (height, width), bool(values and values.is_doubtful)


def cover(picture: Image.Image, size: tuple[int, int], channels: int) -> np.ndarray:
    """The picture resized to just cover (height, width), uint8 `[height, width, channels]`."""
    picture = picture.convert(MODES[channels])
    height, width = covering(picture, size)
    if (width, height) != picture.size:
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    return np.asarray(picture).reshape(height, width, channels)


def covering(picture: Image.Image, size: tuple[int, int]) -> tuple[int, int]:
    """The least (height, width) of the picture's aspect that covers `size`."""
    scale = max(size[0] / picture.height, size[1] / picture.width)
    return max(size[0], round(picture.height * scale)), max(size[1], round(picture.width * scale))


def report_unreadable(name: str, unreadable: list[str]):
    """Names the first ten pictures that could not be read, on the standard error stream."""
    if not unreadable:
        return
    count = f"{len(unreadable)} picture{'s' if len(unreadable) > 1 else ''}"
    print(f"{count} of {name} cannot be read and will be left out:", file=sys.stderr)
    for title in unreadable[:NAMED_AT_MOST]:
        print(f"  {title}", file=sys.stderr)
    if len(unreadable) > NAMED_AT_MOST:
        print(f"  and {len(unreadable) - NAMED_AT_MOST} more", file=sys.stderr)
