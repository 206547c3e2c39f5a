"""Values of more than eight bits, and which of them are black and white."""

from typing import NamedTuple

import numpy as np
from absl import flags

from unit_tf.options import UsageError

SIXTEEN_BITS = (0, 65535)
# Floats are in [0, 1], or as bytes or 16 bits are; resampling takes some a little beyond.
FLOAT_WHITES = (1, 255, 65535)
OVERSHOOT = 1.5
SLIVER = 1 / 4  # of the range: 14 bits in 16 use as much


class Values(NamedTuple):
    """What a picture of more than eight bits held before it was brought to eight."""

    kind: str  # "16 bits", "32 bits" or "floats"
    low: float
    high: float
    black: float  # what was taken as black
    white: float  # and as white
    is_guessed: bool  # by what the picture itself reaches

    @property
    def is_cut(self) -> bool:
        """Whether some lie below black or above white."""
        return self.low < self.black or self.high > self.white

    @property
    def is_sliver(self) -> bool:
        """Whether they use little of what lies between, so that the picture is nearly flat."""
        used = min(self.high, self.white) - max(self.low, self.black)
        return used <= SLIVER * (self.white - self.black)

    @property
    def is_doubtful(self) -> bool:
        """Whether black and white were probably meant to be others."""
        return self.is_cut or self.is_sliver


def define_levels():
    """Makes the flag `--levels`, which `parse_levels` reads."""
    flags.DEFINE_string(
        "levels", None, "BLACK,WHITE of a folder's pictures of 16 bits, 32 bits or floats, such as "
        "0,4095 of 12 bits. Unset: a model's own; else 0,65535, and floats by what they reach"
    )  # fmt: skip


def parse_levels(text: str | None) -> tuple[float, float] | None:
    """Reads "0,4095" as (black, white), the flag --levels.

    Raises:
        UsageError: it is not two numbers, the second above the first.
    """
    if text is None:
        return None
    try:
        black, white = map(float, text.split(","))
    except ValueError:
        black, white = 0.0, 0.0
    if not -np.inf < black < white < np.inf:
        raise UsageError(f"--levels={text}: write BLACK,WHITE, such as 0,4095 for 12 bits.")
    return black, white


def values_of(pixels: np.ndarray, levels: tuple[float, float] | None) -> Values:
    """What values an array of integers or floats holds, and between which it is shown.

    Args:
        pixels: of any shape; those that are not finite do not count.
        levels: black and white. None: 0 and 65535 of integers, as 32 bits commonly hold 16. Of
            floats 0 and 1, 255 or 65535, the first that the highest is not far above; white is the
            highest where it is above at all.
    """
    is_float = pixels.dtype.kind == "f"
    finite = pixels[np.isfinite(pixels)] if is_float else pixels
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    kind = "floats" if is_float else f"{8 * pixels.dtype.itemsize} bits"
    black, white = levels or SIXTEEN_BITS
    if is_float and levels is None:
        fitting = (white for white in FLOAT_WHITES if high <= OVERSHOOT * white)
        white = max(high, next(fitting, FLOAT_WHITES[-1]))
    return Values(kind, low, high, black, white, is_float and levels is None)


def to_unsigned(
    pixels: np.ndarray, dtype: type[np.unsignedinteger], levels: tuple[float, float] | None
) -> np.ndarray:
    """Integers or floats as uint8 or uint16, from black to white; what lies outside is cut off.

    What is no number becomes black. `levels` is as of `values_of`.
    """
    if levels is None and pixels.dtype.kind != "f":
        pixels = pixels.clip(*SIXTEEN_BITS)
        return (pixels if dtype == np.uint16 else pixels // 257).astype(dtype)
    _, _, _, black, white, _ = values_of(pixels, levels)
    share = (np.nan_to_num(pixels.astype(np.float64)) - black) / (white - black)
    return np.rint(share.clip(0, 1) * np.iinfo(dtype).max).astype(dtype)
