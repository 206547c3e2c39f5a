"""Pictures as callers have them, as the bytes that are translated."""

import contextlib

import numpy as np
from PIL import Image, ImageOps


def to_bytes(image: np.ndarray | Image.Image) -> np.ndarray:
    """A picture's bytes, uint8 `[height, width, 3]`.

    Args:
        image: such an array, or a Pillow picture of mode RGB, which is turned upright as its EXIF
            data say.

    Raises:
        ValueError: it is another: what stands for black and white, or behind transparent pixels, is
            for the caller to say.
    """
    if isinstance(image, Image.Image):
        if image.mode != "RGB":
            raise ValueError(
                f"image must be of mode RGB, not {image.mode}: image.convert('RGB') makes it so."
            )
        with contextlib.suppress(Exception):  # Pillow raises what it likes of EXIF that is none
            image = ImageOps.exif_transpose(image)
    pixels = np.asarray(image)
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or 0 in pixels.shape:
        raise ValueError(
            f"image must be uint8 [height, width, 3], RGB from 0 to 255, not {pixels.dtype} "
            f"{list(pixels.shape)}."
        )
    return pixels
