"""How a method is trained: its losses' weights and its optimisers."""

import dataclasses

import keras
import numpy as np

from unit_tf.engine.adam import Adam
from unit_tf.networks.architecture import option


def weight(default: float, description: str):
    """A field that weighs the terms of its name in a loss."""
    field = option(default, description)
    return dataclasses.field(default=default, metadata={**field.metadata, "weight": True})


@dataclasses.dataclass(frozen=True)
class Training:
    """What every method's training takes: the adversarial loss and the optimisers.

    Raises:
        ValueError: a value out of its range.
    """

    adversarial: str = option("bce", "the adversarial loss: bce, lsgan or hinge")
    gan: float = weight(10.0, "its weight in the generator's loss (the article's lambda_0)")
    discriminator: float = weight(10.0, "weight of the discriminators' loss")
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
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if field.type in (int, float) and not isinstance(value, int | float | np.number):
                raise ValueError(
                    f"{field.name} must be a number, not a {type(value).__name__}: schedules go "
                    "into generator_optimizer and discriminator_optimizer."
                )
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

    @property
    def weights(self) -> dict[str, float]:
        """The weight of each term, by the term's name without its domain."""
        return {
            field.name: getattr(self, field.name)
            for field in dataclasses.fields(self)
            if field.metadata.get("weight")
        }

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


@dataclasses.dataclass(frozen=True)
class Recipe(Training):
    """How a model of two domains is trained: the weights of its losses, and as of `Training`."""

    kl: float = weight(0.1, "weight of the latents' divergence from N(0, I) (lambda_1)")
    recon: float = weight(100.0, "weight of the reconstruction within a domain (lambda_2)")
    cycle_kl: float = weight(0.1, "weight of the translations' latents' divergence (lambda_3)")
    cycle: float = weight(100.0, "weight of the reconstruction there and back (lambda_4)")
    perceptual: float = weight(0.0, "weight of a translation's VGG16 distance from its source")
    semantic: float = weight(0.0, "weight of a classifier's reading of ab other than it reads a")
    identity: float = weight(0.0, "weight of pictures of a domain kept by the translator to it")
    pool: int = option(0, "translations of before that discriminators may see; 0: the latest alone")


@dataclasses.dataclass(frozen=True)
class Distillation(Training):
    """How a student is trained: the weights of what it is held to, and as of `Training`."""

    adversarial: str = option("lsgan", "the adversarial loss: bce, lsgan or hinge")
    gan: float = weight(0.0, "its weight in the student's loss")
    discriminator: float = weight(1.0, "weight of the discriminator's loss")
    learning_rate: float = option(1e-2, "of both Adam optimisers, at the start")
    schedule: str = option("linear", "constant, linear or halving")
    beta_1: float = option(0.9, "Adam's")
    weight_decay: float = option(0.0, "L2 penalty, in the gradient before Adam")
    steps: int = option(8_000, "of the whole training")
    mix: float = option(1.0, "most of another picture that is laid over each, as a share")
    pixels: float = weight(1.0, "weight of pixels other than the teacher's")
    gradient: float = weight(1.0, "weight of differences between neighbours other than its")
    structure: float = weight(0.0, "weight of 1 - SSIM to the teacher's picture")
    features: float = weight(0.0, "weight of features other than its, to its own discriminator")
    pooled: float = weight(0.0, "the same of these features' means over the picture")
    latent: float = weight(0.0, "weight of another place in the teacher's latent space than a's")

    def __post_init__(self):
        super().__post_init__()
        if self.mix > 1:
            raise ValueError(f"mix is a share, from 0 to 1, not {self.mix}.")


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
