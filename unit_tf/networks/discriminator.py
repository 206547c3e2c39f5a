"""Real pictures told from translated ones."""

import keras
from keras import ops

from unit_tf.networks.architecture import Architecture
from unit_tf.networks.convolution import INITIALIZERS, ConvolutionBlock
from unit_tf.networks.network import NetworkOfDomain
from unit_tf.networks.pyramid import PYRAMIDS


@keras.saving.register_keras_serializable("unit_tf")
class Discriminator(NetworkOfDomain):
    """Tells real pictures of one domain from translated ones, patch by patch, at several scales.

    Call: float `[batch, height, width, channels]` in [-1, 1] to a list of float32 logits, one
    `[batch, h, w, 1]` a scale; high means real.
    """

    def __init__(self, architecture: Architecture, channels: int, **kwargs):
        super().__init__(architecture, channels, **kwargs)
        a = architecture
        filters = a.discriminator_filters or a.filters
        self.halve = PYRAMIDS[a.pyramid]
        self.scales = [
            [
                ConvolutionBlock(
                    filters * 2**level,
                    a.discriminator_kernel,
                    2 if level < a.discriminator_layers else 1,
                    a.discriminator_padding,
                    a.discriminator_normalization if level else "none",
                    a.discriminator_slope,
                    INITIALIZERS["normal"](),
                    name=f"scale_{scale}_convolution_{level + 1}",
                )
                for level in range(a.discriminator_layers + a.discriminator_flat_layers)
            ]
            + [
                ConvolutionBlock(
                    1,
                    a.discriminator_head_kernel,
                    kernel_initializer=INITIALIZERS["normal"](),
                    name=f"scale_{scale}_logits",
                )
            ]
            for scale in range(1, a.discriminator_scales + 1)
        ]
        self(keras.KerasTensor((None, None, None, channels)))

    def call(self, images):
        return [ops.cast(scale[-1], "float32") for scale in self.features(images)]

    def features(self, images) -> list[list]:
        """What each convolution of each scale gives, the last of a scale being its logits."""
        scales = []
        for index, scale in enumerate(self.scales):
            x = images = self.halve(images) if index else images
            scales.append([x := block(x) for block in scale])
        return scales

    def compare(self, *pictures) -> list[list]:
        """The logits of real, translated and other pictures, as many of each, from one pass."""
        scales = [ops.split(x, len(pictures)) for x in self(ops.concatenate(pictures))]
        return [list(logits) for logits in zip(*scales, strict=True)]
