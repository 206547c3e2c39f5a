"""Reinhard's colour transfer: the baseline that a translation must beat to have learnt anything."""

import dataclasses
from collections.abc import Iterable

import numpy as np

from unit_tf.data import Split, to_float

# Reinhard, Ashikhmin, Gooch, Shirley: Color Transfer between Images, 2001, equations 4 and 6.
RGB_TO_LMS = np.array(
    [[0.3811, 0.5783, 0.0402], [0.1967, 0.7244, 0.0782], [0.0241, 0.1288, 0.8444]]
)
LMS_TO_LAB = np.diag([1 / np.sqrt(3), 1 / np.sqrt(6), 1 / np.sqrt(2)]) @ np.array(
    [[1, 1, 1], [1, 1, -2], [1, -1, 0]]
)
DARKEST = 1 / 255  # black has no logarithm
ENOUGH = 400  # pictures of a split that its colours are taken of, evenly


@dataclasses.dataclass(frozen=True)
class ColourStatistics:
    """Mean and standard deviation of the three decorrelated channels of a set of pictures."""

    mean: np.ndarray
    deviation: np.ndarray


def colour_statistics(batches: Iterable[np.ndarray]) -> ColourStatistics:
    """Statistics over all pixels of `[batch, height, width, 3]` pictures in [-1, 1]."""
    # Of each batch the count, the mean and the squares around it: pixels need not be kept.
    pixels = (_to_lab(batch).reshape(-1, 3) for batch in batches)
    parts = [(len(lab), lab.mean(axis=0), lab.var(axis=0)) for lab in pixels]
    counts, means, variances = map(np.array, zip(*parts, strict=True))
    mean = np.average(means, axis=0, weights=counts)
    variance = np.average(variances + (means - mean) ** 2, axis=0, weights=counts)
    return ColourStatistics(mean, np.sqrt(variance))


def colours_of(split: Split) -> ColourStatistics:
    """Statistics of a split's pictures, evenly taken where there are many."""
    some = split.pictures(range(0, len(split), -(-len(split) // ENOUGH)))
    return colour_statistics(to_float(picture)[None] for picture in some if picture is not None)


def transfer(images: np.ndarray, target: ColourStatistics) -> np.ndarray:
    """Moves each picture's mean and deviation to the target's, channel by channel.

    Args:
        images: float `[batch, height, width, 3]` in [-1, 1].
        target: statistics of the other domain.

    Returns:
        float32 of the same shape and range.
    """
    lab = _to_lab(images)
    mean = lab.mean(axis=(1, 2), keepdims=True)
    deviation = np.maximum(lab.std(axis=(1, 2), keepdims=True), 1e-6)
    moved = (lab - mean) / deviation * target.deviation + target.mean
    lms = 10 ** (moved @ np.linalg.inv(LMS_TO_LAB).T)
    rgb = lms @ np.linalg.inv(RGB_TO_LMS).T
    return np.clip(rgb * 2.0 - 1.0, -1.0, 1.0).astype(np.float32)


def _to_lab(images: np.ndarray) -> np.ndarray:
    rgb = np.maximum((np.asarray(images, np.float64) + 1.0) / 2.0, DARKEST)
    return np.log10(rgb @ RGB_TO_LMS.T) @ LMS_TO_LAB.T
