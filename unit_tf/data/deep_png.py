"""PNG files of 16 bits a channel, of which Pillow would read colours with eight."""

from pathlib import Path

import numpy as np
import tensorflow as tf
from PIL import Image

from unit_tf.data.bare import BESIDE, PIXELS, bare_png
from unit_tf.data.reading import UPRIGHT, orientation, read_by


def is_deep_png(path: Path) -> bool:
    """Whether a file is such a PNG."""
    with open(path, "rb") as file:
        header = file.read(25)
    return header.startswith(b"\x89PNG") and header[24:] == b"\x10"


def read_deep_png(path: Path) -> tuple[np.ndarray, np.ndarray | None]:
    """Its upright pixels, uint16 `[height, width, 1 or 3]`, and alpha, of one channel, or None.

    Raises:
        Exception: whatever Pillow and TensorFlow raise of a damaged file.
    """
    data = bare_png(path.read_bytes(), PIXELS | BESIDE)
    decoded = tf.io.decode_png(data, dtype=tf.uint16).numpy()
    turn = UPRIGHT.get(read_by(path, orientation))
    if turn is not None:  # Pillow turns 16 bits channel by channel
        planes = [Image.fromarray(plane).transpose(turn) for plane in np.moveaxis(decoded, -1, 0)]
        decoded = np.stack(planes, -1)
    colours = 3 if decoded.shape[-1] > 2 else 1
    alpha = decoded[..., colours:] if decoded.shape[-1] > colours else None
    return decoded[..., :colours], alpha
