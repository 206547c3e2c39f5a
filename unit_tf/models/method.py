"""What every method is to those who train, save, show and export it."""

import dataclasses

import keras

from unit_tf.models.adversarial import Adversarial
from unit_tf.models.serving import Serving
from unit_tf.models.translator import Translator
from unit_tf.networks.architecture import Architecture
from unit_tf.networks.discriminator import Discriminator


class Method(Serving, Adversarial):
    """A generator with its moving average, and how it is made again from a file.

    Attributes:
        PAPER: what to cite.
        GENERATOR: the class of the networks that translate, made of an `ARCHITECTURE`.
        ARCHITECTURE: the dataclass of their form.

    Args:
        architecture: the form of the networks.
        image_shape: (height, width, channels) of training pictures, recorded for those who load the
            model; it translates pictures of other sizes too.
        moving_average: decay of an exponential moving average of the generator's weights, such as
            0.999; 0 for none. With one, whatever translates uses it.
        seed: of all noise, which is a function of the seed and the step alone.

    Raises:
        ValueError: sizes that are not multiples of `architecture.multiple` or are too small for
            the discriminator.
    """

    PAPER = ""
    GENERATOR: type[keras.Model]
    ARCHITECTURE: type = Architecture

    def __init__(
        self,
        architecture,
        image_shape: tuple[int, int, int],
        moving_average: float = 0.0,
        seed: int = 0,
        **kwargs,
    ):
        # The networks cast what they take: a file's type must not come before the session's.
        super().__init__(autocast=False, **kwargs)
        architecture.check_image_shape(image_shape)
        if not 0.0 <= moving_average < 1.0:
            raise ValueError(f"moving_average must be in [0, 1), not {moving_average}.")
        self.architecture = architecture
        self.image_shape = tuple(image_shape)
        self.moving_average = moving_average
        self.seed = seed
        self.generator = self.GENERATOR(architecture, name="generator")
        for name, discriminator in self.make_discriminators().items():
            setattr(self, name, discriminator)
        self.average = None
        if moving_average:
            self.average = self.GENERATOR(architecture, name="average")
            self.average.trainable = False
            self.average.set_weights(self.generator.get_weights())
        self.built = True

    def make_discriminators(self) -> dict[str, Discriminator]:
        """New discriminators by the names of the attributes that are to hold them."""
        raise NotImplementedError

    def discriminators(self) -> dict[str, Discriminator]:
        """The discriminators by their names."""
        raise NotImplementedError

    @property
    def discriminator_variables(self) -> list:
        """The trainable variables of all discriminators."""
        return [v for d in self.discriminators().values() for v in d.trainable_variables]

    def trained_on(self) -> str:
        """The domains whose pictures it is trained on: "ab", or one of them."""
        raise NotImplementedError

    def about(self) -> dict[str, str]:
        """What its card says of `directions`, `ways`, `pictures`, `origin` and how it `begun`."""
        raise NotImplementedError

    def samples(self, *pictures) -> list[dict]:
        """What a sheet shows of pictures of each domain that it is trained on.

        Args:
            *pictures: float `[batch, height, width, channels]` in [-1, 1].

        Returns:
            For each group of rows, by the columns' titles, as many pictures.
        """
        raise NotImplementedError

    def networks(self) -> Translator:
        """What translates: the moving average where there is one."""
        return self.average or self.generator

    # Saving

    def get_config(self):
        """What the constructor needs to make this model again."""
        return {
            **super().get_config(),
            "architecture": dataclasses.asdict(self.architecture),
            "image_shape": self.image_shape,
            "moving_average": self.moving_average,
            "seed": self.seed,
        }

    @classmethod
    def from_config(cls, config):
        """The model of a `get_config`."""
        return cls(**{**config, "architecture": cls.ARCHITECTURE(**config["architecture"])})
