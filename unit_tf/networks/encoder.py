"""Pictures to features: each domain's own layers, and those that both share."""

import keras

from unit_tf.networks.architecture import Architecture
from unit_tf.networks.convolution import INITIALIZERS, ConvolutionBlock
from unit_tf.networks.network import Network
from unit_tf.networks.recomputation import RUN
from unit_tf.networks.residual import residual_blocks


@keras.saving.register_keras_serializable("unit_tf")
class Encoder(Network):
    """Pictures of one domain to features, before the shared blocks.

    Call: float `[batch, height, width, channels]` in [-1, 1] to `[batch, height / multiple,
    width / multiple, latent_channels]`.
    """

    def __init__(self, architecture: Architecture, **kwargs):
        super().__init__(architecture, **kwargs)
        a, initializer = architecture, INITIALIZERS[architecture.initializer]
        self.stem = ConvolutionBlock(
            a.filters,
            7,
            1,
            a.padding,
            a.stem_normalization,
            a.stem_slope,
            initializer(),
            name="stem",
        )
        self.downsamplings = [
            ConvolutionBlock(
                a.filters * 2**level,
                a.downsampling_kernel,
                2,
                a.downsampling_padding,
                a.downsampling_normalization,
                a.downsampling_slope,
                initializer(),
                name=f"downsampling_{level}",
            )
            for level in range(1, a.downsamplings + 1)
        ]
        self.blocks = residual_blocks(a, a.encoder_blocks)

    def call(self, images, training=False):
        def body(images):
            x = self.stem(images)
            for downsampling in self.downsamplings:
                x = downsampling(x)
            for block in self.blocks:
                x = block(x, training=training)
            return x

        return RUN.get()(body)(images)


@keras.saving.register_keras_serializable("unit_tf")
class SharedBlocks(Network):
    """The residual blocks that both domains share on one side of the latent space."""

    def __init__(self, architecture: Architecture, **kwargs):
        super().__init__(architecture, **kwargs)
        self.blocks = residual_blocks(architecture, architecture.shared_blocks)

    def call(self, x, training=False):
        def body(x):
            for block in self.blocks:
                x = block(x, training=training)
            return x

        return RUN.get()(body)(x)
