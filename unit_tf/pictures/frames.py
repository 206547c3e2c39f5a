"""What readers of films give and writers take: pictures with their times and their colours."""

import dataclasses
from fractions import Fraction

import numpy as np

BT709, BT601, BT2020 = 1, 6, 9  # FFmpeg's numbers of colour matrices
HIGH = 720  # rows from which on players take a matrix that is not named for BT.709
LIMITED, FULL = 1, 2  # FFmpeg's numbers of ranges: of a byte's 256 values 220, or all
UNNAMED = 2  # FFmpeg's number of any other colour property that is not told


@dataclasses.dataclass(frozen=True)
class Colours:
    """How a film stores and means its colours, in FFmpeg's numbers, which are ITU-T H.273's.

    Attributes:
        matrix: from RGB to luma and chroma.
        range: LIMITED or FULL.
        primaries: what red, green and blue are.
        transfer: from light to values.
    """

    matrix: int
    range: int = LIMITED
    primaries: int = UNNAMED
    transfer: int = UNNAMED


def unnamed_colours(height: int) -> Colours:
    """What players take colours for where a film of so many rows does not tell."""
    return Colours(BT709 if height >= HIGH else BT601)


@dataclasses.dataclass(frozen=True)
class Frame:
    """One upright picture of a film.

    Attributes:
        pixels: uint8 `[height, width, 3]`.
        time: seconds after the film's start.
        aspect: how wide a pixel is to its height.
        colours: to store it by, as it was.
        alpha: uint8 `[height, width, 1]`; None where the film knows no transparency.
        duration: seconds that it is shown; None where only the next frame tells.
    """

    pixels: np.ndarray
    time: Fraction
    aspect: Fraction
    colours: Colours
    alpha: np.ndarray | None = None
    duration: Fraction | None = None
