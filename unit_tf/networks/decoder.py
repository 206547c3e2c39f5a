"""Features to pictures."""

import keras
from keras import ops

from unit_tf.networks.architecture import Architecture
from unit_tf.networks.convolution import INITIALIZERS, ConvolutionBlock
from unit_tf.networks.network import NetworkOfDomain
from unit_tf.networks.recomputation import RUN
from unit_tf.networks.residual import residual_blocks
from unit_tf.networks.upsampling import UpsamplingBlock


@keras.saving.register_keras_serializable("unit_tf")
class Decoder(NetworkOfDomain):
    """Features after the shared blocks to pictures of one domain: the encoder mirrored.

    Call: `[batch, h, w, latent_channels]` to float32 `[batch, multiple * h, multiple * w,
    channels]` in [-1, 1].
    """

    def __init__(self, architecture: Architecture, channels: int, **kwargs):
        super().__init__(architecture, channels, **kwargs)
        a, initializer = architecture, INITIALIZERS[architecture.initializer]
        self.blocks = residual_blocks(a, a.decoder_blocks)
        self.upsamplings = [
            UpsamplingBlock(
                a.filters * 2 ** (level - 1),
                a.upsampling_kernel,
                a.upsampling,
                a.padding,
                a.upsampling_normalization,
                a.upsampling_slope,
                initializer(),
                name=f"upsampling_{level}",
            )
            for level in range(a.downsamplings, 0, -1)
        ]
        self.output_convolution = ConvolutionBlock(
            channels, a.output_kernel, 1, a.padding, kernel_initializer=initializer(), name="output"
        )

    def call(self, features, training=False):
        def body(features):
            x = features
            for block in self.blocks:
                x = block(x, training=training)
            for upsampling in self.upsamplings:
                x = upsampling(x)
            return ops.tanh(ops.cast(self.output_convolution(x), "float32"))

        return RUN.get()(body)(features)
