r"""Encoder, decoder and discriminator of UNIT, all built from one `Architecture`.

The numbers of each published network stand in `presets.py`; here is only their common form:

    images -- encoder_a --\                                      /-- decoder_a -- images
                           > shared_encoder -- z -- shared_decoder <
    images -- encoder_b --/                                      \-- decoder_b -- images
"""

import contextlib
import contextvars
import dataclasses

import keras
from keras import ops

from unit_tf import layers

INITIALIZERS = {
    "normal": lambda: keras.initializers.RandomNormal(stddev=0.02),
    "he_normal": lambda: keras.initializers.VarianceScaling(2.0, "fan_in", "untruncated_normal"),
}
PYRAMIDS = {"blur": layers.blur_and_halve, "average": layers.average_and_halve}

# How a network's body is run: by default simply. A training step that wants memory rather than time
# has `keras.remat` keep what goes in alone, and compute the rest again on the way back.
RUN = contextvars.ContextVar("RUN", default=lambda body: body)


@contextlib.contextmanager
def recomputed(wanted: bool):
    """Within its block, networks keep what goes in alone, if wanted."""
    before = RUN.set(keras.remat) if wanted else None
    try:
        yield
    finally:
        if before:
            RUN.reset(before)


def option(default, description: str):
    """A dataclass field that says what it is for, to readers and to the commands' `--help`."""
    return dataclasses.field(default=default, metadata={"description": description})


@dataclasses.dataclass(frozen=True)
class Architecture:
    """The form of the networks; the defaults are those of the NIPS 2017 model (`paper`).

    Raises:
        ValueError: a value out of its range.
    """

    filters: int = option(64, "channels after the encoder's first convolution")
    downsamplings: int = option(2, "how often the encoder halves the picture, doubling channels")
    encoder_blocks: int = option(3, "residual blocks of each domain's own encoder")
    decoder_blocks: int = option(3, "residual blocks of each domain's own decoder")
    shared_blocks: int = option(1, "residual blocks that both domains share, each side of z")
    channels_a: int = option(3, "channels of the pictures of a: 3, or 1 for grey ones")
    channels_b: int = option(3, "channels of the pictures of b: 3, or 1 for grey ones")
    padding: str = option("zero", "zero or reflect, at stride 1")
    downsampling_padding: str = option("zero", "zero or reflect, at stride 2")
    stem_normalization: str = option("none", "of the first convolution: none, instance, sample")
    stem_slope: float = option(0.01, "of the first LeakyReLU below zero; 0 is ReLU")
    downsampling_kernel: int = option(3, "side of the down-sampling kernels")
    downsampling_normalization: str = option("none", "after them: none, instance, sample")
    downsampling_slope: float = option(0.01, "of the LeakyReLU after them")
    upsampling: str = option("transpose", "transpose, nearest or bilinear (then a convolution)")
    upsampling_kernel: int = option(3, "side of the up-sampling kernels")
    upsampling_normalization: str = option("none", "after them: none, instance, sample")
    upsampling_slope: float = option(0.01, "of the LeakyReLU after them")
    output_kernel: int = option(1, "side of the last convolution's kernel")
    dropout: float = option(0.0, "rate at the end of each residual block")
    learned_scale: bool = option(False, "learn the latent's standard deviation; else it is 1")
    initializer: str = option("normal", "of the generator's kernels: normal (0.02) or he_normal")
    discriminator_filters: int = option(0, "channels after its first convolution; 0: as filters")
    discriminator_layers: int = option(4, "its convolutions of stride 2, doubling channels")
    discriminator_scales: int = option(3, "how many look at the picture, each at half the size")
    discriminator_kernel: int = option(3, "side of its kernels")
    discriminator_padding: str = option("zero", "zero or reflect")
    discriminator_normalization: str = option("none", "after all but its first convolution")
    discriminator_slope: float = option(0.01, "of its LeakyReLUs below zero")
    discriminator_head_kernel: int = option(1, "side of the kernel that gives its logits")
    pyramid: str = option("blur", "how pictures are halved between its scales: blur or average")
    normalized_resampling: bool = option(
        False, "instance norm and ReLU after every down- and up-sampling, whatever the above say"
    )

    def __post_init__(self):
        if self.normalized_resampling:  # the authors' networks for cats and dogs
            for side in ("downsampling", "upsampling"):
                object.__setattr__(self, f"{side}_normalization", "instance")
                object.__setattr__(self, f"{side}_slope", 0.0)
        counts = ("encoder_blocks", "decoder_blocks", "shared_blocks", "discriminator_filters")
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if field.type is int and value < (0 if field.name in counts else 1):
                raise ValueError(f"{field.name} must be a positive number, not {value}.")
        for name in ("channels_a", "channels_b"):
            if getattr(self, name) not in (1, 3):
                raise ValueError(f"{name} must be 1 (grey) or 3 (RGB), not {getattr(self, name)}.")
        if not 0.0 <= self.dropout < 1.0:
            raise ValueError(f"dropout must be in [0, 1), not {self.dropout}.")
        for name in ("output_kernel", "discriminator_head_kernel"):
            self._check_odd(name)
        if self.upsampling != "transpose":
            self._check_odd("upsampling_kernel")
        elif self.upsampling_kernel not in (3, 4):
            raise ValueError(
                f"upsampling_kernel must be 3 or 4 where it is transposed, not "
                f"{self.upsampling_kernel}."
            )
        paddings, normalizations = ("zero", "reflect"), ("none", *layers.NORMALIZATIONS)
        choices = {
            "padding": paddings,
            "downsampling_padding": paddings,
            "discriminator_padding": paddings,
            "stem_normalization": normalizations,
            "downsampling_normalization": normalizations,
            "upsampling_normalization": normalizations,
            "discriminator_normalization": normalizations,
            "upsampling": ("transpose", "nearest", "bilinear"),
            "initializer": tuple(INITIALIZERS),
            "pyramid": tuple(PYRAMIDS),
        }
        for name, allowed in choices.items():
            if getattr(self, name) not in allowed:
                raise ValueError(
                    f"{name} must be one of {', '.join(allowed)}, not {getattr(self, name)!r}."
                )

    def _check_odd(self, name: str):
        if getattr(self, name) % 2 == 0:
            raise ValueError(f"{name} must be odd, not {getattr(self, name)}.")

    @property
    def multiple(self) -> int:
        """Height and width of a picture must be multiples of this, pixels."""
        return 2**self.downsamplings

    @property
    def smallest_size(self) -> int:
        """Height and width of a picture to translate must be at least this, pixels.

        Two pixels of latent space: one cannot be reflected, nor normalised to other than zero.
        """
        return 2 * self.multiple

    @property
    def latent_channels(self) -> int:
        """Channels of the shared latent space."""
        return self.filters * self.multiple

    def check_image_shape(self, image_shape: tuple[int, int, int]):
        """Raises ValueError if pictures of this (height, width, channels) cannot be trained on."""
        height, width = image_shape[:2]
        if height % self.multiple or width % self.multiple:
            raise ValueError(
                f"Pictures of {height} x {width} pixels cannot be trained on: "
                f"both sizes must be multiples of {self.multiple}."
            )
        smallest = self.smallest_size
        levels = self.discriminator_layers + self.discriminator_scales - 1
        if self.discriminator_normalization != "none":
            # Two pixels after the last convolution of stride 2: one is normalised to zero.
            smallest = max(smallest, 2 ** (levels + 1))
        elif self.discriminator_padding == "reflect":
            smallest = max(smallest, 2**levels)  # two before it: one cannot be reflected
        if min(height, width) < smallest:
            raise ValueError(
                f"Pictures of {height} x {width} pixels are too small to train on: "
                f"both sizes must be at least {smallest}, or discriminator_scales fewer."
            )


class Encoder(keras.Model):
    """Pictures of one domain to features, before the shared blocks.

    Call: float `[batch, height, width, channels]` in [-1, 1] to `[batch, height / multiple,
    width / multiple, latent_channels]`.
    """

    def __init__(self, architecture: Architecture, **kwargs):
        super().__init__(**kwargs)
        a, initializer = architecture, INITIALIZERS[architecture.initializer]
        self.stem = layers.ConvolutionBlock(
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
            layers.ConvolutionBlock(
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


class Decoder(keras.Model):
    """Features after the shared blocks to pictures of one domain: the encoder mirrored.

    Call: `[batch, h, w, latent_channels]` to float32 `[batch, multiple * h, multiple * w,
    channels]` in [-1, 1].
    """

    def __init__(self, architecture: Architecture, channels: int, **kwargs):
        super().__init__(**kwargs)
        a, initializer = architecture, INITIALIZERS[architecture.initializer]
        self.blocks = residual_blocks(a, a.decoder_blocks)
        self.upsamplings = [
            layers.UpsamplingBlock(
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
        self.output_convolution = layers.ConvolutionBlock(
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


class SharedBlocks(keras.Model):
    """The residual blocks that both domains share on one side of the latent space."""

    def __init__(self, architecture: Architecture, **kwargs):
        super().__init__(**kwargs)
        self.blocks = residual_blocks(architecture, architecture.shared_blocks)

    def call(self, x, training=False):
        def body(x):
            for block in self.blocks:
                x = block(x, training=training)
            return x

        return RUN.get()(body)(x)


def residual_blocks(architecture: Architecture, count: int) -> list[layers.ResidualBlock]:
    """`count` residual blocks as wide as the latent space."""
    return [
        layers.ResidualBlock(
            architecture.latent_channels,
            architecture.padding,
            architecture.dropout,
            INITIALIZERS[architecture.initializer](),
            name=f"residual_{index}",
        )
        for index in range(1, count + 1)
    ]


class Discriminator(keras.Model):
    """Tells real pictures of one domain from translated ones, patch by patch, at several scales.

    Call: float `[batch, height, width, channels]` in [-1, 1] to a list of float32 logits, one
    `[batch, h, w, 1]` a scale; high means real.
    """

    def __init__(self, architecture: Architecture, channels: int, **kwargs):
        super().__init__(**kwargs)
        a = architecture
        filters = a.discriminator_filters or a.filters
        self.halve = PYRAMIDS[a.pyramid]
        self.scales = [
            [
                layers.ConvolutionBlock(
                    filters * 2**level,
                    a.discriminator_kernel,
                    2,
                    a.discriminator_padding,
                    a.discriminator_normalization if level else "none",
                    a.discriminator_slope,
                    INITIALIZERS["normal"](),
                    name=f"scale_{scale}_convolution_{level + 1}",
                )
                for level in range(a.discriminator_layers)
            ]
            + [
                layers.ConvolutionBlock(
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
        logits = []
        for index, scale in enumerate(self.scales):
            x = images = self.halve(images) if index else images
            for block in scale:
                x = block(x)
            logits.append(ops.cast(x, "float32"))
        return logits

    def compare(self, real, fake) -> tuple[list, list]:
        """The logits of real and of translated pictures, as many of each, from one pass."""
        halves = [ops.split(logits, 2) for logits in self(ops.concatenate([real, fake]))]
        return [half[0] for half in halves], [half[1] for half in halves]
