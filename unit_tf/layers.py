"""The few layers that UNIT needs and Keras lacks.

They are written from operations of rank 4 that TensorFlow Lite runs without falling back, so that
the trained network is also the exported one. Pictures and feature maps are `[batch, height,
width, channels]` throughout.
"""

import contextvars

import keras
import tensorflow as tf
from keras import ops

from unit_tf import minimal_filtering

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


def pad(x, width: int, mode: str):
    """Pads height and width by `width` on each side with zeros, the reflection or the edge.

    `mode` is "zero", "reflect" (the edge pixel is not repeated) or, for a width of 1, "edge".
    """
    keras_mode = {"zero": "constant", "reflect": "reflect", "edge": "symmetric"}[mode]
    return ops.pad(x, [[0, 0], [width, width], [width, width], [0, 0]], mode=keras_mode)


@keras.saving.register_keras_serializable("unit_tf")
class ConvolutionBlock(keras.layers.Layer):
    """Padding, convolution with bias, normalisation and activation.

    The padding is `(kernel_size - 1) // 2` pixels on every side, as the references' code (written
    in torch) pads; Keras' "same" would read one pixel later at stride 2.

    Args:
        filters: output channels.
        kernel_size: side of the square kernel, pixels.
        stride: 1, or 2 to halve height and width.
        padding: "zero" or "reflect".
        normalization: "none", "instance" or "sample".
        negative_slope: None for no activation, 0 for ReLU, else LeakyReLU's slope below zero.
        kernel_initializer: any Keras initialiser.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: int,
        stride: int = 1,
        padding: str = "zero",
        normalization: str = "none",
        negative_slope: float | None = None,
        kernel_initializer="glorot_uniform",
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.stride = stride
        self.padding = padding
        self.pad_width = (kernel_size - 1) // 2
        # At stride 1 and an odd kernel, "same" is the same zero padding in one operation.
        self.pads_inside = padding == "zero" and stride == 1
        self.convolution = keras.layers.Conv2D(
            filters,
            kernel_size,
            strides=stride,
            padding="same" if self.pads_inside else "valid",
            kernel_initializer=kernel_initializer,
            name="convolution",
        )
        self.finish = Finish(normalization, negative_slope, name="finish")

    def build(self, input_shape):
        self.convolution.build((None, None, None, input_shape[-1]))

    def call(self, x, training=False):
        convolution = self.convolution
        if training and self.stride == 1 and minimal_filtering.suits(x, convolution.kernel):
            y = minimal_filtering.convolve(x, convolution.kernel, self.padding)
            return self.finish(y + convolution.bias)
        if self.pad_width and not self.pads_inside:
            x = pad(x, self.pad_width, self.padding)
        return self.finish(convolution(x))


@keras.saving.register_keras_serializable("unit_tf")
class UpsamplingBlock(keras.layers.Layer):
    """Doubles height and width: up-sampling convolution, normalisation, activation.

    Args:
        filters: output channels.
        kernel_size: side of the square kernel, pixels.
        method: "transpose" for a transposed convolution of stride 2 (torch's padding 1, and output
            padding 1 at a kernel of 3), "nearest" or "bilinear" to resize and then convolve, which
            shows no chequerboard.
        padding, normalization, negative_slope, kernel_initializer: as `ConvolutionBlock`.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: int,
        method: str = "transpose",
        padding: str = "zero",
        normalization: str = "none",
        negative_slope: float | None = None,
        kernel_initializer="glorot_uniform",
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.method = method
        self.kernel_size = kernel_size
        if method == "transpose":
            self.convolution = keras.layers.Conv2DTranspose(
                filters,
                kernel_size,
                strides=2,
                padding="valid" if kernel_size == 3 else "same",
                kernel_initializer=kernel_initializer,
                name="convolution",
            )
            self.finish = Finish(normalization, negative_slope, name="finish")
        else:
            self.block = ConvolutionBlock(
                filters,
                kernel_size,
                padding=padding,
                normalization=normalization,
                negative_slope=negative_slope,
                kernel_initializer=kernel_initializer,
                name="block",
            )

    def call(self, x):
        if self.method == "transpose":
            x = self.convolution(x)
            if self.kernel_size == 3:
                x = x[:, 1:, 1:, :]  # torch's padding 1 with output padding 1
            return self.finish(x)
        # TensorFlow's own resize: Keras' refuses sizes that are known only when it runs.
        resized = tf.image.resize(x, 2 * tf.shape(x)[1:3], method=self.method)
        return self.block(ops.cast(resized, self.compute_dtype))


@keras.saving.register_keras_serializable("unit_tf")
class Finish(keras.layers.Layer):
    """What follows a convolution: a normalisation, then a (leaky) ReLU; either may be absent."""

    def __init__(self, normalization: str = "none", negative_slope: float | None = None, **kwargs):
        super().__init__(**kwargs)
        self.normalization = (
            None if normalization == "none" else NORMALIZATIONS[normalization](name="normalization")
        )
        self.negative_slope = negative_slope

    def call(self, x):
        if self.normalization is not None:
            x = self.normalization(x)
        if self.negative_slope is None:
            return x
        if self.negative_slope == 0.0:
            return ops.relu(x)
        return ops.leaky_relu(x, negative_slope=self.negative_slope)


@keras.saving.register_keras_serializable("unit_tf")
class ResidualBlock(keras.layers.Layer):
    """x + f(x), f: conv 3, instance norm, ReLU, conv 3, instance norm, dropout.

    Nothing is activated after the sum.

    Channels in and out must be `filters`.
    """

    def __init__(
        self,
        filters: int,
        padding: str = "zero",
        dropout: float = 0.0,
        kernel_initializer="glorot_uniform",
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.block_1 = ConvolutionBlock(
            filters, 3, 1, padding, "instance", 0.0, kernel_initializer, name="block_1"
        )
        self.block_2 = ConvolutionBlock(
            filters, 3, 1, padding, "instance", None, kernel_initializer, name="block_2"
        )
        self.dropout = keras.layers.Dropout(dropout, name="dropout") if dropout else None

    def call(self, x, training=False):
        change = self.block_2(self.block_1(x, training=training), training=training)
        if self.dropout is not None:
            change = self.dropout(change, training=training)
        return x + change


def blur_and_halve(x):
    """Half the size after a 3x3 binomial blur, [1 2 1] / 4 a side with the edge repeated.

    Between the scales of the `paper` preset's discriminator. Slices and sums: no kernel to keep.
    """
    x = pad(x, 1, "edge")
    x = (x[:, 0:-2:2] + 2.0 * x[:, 1:-1:2] + x[:, 2::2]) / 4.0
    return (x[:, :, 0:-2:2] + 2.0 * x[:, :, 1:-1:2] + x[:, :, 2::2]) / 4.0


def average_and_halve(x):
    """Half the size by the mean of 3x3 pixels at stride 2, padding 1 that is not counted.

    Between the scales of the `nvidia2018` preset's discriminator.
    """

    def mean_of_nine(y):
        return ops.average_pool(pad(y, 1, "zero"), 3, 2, "valid")

    return mean_of_nine(x) / mean_of_nine(ops.ones_like(x[:1, :, :, :1]))
