"""The published programs, each the form of its networks and how it trains them.

- `paper`: the model of UNIT's NIPS 2017 paper, as the authors' release of that year has it.
- `article`: the widely read single-file re-implementation with its ten-term loss.
- `nvidia2018`: the authors' later rewrite.
- `cyclegan`: the authors' program of CycleGAN (ICCV 2017).
"""

import dataclasses

from unit_tf.models.recipe import Recipe
from unit_tf.networks.architecture import Architecture


@dataclasses.dataclass(frozen=True)
class Preset:
    """A published program: its networks, how it trains them, and the name of the method."""

    architecture: Architecture
    recipe: Recipe
    method: str = "UNIT"


PRESETS = {
    "paper": Preset(Architecture(), Recipe()),
    "article": Preset(
        Architecture(
            padding="reflect",
            stem_normalization="instance",
            stem_slope=0.2,
            downsampling_kernel=4,
            downsampling_normalization="instance",
            downsampling_slope=0.0,
            upsampling_kernel=4,
            upsampling_normalization="instance",
            upsampling_slope=0.2,
            output_kernel=7,
            discriminator_scales=1,
            discriminator_kernel=4,
            discriminator_normalization="instance",
            discriminator_slope=0.2,
            discriminator_head_kernel=3,
        ),
        # 200 epochs of a thousand pictures, which is what its data set holds.
        Recipe(
            adversarial="lsgan",
            discriminator=1.0,
            schedule="linear",
            weight_decay=0.0,
            steps=200_000,
        ),
    ),
    "nvidia2018": Preset(
        Architecture(
            encoder_blocks=4,
            decoder_blocks=4,
            shared_blocks=0,
            padding="reflect",
            downsampling_padding="reflect",
            stem_normalization="instance",
            stem_slope=0.0,
            downsampling_kernel=4,
            downsampling_normalization="instance",
            downsampling_slope=0.0,
            upsampling="nearest",
            upsampling_kernel=5,
            upsampling_normalization="sample",
            upsampling_slope=0.0,
            output_kernel=7,
            initializer="he_normal",
            discriminator_kernel=4,
            discriminator_padding="reflect",
            discriminator_slope=0.2,
            pyramid="average",
        ),
        Recipe(
            adversarial="lsgan",
            gan=1.0,
            kl=0.01,
            recon=10.0,
            cycle_kl=0.01,
            cycle=10.0,
            discriminator=1.0,
            schedule="halving",
            steps=1_000_000,
        ),
    ),
    "cyclegan": Preset(
        Architecture(
            encoder_blocks=9,
            decoder_blocks=0,
            shared_blocks=0,
            padding="reflect",
            stem_normalization="instance",
            stem_slope=0.0,
            downsampling_normalization="instance",
            downsampling_slope=0.0,
            upsampling_normalization="instance",
            upsampling_slope=0.0,
            output_kernel=7,
            discriminator_layers=3,
            discriminator_flat_layers=1,
            discriminator_scales=1,
            discriminator_kernel=4,
            discriminator_normalization="instance",
            discriminator_slope=0.2,
            discriminator_head_kernel=4,
        ),
        # 200 epochs of a thousand pictures: horse2zebra has 1,067 and 1,334.
        Recipe(
            adversarial="lsgan",
            gan=1.0,
            kl=0.0,
            recon=0.0,
            cycle_kl=0.0,
            cycle=10.0,
            identity=5.0,
            discriminator=0.5,
            pool=50,
            learning_rate=2e-4,
            schedule="linear",
            weight_decay=0.0,
            steps=200_000,
        ),
        method="CycleGAN",
    ),
}


def preset(name: str) -> Preset:
    """The preset of that name.

    Raises:
        ValueError: there is none.
    """
    if name not in PRESETS:
        raise ValueError(f"There is no preset {name!r}: choose {', '.join(PRESETS)}.")
    return PRESETS[name]
