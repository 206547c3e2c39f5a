"""Normalisations of feature maps that Keras lacks, each sample by itself."""

import contextvars

import keras
import tensorflow as tf
from keras import ops

# What takes a normalisation and its input to (x - mean, variance), where the normalisation does not
# do it itself, from all of x: where x is a tile of a picture, `tiling` gives the whole picture's.
CENTRE = contextvars.ContextVar("CENTRE", default=None)


def spatial_mean(x):
    """The mean of each channel of each sample, `[batch, 1, 1, channels]`."""
    # One side after the other: TensorFlow takes twice as long and longer over both at once.
    return ops.mean(ops.mean(x, axis=2, keepdims=True), axis=1, keepdims=True)


def centre(x):
    """The input less its mean, and its biased variance, of each channel of each sample."""
    centred = x - spatial_mean(x)
    return centred, spatial_mean(ops.square(centred))


def instance_normalize(x, epsilon: float = 1e-5):
    """(x - mean) / sqrt(variance + epsilon) of each channel of each sample; biased variance.

    Its gradient is in closed form: the chain rule through mean and variance would pass over the
    memory more than twice as often, and keep three features of this size for it in place of one.
    """

    @tf.custom_gradient
    def normalize(x):
        centred, variance = centre(x)
        scale = ops.rsqrt(variance + epsilon)
        y = centred * scale

        def gradient(dy):
            return scale * (dy - spatial_mean(dy) - spatial_mean(dy * y) * y)

        return y, gradient

    return normalize(x)


@keras.saving.register_keras_serializable("unit_tf")
class InstanceNormalization(keras.layers.Layer):
    """Zero mean and unit variance of each channel of each sample, without scale or offset.

    Ulyanov et al., 2016, as torch's `InstanceNorm2d(affine=False)`: biased variance, epsilon inside
    the root. Statistics are taken in float32 whatever the compute type. Nothing crosses samples:
    this is what lets batches be joined.
    """

    def __init__(self, epsilon: float = 1e-5, **kwargs):
        super().__init__(**kwargs)
        self.epsilon = epsilon

    def call(self, x):
        x = ops.cast(x, "float32")
        if CENTRE.get() is None:
            return ops.cast(instance_normalize(x, self.epsilon), self.compute_dtype)
        centred, variance = CENTRE.get()(self, x)
        return ops.cast(centred * ops.rsqrt(variance + self.epsilon), self.compute_dtype)

    def centre(self, x):
        """The input less its mean, and its variance."""
        return centre(x)

    def get_config(self):
        return {**super().get_config(), "epsilon": self.epsilon}


@keras.saving.register_keras_serializable("unit_tf")
class SampleNormalization(keras.layers.Layer):
    """Layer normalisation over height, width and channels, then a scale and offset a channel.

    The up-sampling normalisation of the `nvidia2018` preset: unbiased standard deviation, epsilon
    added to the deviation, not to the variance; scales drawn from U(0, 1), offsets zero.
    """

    def __init__(self, epsilon: float = 1e-5, **kwargs):
        super().__init__(**kwargs)
        self.epsilon = epsilon

    def build(self, input_shape):
        shape = (input_shape[-1],)
        self.gamma = self.add_weight(
            shape=shape, initializer=keras.initializers.RandomUniform(0.0, 1.0), name="gamma"
        )
        self.beta = self.add_weight(shape=shape, initializer="zeros", name="beta")

    def call(self, x):
        x = ops.cast(x, "float32")
        centred, variance = CENTRE.get()(self, x) if CENTRE.get() else self.centre(x)
        normal = centred / (ops.sqrt(variance) + self.epsilon)
        gamma, beta = ops.cast(self.gamma, "float32"), ops.cast(self.beta, "float32")
        return ops.cast(normal * gamma + beta, self.compute_dtype)

    def centre(self, x):
        """The input less its mean, and its variance."""
        centred = x - ops.mean(x, axis=(1, 2, 3), keepdims=True)
        count = ops.cast(ops.prod(ops.shape(x)[1:]), "float32")
        return centred, ops.sum(ops.square(centred), axis=(1, 2, 3), keepdims=True) / (count - 1.0)

    def get_config(self):
        return {**super().get_config(), "epsilon": self.epsilon}


NORMALIZATIONS = {"instance": InstanceNormalization, "sample": SampleNormalization}
