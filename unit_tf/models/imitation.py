"""How far a student's pictures are from its teacher's, as pure functions of tensors.

Pictures are float32 `[batch, height, width, channels]` in [-1, 1]; every function returns a float32
scalar. Distances of features are relative to the teacher's own, so that a weight means the same
whatever the teacher.
"""

import tensorflow as tf
from keras import ops

SMALLEST = 1e-6  # of a mean that is divided by
SSIM_WINDOW = 11  # pixels (Wang et al., 2004)


def gradient(x, y):
    """Mean |difference of x - y between neighbours|, down and to the right: how sharp edges are."""
    error = x - y
    down, right = error[:, 1:] - error[:, :-1], error[:, :, 1:] - error[:, :, :-1]
    return ops.mean(ops.abs(down)) + ops.mean(ops.abs(right))


def structure(x, y):
    """1 - SSIM (Wang et al., 2004), mean over the batch."""
    window = min(SSIM_WINDOW, *x.shape[1:3])
    return 1.0 - ops.mean(tf.image.ssim(x, y, max_val=2.0, filter_size=window))


def features(x, y):
    """Mean |x - y| of each pair of feature maps, over the mean of |y|; the mean over the pairs.

    With a discriminator's features: Wang et al., 2018 (pix2pixHD), equation 4.
    """
    pairs = zip(x, y, strict=True)
    return sum(_relative(ops.abs(f - g), ops.abs(g)) for f, g in pairs) / len(x)


def pooled(x, y):
    """The same of the feature maps' means over the picture, squared (Ren et al., 2021, OMGD)."""
    means = [(ops.mean(f, (1, 2)), ops.mean(g, (1, 2))) for f, g in zip(x, y, strict=True)]
    return sum(_relative(ops.square(f - g), ops.square(g)) for f, g in means) / len(x)


def _relative(error, size):
    error, size = (ops.mean(ops.cast(values, "float32")) for values in (error, size))
    return error / (size + SMALLEST)
