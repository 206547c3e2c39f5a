"""The three published programs called UNIT, each an `Architecture` and a `Recipe` for training it.

- `paper`: the model of the NIPS 2017 paper, as the authors' release of that year has it.
- `article`: the widely read single-file re-implementation with its ten-term loss.
- `nvidia2018`: the authors' later rewrite.
"""

import dataclasses

import keras

from unit_tf.adam import Adam
from unit_tf.networks import Architecture, option


@dataclasses.dataclass(frozen=True)
class Recipe:
    """How a model is trained: the adversarial loss, the weights of the losses, the optimisers.

    Raises:
        ValueError: a value out of its range.
    """

    adversarial: str = option("bce", "the adversarial loss: bce, lsgan or hinge")
    gan: float = option(10.0, "its weight in the generator's loss (the article's lambda_0)")
    kl: float = option(0.1, "weight of the latents' divergence from N(0, I) (lambda_1)")
    recon: float = option(100.0, "weight of the reconstruction within a domain (lambda_2)")
    cycle_kl: float = option(0.1, "weight of the translations' latents' divergence (lambda_3)")
    cycle: float = option(100.0, "weight of the reconstruction there and back (lambda_4)")
    perceptual: float = option(0.0, "weight of a translation's VGG16 distance from its source")
    semantic: float = option(0.0, "weight of a classifier's reading of ab other than it reads a")
    discriminator: float = option(10.0, "weight of the discriminators' loss")
    learning_rate: float = option(1e-4, "of both Adam optimisers, at the start")
    schedule: str = option(
        "constant", "constant; linear, to zero in the second half; halving every 100,000 steps"
    )
    beta_1: float = option(0.5, "Adam's")
    beta_2: float = option(0.999, "Adam's")
    epsilon: float = option(1e-8, "Adam's")
    weight_decay: float = option(1e-4, "L2 penalty, in the gradient before Adam; not AdamW's")
    steps: int = option(500_000, "of the whole training")

    def __post_init__(self):
        if self.adversarial not in ("bce", "lsgan", "hinge"):
            raise ValueError(f"adversarial must be bce, lsgan or hinge, not {self.adversarial!r}.")
        if self.schedule not in ("constant", "linear", "halving"):
            raise ValueError(
                f"schedule must be constant, linear or halving, not {self.schedule!r}."
            )
        if self.steps < 1:
            raise ValueError(f"steps must be at least 1, not {self.steps}.")
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if field.type in (int, float) and not value >= 0:
                raise ValueError(f"{field.name} must not be negative: {value}.")

    def optimizer(self, name: str) -> keras.optimizers.Optimizer:
        """Adam with this recipe's learning-rate schedule, a new object each time."""
        learning_rate = self.learning_rate
        if self.schedule == "linear":
            learning_rate = LinearDecay(self.learning_rate, self.steps)
        elif self.schedule == "halving":
            learning_rate = keras.optimizers.schedules.ExponentialDecay(
                self.learning_rate, decay_steps=100_000, decay_rate=0.5, staircase=True
            )
        return Adam(
            learning_rate,
            self.beta_1,
            self.beta_2,
            self.epsilon,
            l2=self.weight_decay,
            name=name,
        )


@keras.saving.register_keras_serializable("unit_tf")
class LinearDecay(keras.optimizers.schedules.LearningRateSchedule):
    """Constant for the first half of `steps`, then straight down to zero at the end."""

    def __init__(self, learning_rate: float, steps: int):
        self.learning_rate = learning_rate
        self.steps = steps

    def __call__(self, step):
        half = self.steps / 2
        remaining = (self.steps - keras.ops.cast(step, "float32")) / half
        return self.learning_rate * keras.ops.clip(remaining, 0.0, 1.0)

    def get_config(self):
        return {"learning_rate": self.learning_rate, "steps": self.steps}


@dataclasses.dataclass(frozen=True)
class Preset:
    """A published program: its networks and how it trains them."""

    architecture: Architecture
    recipe: Recipe


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
}


def preset(name: str) -> Preset:
    """The preset of that name.

    Raises:
        ValueError: there is none.
    """
    if name not in PRESETS:
        raise ValueError(f"There is no preset {name!r}: choose {', '.join(PRESETS)}.")
    return PRESETS[name]
