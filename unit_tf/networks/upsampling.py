"""Feature maps of twice the height and width."""

import keras
import tensorflow as tf
from keras import ops

from unit_tf.networks.convolution import ConvolutionBlock, Finish


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
                data_format="channels_last",
                kernel_initializer=kernel_initializer,
                dtype=self.dtype_policy,
                name="convolution",
            )
            self.finish = Finish(
                normalization, negative_slope, dtype=self.dtype_policy, name="finish"
            )
        else:
            self.block = ConvolutionBlock(
                filters,
                kernel_size,
                padding=padding,
                normalization=normalization,
                negative_slope=negative_slope,
                kernel_initializer=kernel_initializer,
                dtype=self.dtype_policy,
                name="block",
            )

    def build(self, input_shape):
        if self.method == "transpose":
            self.convolution.build(input_shape)
        else:
            self.block.build(input_shape)

    def call(self, x):
        if self.method == "transpose":
            x = self.convolution(x)
            if self.kernel_size == 3:
                x = x[:, 1:, 1:, :]  # torch's padding 1 with output padding 1
            return self.finish(x)
        # TensorFlow's own resize: Keras' refuses sizes that are known only when it runs.
        resized = tf.image.resize(x, 2 * tf.shape(x)[1:3], method=self.method)
        return self.block(ops.cast(resized, self.compute_dtype))
