"""What a student learns from: networks of a trained model that stay as they are."""

from unit_tf.models.translator import SharedLatentSpace
from unit_tf.models.two_domains import TwoDomains


class Teacher:
    """One direction of a trained model, with its discriminator and its latent space.

    No Keras object, so that a student that holds one neither trains nor saves its networks.

    Args:
        model: trained.
        direction: "ab" or "ba".

    Raises:
        ValueError: no such direction, or not such a model.
    """

    def __init__(self, model: TwoDomains, direction: str):
        if not isinstance(model, TwoDomains):
            raise ValueError(
                f"A student learns from a model of two domains, not from a {type(model).__name__}."
            )
        model.check_direction(direction)
        self._model = model
        self._source, self._target = direction
        self.discriminator = model.discriminators()[f"discriminator_{self._target}"]

    def translate(self, images):
        """The pictures that the student is to make of these.

        Args:
            images: float32 `[batch, height, width, channels]` in [-1, 1].
        """
        return self._model.translate(images, self._source + self._target)

    def features(self, images) -> list:
        """What the discriminator sees in pictures of the target domain, layer by layer."""
        return [x for scale in self.discriminator.features(images) for x in scale]

    @property
    def has_latents(self) -> bool:
        """Whether source and target meet in one latent space."""
        return isinstance(self._model, SharedLatentSpace)

    def latents(self, images, made) -> tuple:
        """Where the latent space holds pictures, and where what was made of them."""
        model = self._model
        return model.encode(images, self._source), model.encode(made, self._target)
