"""A convolution with all that stands around it: padding, normalisation, activation."""

import keras
from keras import ops

from unit_tf.networks import minimal_filtering
from unit_tf.networks.normalization import NORMALIZATIONS

INITIALIZERS = {
    "normal": lambda: keras.initializers.RandomNormal(stddev=0.02),
    "he_normal": lambda: keras.initializers.VarianceScaling(2.0, "fan_in", "untruncated_normal"),
}


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
        self.pads_inside = padding == "zero" and stride == 1 and kernel_size % 2 == 1
        self.convolution = keras.layers.Conv2D(
            filters,
            kernel_size,
            strides=stride,
            padding="same" if self.pads_inside else "valid",
            data_format="channels_last",
            kernel_initializer=kernel_initializer,
            dtype=self.dtype_policy,
            name="convolution",
        )
        self.finish = Finish(normalization, negative_slope, dtype=self.dtype_policy, name="finish")

    def build(self, input_shape):
        self.convolution.build((None, None, None, input_shape[-1]))
        self.finish.build((None, None, None, self.convolution.filters))

    def call(self, x, training=False):
        convolution = self.convolution
        if training and self.stride == 1 and minimal_filtering.suits(x, convolution.kernel):
            y = minimal_filtering.convolve(x, convolution.kernel, self.padding)
            return self.finish(y + convolution.bias)
        if self.pad_width and not self.pads_inside:
            x = pad(x, self.pad_width, self.padding)
        return self.finish(convolution(x))


@keras.saving.register_keras_serializable("unit_tf")
class Finish(keras.layers.Layer):
    """What follows a convolution: a normalisation, then a (leaky) ReLU; either may be absent."""

    def __init__(self, normalization: str = "none", negative_slope: float | None = None, **kwargs):
        super().__init__(**kwargs)
        self.normalization = None
        if normalization != "none":
            self.normalization = NORMALIZATIONS[normalization](
                dtype=self.dtype_policy, name="normalization"
            )
        self.negative_slope = negative_slope

    def build(self, input_shape):
        if self.normalization is not None:
            self.normalization.build(input_shape)

    def call(self, x):
        if self.normalization is not None:
            x = self.normalization(x)
        if self.negative_slope is None:
            return x
        if self.negative_slope == 0.0:
            return ops.relu(x)
        return ops.leaky_relu(x, negative_slope=self.negative_slope)
