"""How close a picture is to another, such as the truth or what its teacher makes."""

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


def sharpness(images, others) -> np.ndarray:
    """The mean |difference between neighbours| of each picture, relative to the other's.

    Args:
        images: float `[batch, height, width, channels]` in [-1, 1].
        others: the same; 1 where theirs differ as much.

    Returns:
        float32 `[batch]`; not numbers where the other is of one colour.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return _mean_gradient(images) / _mean_gradient(others)


def _mean_gradient(images) -> np.ndarray:
    images = np.asarray(images, np.float32)
    return sum(np.abs(np.diff(images, axis=axis)).mean(axis=(1, 2, 3)) for axis in (1, 2))
