"""Residual blocks, which most of a translator consists of."""

import keras

from unit_tf.networks.architecture import Architecture
from unit_tf.networks.convolution import INITIALIZERS, ConvolutionBlock


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
        block = dict(
            padding=padding,
            normalization="instance",
            kernel_initializer=kernel_initializer,
            dtype=self.dtype_policy,
        )
        self.block_1 = ConvolutionBlock(filters, 3, negative_slope=0.0, name="block_1", **block)
        self.block_2 = ConvolutionBlock(filters, 3, name="block_2", **block)
        self.dropout = None
        if dropout:
            self.dropout = keras.layers.Dropout(dropout, dtype=self.dtype_policy, name="dropout")

    def build(self, input_shape):
        self.block_1.build(input_shape)
        self.block_2.build(input_shape)

    def call(self, x, training=False):
        change = self.block_2(self.block_1(x, training=training), training=training)
        if self.dropout is not None:
            change = self.dropout(change, training=training)
        return x + change


def residual_blocks(architecture: Architecture, count: int) -> list[ResidualBlock]:
    """`count` residual blocks as wide as the latent space."""
    return [
        ResidualBlock(
            architecture.latent_channels,
            architecture.padding,
            architecture.dropout,
            INITIALIZERS[architecture.initializer](),
            name=f"residual_{index}",
        )
        for index in range(1, count + 1)
    ]
