"""The form of the networks, as numbers and choices; those of the published ones are in presets."""

import dataclasses

from unit_tf.networks.convolution import INITIALIZERS
from unit_tf.networks.normalization import NORMALIZATIONS
from unit_tf.networks.pyramid import PYRAMIDS


def option(default, description: str):
    """A dataclass field that says what it is for, to readers and to the commands' `--help`."""
    return dataclasses.field(default=default, metadata={"description": description})


class Form:
    """What the forms of networks check, as dataclasses of `option`s that mix this in.

    Attributes:
        multiple: height and width of a picture must be multiples of this, pixels.
        smallest_size: height and width of a picture to translate must be at least this, pixels.
    """

    multiple: int
    smallest_size: int

    def check_choices(self, choices: dict[str, tuple[str, ...]]):
        """Raises ValueError unless each field of these names is one of those allowed."""
        for name, allowed in choices.items():
            if getattr(self, name) not in allowed:
                raise ValueError(
                    f"{name} must be one of {', '.join(allowed)}, not {getattr(self, name)!r}."
                )

    def check_channels(self):
        """Raises ValueError unless pictures of both domains are grey or RGB."""
        for name in ("channels_a", "channels_b"):
            if getattr(self, name) not in (1, 3):
                raise ValueError(f"{name} must be 1 (grey) or 3 (RGB), not {getattr(self, name)}.")

    def check_training_size(self, height: int, width: int, smallest: int, otherwise: str = ""):
        """Raises ValueError if pictures of this size, pixels, cannot be trained on.

        Args:
            height: of the pictures.
            width: likewise.
            smallest: that either may be.
            otherwise: what else would help where they are too small.
        """
        if height % self.multiple or width % self.multiple:
            raise ValueError(
                f"Pictures of {height} x {width} pixels cannot be trained on: "
                f"both sizes must be multiples of {self.multiple}."
            )
        if min(height, width) < smallest:
            raise ValueError(
                f"Pictures of {height} x {width} pixels are too small to train on: "
                f"both sizes must be at least {smallest}{otherwise}."
            )


@dataclasses.dataclass(frozen=True)
class Architecture(Form):
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
    discriminator_flat_layers: int = option(0, "convolutions of stride 1 after them, doubling too")
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
        counts = (
            "encoder_blocks",
            "decoder_blocks",
            "shared_blocks",
            "discriminator_filters",
            "discriminator_flat_layers",
        )
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if field.type is int and value < (0 if field.name in counts else 1):
                raise ValueError(f"{field.name} must be a positive number, not {value}.")
        self.check_channels()
        if not 0.0 <= self.dropout < 1.0:
            raise ValueError(f"dropout must be in [0, 1), not {self.dropout}.")
        self._check_odd("output_kernel")
        if self.upsampling != "transpose":
            self._check_odd("upsampling_kernel")
        elif self.upsampling_kernel not in (3, 4):
            raise ValueError(
                f"upsampling_kernel must be 3 or 4 where it is transposed, not "
                f"{self.upsampling_kernel}."
            )
        paddings, normalizations = ("zero", "reflect"), ("none", *NORMALIZATIONS)
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
        self.check_choices(choices)

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
        smallest = self.smallest_size
        levels = self.discriminator_layers + self.discriminator_scales - 1
        # Pixels after the last convolution of stride 2: an even kernel at stride 1 takes one away,
        # and one that is left alone is normalised to zero.
        left = 1 if self.discriminator_normalization == "none" else 2
        left = max(left, 2 - self.discriminator_head_kernel % 2)
        if self.discriminator_kernel % 2 == 0:
            left += self.discriminator_flat_layers
        if left > 1 or self.discriminator_padding == "reflect":  # one cannot be reflected
            smallest = max(smallest, left * 2**levels)
        self.check_training_size(*image_shape[:2], smallest, ", or discriminator_scales fewer")
