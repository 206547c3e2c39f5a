"""Pictures of any size, translated in tiles that overlap and share the whole picture's statistics.

A network with instance normalisation sees the whole picture: its mean and variance of every feature
decide how bright and how contrasted the translation gets. Tiles that are normalised by their own
differ in look, and no blending hides that. So the whole picture is translated once, small, and what
every normalisation found there is held fixed while the tiles are translated.
"""

import contextlib
import sys
from collections.abc import Callable, Iterator

import keras
import numpy as np
from PIL import Image
from tqdm import tqdm

from unit_tf.networks.normalization import CENTRE

SHOWN_AFTER = 5.0  # seconds that tiles must take before a bar counts them


class Statistics:
    """The mean and the variance that each normalisation of a network finds in a picture.

        statistics = Statistics()
        with statistics.recorded():
            model.translate(whole_picture)
        with statistics.fixed():
            model.translate(tile)

    They hold for networks called eagerly within the block, in the same thread.
    """

    def __init__(self):
        self._found: dict[keras.layers.Layer, tuple] = {}

    def recorded(self) -> contextlib.AbstractContextManager:
        """Within its block, every normalisation's statistics are kept, one picture's at a time."""
        return _centring_by(self._record)

    def fixed(self) -> contextlib.AbstractContextManager:
        """Within its block, every normalisation uses what was recorded, whatever its input."""
        return _centring_by(self._use)

    def _record(self, layer, x):
        centred, variance = layer.centre(x)
        self._found[layer] = (x - centred)[:, :1, :1], variance
        return centred, variance

    def _use(self, layer, x):
        mean, variance = self._found[layer]
        return x - mean, variance


@contextlib.contextmanager
def _centring_by(function: Callable) -> Iterator[None]:
    before = CENTRE.set(function)
    try:
        yield
    finally:
        CENTRE.reset(before)


def mosaic(
    picture: np.ndarray,
    translate: Callable[[np.ndarray], np.ndarray],
    tile: tuple[int, int],
    overlap: int,
    cut: int = 0,
    multiple: int = 1,
) -> np.ndarray:
    """Translates a picture tile by tile and blends the tiles where they overlap.

    Args:
        picture: uint8 or uint16 `[height, width, channels]`.
        translate: from a tile to float32 `[height, width, channels out]`, as large, in the levels
            of the picture.
        tile: height and width of every tile, multiples of `multiple`; a picture smaller than that
            is continued by its mirror image.
        overlap: pixels that neighbouring tiles share at least, less than the tile's sides.
        cut: pixels along a tile's inner edges that are not used, at most half of the overlap: there
            the network has not seen enough of what surrounds them.
        multiple: tiles begin at multiples of it, so that the strides of the network fall as they do
            in the whole picture.

    Returns:
        `[height, width, channels out]` of the picture's type, rounded.
    """
    height, width = picture.shape[:2]
    rows, columns = (
        starts(side + -side % multiple, part, overlap, multiple)
        for side, part in zip((height, width), tile, strict=True)
    )
    picture = continued(picture, rows[-1] + tile[0], columns[-1] + tile[1])
    row_shares = shares(rows, tile[0], overlap, cut)
    column_shares = shares(columns, tile[1], overlap, cut)
    total = None
    bar = tqdm(
        total=len(rows) * len(columns), desc="tiles", leave=False, delay=SHOWN_AFTER,
        disable=not sys.stderr.isatty(),
    )  # fmt: skip
    with bar:
        for top, row_share in zip(rows, row_shares, strict=True):
            for left, column_share in zip(columns, column_shares, strict=True):
                place = np.s_[top : top + tile[0], left : left + tile[1]]
                translated = translate(picture[place])
                if total is None:
                    total = np.zeros((*picture.shape[:2], translated.shape[-1]), np.float32)
                share = row_share[:, None, None] * column_share[:, None]
                total[place] += share * translated
                bar.update()
    return rounded(total[:height, :width], picture.dtype)


def starts(length: int, tile: int, overlap: int, multiple: int = 1) -> list[int]:
    """Where tiles begin that cover a length, evenly, and share `overlap` pixels at least.

    All are multiples of `multiple`, as the length and the tile are.
    """
    if length <= tile:
        return [0]
    step = (tile - overlap) // multiple * multiple
    count = 1 + -(-(length - tile) // step)
    even = np.linspace(0, (length - tile) // multiple, count)
    return [int(start) * multiple for start in np.floor(even)]


def fitted(length: int, tile: int, overlap: int, multiple: int = 1) -> int:
    """The least side of tiles of which no more are needed to cover a length than of this one."""
    length += -length % multiple
    tile = min(tile, length)
    count = len(starts(length, tile, overlap, multiple))
    side = -(-(length + (count - 1) * overlap) // count)
    return side + -side % multiple


def shares(starts: list[int], tile: int, overlap: int, cut: int = 0) -> np.ndarray:
    """Each tile's part in every pixel along one side: the parts of a pixel sum to one.

    At an edge where another tile goes on, a tile's part rises from nothing within the overlap, less
    what is cut off at either end of it.

    Returns:
        float32 `[tiles, tile]`.
    """
    rise = np.clip((np.arange(1, tile + 1) - cut) / (overlap - 2 * cut + 1), 0.0, 1.0)
    parts = np.ones((len(starts), tile))
    parts[1:] = np.minimum(parts[1:], rise)
    parts[:-1] = np.minimum(parts[:-1], rise[::-1])
    total = np.zeros(starts[-1] + tile)
    for start, part in zip(starts, parts, strict=True):
        total[start : start + tile] += part
    return np.stack(
        [p / total[start : start + tile] for start, p in zip(starts, parts, strict=True)]
    ).astype(np.float32)


def continued(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """The picture continued by its mirror image, below and to the right, to this size at least.

    The edge is not repeated where the picture is large enough, as `Translator` pads.
    """
    missing = [max(0, height - picture.shape[0]), max(0, width - picture.shape[1])]
    if not any(missing):
        return picture
    fits = all(more < side for more, side in zip(missing, picture.shape[:2], strict=True))
    pads = [(0, missing[0]), (0, missing[1]), (0, 0)]
    return np.pad(picture, pads, mode="reflect" if fits else "symmetric")


def shrunk(picture: np.ndarray, area: int) -> np.ndarray:
    """The picture at most as large as this area, pixels, its aspect kept."""
    height, width = picture.shape[:2]
    scale = min(1.0, (area / (height * width)) ** 0.5)
    return resized(picture, max(1, int(height * scale)), max(1, int(width * scale)))


def resized(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """The picture at another size, uint8 or uint16 as it was."""
    if picture.shape[:2] == (height, width):
        return picture
    size, method = (width, height), Image.Resampling.LANCZOS
    # Channel by channel, 16 bits as floats: Pillow knows no 16-bit colour.
    floats = picture if picture.dtype == np.uint8 else picture.astype(np.float32)
    planes = [
        np.asarray(Image.fromarray(plane).resize(size, method))
        for plane in np.moveaxis(floats, -1, 0)
    ]
    return rounded(np.stack(planes, -1), picture.dtype)


def covering(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """The picture resized to just cover this size, its aspect kept, and cropped to its middle."""
    scale = max(height / picture.shape[0], width / picture.shape[1])
    larger = [
        max(least, round(side * scale))
        for least, side in zip((height, width), picture.shape[:2], strict=True)
    ]
    top, left = (larger[0] - height) // 2, (larger[1] - width) // 2
    return resized(picture, *larger)[top : top + height, left : left + width]


def rounded(values: np.ndarray, dtype) -> np.ndarray:
    """Floats rounded, in place, to the levels of an unsigned integer type; levels as they are."""
    if values.dtype != dtype:
        np.rint(values, out=values)
        np.clip(values, 0, np.iinfo(dtype).max, out=values)
    return values.astype(dtype, copy=False)
