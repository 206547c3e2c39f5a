"""Powers of two that keep an exported network's sums within half precision.

Phones' GPUs compute in float16, whose largest number is 65504, and an instance normalisation sums
the squares of a whole feature map: 65,536 of them at 256 pixels. The normalisation divides by their
root again, so the convolution before it may be scaled, channel by channel, without any change in
what comes out; by powers of two not even the rounding of float32 changes.
"""

import numpy as np
import tensorflow as tf

from export.lowered import lowered
from unit_tf.models.translator import Translator

# A quarter of what float16 holds: pictures that were not measured may have larger sums.
LARGEST_SUM = 2.0**14


def largest_sums(generator: Translator, direction: str, pictures) -> dict[str, np.ndarray]:
    """The largest sums that the normalisations take of unscaled features.

    Args:
        generator: trained.
        direction: "ab" or "ba".
        pictures: float32 `[1, height, width, channels]` in [-1, 1], some.

    Returns:
        By the convolution's name, `[2, channels]`: the largest sum of a channel's values, and of
        its squared distances from the mean. Where all channels are normalised together, `[2, 1]`.
    """
    sums: dict[str, np.ndarray] = {}

    def observe(name: str, x: tf.Tensor, axes: tuple[int, ...]):
        centred = x - tf.reduce_mean(x, axes, keepdims=True)
        values = [tf.abs(tf.reduce_sum(x, axes)), tf.reduce_sum(centred * centred, axes)]
        values = np.reshape(values, (2, -1))
        sums[name] = np.maximum(sums.get(name, 0.0), values)

    network = lowered(generator, direction, observe=observe)
    for picture in pictures:
        network(tf.constant(picture))
    return sums


def power_of_two_scales(sums: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """For each channel, the power of two, up to 1, by which no sum passes `LARGEST_SUM`."""
    scales = {}
    for name, (values, squares) in sums.items():
        room = np.minimum(
            LARGEST_SUM / np.maximum(values, 1e-6), np.sqrt(LARGEST_SUM / np.maximum(squares, 1e-6))
        )
        exponents = np.minimum(np.floor(np.log2(room)), 0.0)
        if exponents.any():
            scales[name] = 2.0**exponents
    return scales


def largest_scaled_sum(sums: dict[str, np.ndarray], scales: dict[str, np.ndarray]) -> float:
    """The largest sum that is left in a network of these scales."""
    return max(
        (
            float(np.max([values * scales.get(name, 1.0), squares * scales.get(name, 1.0) ** 2]))
            for name, (values, squares) in sums.items()
        ),
        default=0.0,
    )
