"""How close a translation is to the truth, where a test set is paired."""

import numpy as np
import tensorflow as tf

WINDOW = 11  # pixels, the side of what SSIM compares at a time


def psnr(images, truth) -> np.ndarray:
    """Peak signal-to-noise ratio, dB, of each picture: higher is closer.

    Args:
        images: float `[batch, height, width, channels]` in [-1, 1].
        truth: the same.

    Returns:
        float32 `[batch]`.
    """
    return tf.image.psnr(images, truth, max_val=2.0).numpy()


def ssim(images, truth) -> np.ndarray:
    """Structural similarity of each picture, 1 where they are equal (Wang et al., 2004).

    Args:
        images: float `[batch, height, width, channels]` in [-1, 1].
        truth: the same.

    Returns:
        float32 `[batch]`; not numbers where a side is below 11 pixels.
    """
    if min(images.shape[1:3]) < WINDOW:
        return np.full(len(images), np.nan, np.float32)
    return tf.image.ssim(images, truth, max_val=2.0).numpy()
