"""The colours of the street scenes, each red, green and blue in 0..255, and how they are mixed."""

import numpy as np
from PIL import ImageColor

Colour = tuple[float, float, float]

WALLS = (
    "#b5533c #9c4a3a #c96f4a #d9a45b #e3c27a #ead9b5 #f1ece0 #f4f3ef #e9e4d8 #8fb4d2 #a9c6dd"
    " #7899b8 #4a5566 #39424e #5b4a45 #7c8a6a #a3b39a #d69a8e #c9838a #6f8f92 #b9aea0 #8c8f96"
)
ROOFS = "#8a4436 #a3563f #4d5560 #3c434d #6b5a50 #5f6f72"
TRIMS = "#f2eee4 #e2dccb #d0cabd #5a5550 #3f444b"
CARS = (
    "#f3f4f4 #f0ede6 #b9bec4 #7d838a #2b2e33 #1f2226 #b3312c #d9482f #2f5f9e #86add0 #1f3558"
    " #e8b530 #2f7d78 #6a8f4f"
)
LEAVES = "#4f8a3c #6a9c42 #3f7a4a #7fa043 #b59a35 #cf8a32 #c4622d #86903a"
CONIFERS = "#2f6a4a #3b7350 #4c7a45"
AWNINGS = "#c0392f #2f6f5e #2f5d93 #d79a2b #7c3a5a #35404a"
SIGNS = "#ff5a6e #ffb347 #5fd3ff #b8ff7a #ff7ad9 #fff0c2"

BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)
GLASS: Colour = (52, 62, 76)
TYRE: Colour = (34, 34, 38)
STEEL: Colour = (132, 136, 142)
PAINT: Colour = (228, 228, 222)
BARK: Colour = (98, 78, 62)
HEADLIGHT: Colour = (255, 240, 205)
TAIL_LIGHT: Colour = (255, 40, 28)


def pick(rng: np.random.Generator, colours: str) -> Colour:
    """One of these colours, a little varied."""
    names = colours.split()
    return vary(rng, ImageColor.getrgb(names[rng.integers(len(names))]), 9)


def vary(rng: np.random.Generator, colour: Colour, amount: float) -> Colour:
    """The colour with its lightness moved by up to `amount`, and its tint by a third of that."""
    moved = np.add(colour, rng.uniform(-amount, amount) + rng.uniform(-amount, amount, 3) / 3)
    return tuple(moved.clip(0, 255).tolist())


def mix(one: Colour, other: Colour, share: float) -> Colour:
    return (
        one[0] + (other[0] - one[0]) * share,
        one[1] + (other[1] - one[1]) * share,
        one[2] + (other[2] - one[2]) * share,
    )


def darker(colour: Colour, share: float) -> Colour:
    return mix(colour, BLACK, share)


def unit(colour: Colour) -> np.ndarray:
    """The colour as float32 `[3]` in 0..1."""
    return np.array(colour, np.float32) / 255
