"""Pictures of any size by tiles of one: in integers, so that every reader gives the same bytes."""

from collections.abc import Callable

import numpy as np


def starts(length: int, tile: int, overlap: int) -> list[int]:
    """Where tiles begin that cover a length evenly and share `overlap` pixels at least.

    Args:
        length: to cover, pixels; at least `tile`.
        tile: a tile's side.
        overlap: less than `tile`.
    """
    free = length - tile
    count = 1 + -(-free // (tile - overlap))
    return [0] if count == 1 else [index * free // (count - 1) for index in range(count)]


def weights(tile: int, overlap: int) -> np.ndarray:
    """A tile's weights along one side, int64: rising over the shared pixels, level, and falling."""
    inward = np.minimum(np.arange(1, tile + 1), np.arange(tile, 0, -1))
    return np.minimum(inward, overlap + 1)


def mosaic(
    picture: np.ndarray,
    tile: tuple[int, int],
    overlap: int,
    translate: Callable[[np.ndarray], np.ndarray],
) -> np.ndarray:
    """A picture translated tile by tile, the seams blended.

    A picture smaller than a tile is continued by its mirror image.

    Args:
        picture: uint8 `[height, width, 3]`.
        tile: height and width of the tiles.
        overlap: pixels that neighbouring tiles share at least.
        translate: makes uint8 of uint8, `[*tile, 3]` both.

    Returns:
        uint8 `[height, width, 3]`.
    """
    height, width = picture.shape[:2]
    missing = (max(0, tile[0] - height), max(0, tile[1] - width))
    picture = np.pad(picture, [(0, missing[0]), (0, missing[1]), (0, 0)], mode="symmetric")
    full = picture.shape[:2]
    tops, lefts = (starts(*sides, overlap) for sides in zip(full, tile, strict=True))
    down, across = (weights(side, overlap) for side in tile)
    window = (down[:, None] * across)[..., None]
    total_down, total_across = _totals(full[0], tops, down), _totals(full[1], lefts, across)
    made = np.empty_like(picture)
    sums = np.zeros((tile[0], full[1], 3), np.int64)
    # Rows above the next row of tiles are complete: no more than one row of tiles is summed up.
    for top, end in zip(tops, [*tops[1:], full[0]], strict=True):
        for left in lefts:
            place = np.s_[left : left + tile[1]]
            sums[:, place] += window * translate(picture[top : top + tile[0], place])
        total = (total_down[top:end, None] * total_across)[..., None]
        made[top:end] = (2 * sums[: end - top] + total) // (2 * total)
        sums = np.concatenate([sums[end - top :], np.zeros_like(sums[: end - top])])
    return made[:height, :width]


def _totals(length: int, begin: list[int], side: np.ndarray) -> np.ndarray:
    """The sum of all tiles' weights at each position of a side."""
    total = np.zeros(length, np.int64)
    for start in begin:
        total[start : start + len(side)] += side
    return total
