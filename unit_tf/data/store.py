"""Pictures decoded and resized once, in memory while they fit, else in a temporary file."""

import functools
import itertools
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from PIL import Image
from tqdm import tqdm

from unit_tf.data.errors import DataError

MEMORY_LIMIT = 2 * 2**30  # bytes of one split's pictures that stay in memory
NAMED_AT_MOST = 10


class Store:
    """Pictures of one split, each at the least size that covers `size`, its aspect kept.

    Args:
        name: of the split, for messages.
        pictures: a name and an opening function for each.
        count: how many there are, to show progress.
        size: (height, width) that a crop needs, pixels.
        channels: 1 or 3.
        memory_limit: bytes; beyond it the pixels go to a file that the system may page, in
            `TMPDIR`, gone when the process ends.

    Raises:
        DataError: no picture could be read.

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
        shapes, total = [], 0
        # Stays open as long as the pictures are used.
        self._spool = spool = tempfile.SpooledTemporaryFile(max_size=memory_limit)  # noqa: SIM115
        covered = functools.partial(cover, size=size, channels=channels)
        for place, (title, pixels) in enumerate(decode_all(name, pictures, count, covered)):
            self.names.append(title)
            if isinstance(pixels, Exception):
                self.unreadable.append(f"{title} ({type(pixels).__name__}: {pixels})")
                continue
            spool.write(pixels.tobytes())
            self.places.append(place)
            shapes.append(pixels.shape[:2])
            total += pixels.size
        report_unreadable(name, self.unreadable)
        if not shapes:
            raise DataError(f"No picture of {name} can be read: see the list above.")
        self.shapes = np.array(shapes, np.int64)
        self._ends = np.cumsum(self.shapes.prod(axis=1) * channels)
        spool.seek(0)
        if total <= memory_limit:
            self._pixels = np.frombuffer(spool.read(), np.uint8)
            spool.close()
        else:
            spool.flush()
            self._pixels = np.memmap(spool, np.uint8, "r", shape=(total,))

    def __len__(self) -> int:
        return len(self.shapes)

    def __getitem__(self, index: int) -> np.ndarray:
        """The picture, uint8 `[height, width, channels]`."""
        height, width = self.shapes[index]
        end = self._ends[index]
        flat = self._pixels[end - height * width * self.channels : end]
        return np.asarray(flat).reshape(height, width, self.channels)


def decode_all(
    name: str,
    pictures: Iterable[tuple[str, Callable[[], Image.Image]]],
    count: int,
    use: Callable = lambda picture: picture,
) -> Iterator[tuple[str, object]]:
    """Opens pictures on all cores, in order, with a progress bar.

    Args:
        name: of the split, for the bar.
        pictures: a name and an opening function for each.
        count: how many there are.
        use: what to make of each opened picture.

    Yields:
        Each name with what `use` made of the picture, or with the error that its reader raised.
    """

    def decode(item):
        title, open_picture = item
        try:
            return title, use(open_picture())
        except Exception as error:  # readers raise what they like of a damaged file
            return title, error

    bar = tqdm(desc=f"reading {name}", total=count, leave=False, disable=not sys.stderr.isatty())
    pictures = iter(pictures)
    with ThreadPoolExecutor() as pool, bar:
        # A handful at a time: a pool would otherwise hold every picture of the data set at once.
        while chunk := list(itertools.islice(pictures, 64)):
            for item in pool.map(decode, chunk):
                bar.update()
                yield item


def cover(picture: Image.Image, size: tuple[int, int], channels: int) -> np.ndarray:
    """The picture resized to just cover (height, width), uint8 `[height, width, channels]`."""
    picture = picture.convert("L" if channels == 1 else "RGB")
    scale = max(size[0] / picture.height, size[1] / picture.width)
    width = max(size[1], round(picture.width * scale))
    height = max(size[0], round(picture.height * scale))
    if (width, height) != picture.size:
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    return np.asarray(picture).reshape(height, width, channels)


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
