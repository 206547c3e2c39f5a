"""How a trained generator is used: across the domains, within them, and by the latent space."""

import tensorflow as tf
from keras import ops

from unit_tf.models.given import check_pictures, check_values


class Translator:
    """What every model that holds a generator offers, without noise and at any size.

    Sizes that are not multiples of `architecture.multiple` are padded by reflection, and the
    results cropped back; within a `tf.function` they must be known when it is traced.

    Attributes:
        directions: those that there are.

    A model that mixes this in gives its generator by `networks()`: a method, because Keras saves
    what it finds in attributes and properties. The generator gives by `one_way(direction)` the
    networks that a picture passes, in their order; directions are "ab", "ba", "aa" and "bb".
    """

    directions: tuple[str, ...] = ("ab", "ba")

    def translate(self, images, direction: str = "ab"):
        """Pictures of one domain shown as the other's.

        Args:
            images: float `[batch, height, width, channels]` in [-1, 1], of any size from
                `architecture.smallest_size` pixels on.
            direction: "ab" or "ba".

        Returns:
            float32 `[batch, height, width, channels of the other domain]` in [-1, 1].

        Raises:
            ValueError: not such pictures, or no such direction.
        """
        self.check_direction(direction)
        return self._transform(self._checked(images, direction[0]), *direction)

    def reconstruct(self, images, domain: str):
        """Pictures as the generator shows them within their own domain.

        Shapes, ranges and errors are as for `translate`.
        """
        return self._transform(self._checked(images, _check_domain(domain)), domain, domain)

    def _transform(self, images, source: str, target: str):
        x = self._padded(images)
        for network in self.networks().one_way(source + target):
            x = network(x)
        height, width = ops.shape(images)[1:3]
        return x[:, :height, :width, :]  # what padding added

    def channels(self, domain: str) -> int:
        """How many the pictures of a domain have."""
        return getattr(self.architecture, f"channels_{domain}")

    def check_direction(self, direction: str):
        """Raises ValueError unless it is one."""
        if direction not in ("ab", "ba"):
            raise ValueError(f"direction must be 'ab' or 'ba', not {direction!r}.")

    def check_images(self, images, domain: str):
        """Raises ValueError if these, or what stands for them, are not pictures of a domain."""
        check_pictures(images, self.channels(domain), self.architecture.smallest_size)
        check_values(images)

    def _checked(self, images, domain: str):
        images = ops.convert_to_tensor(images)
        self.check_images(images, domain)
        return ops.cast(images, "float32")

    def _padded(self, images):
        """The pictures, reflected to multiples of what the networks halve."""
        multiple, smallest = self.architecture.multiple, self.architecture.smallest_size
        height, width = ops.shape(images)[1:3]
        if None in images.shape[1:3]:  # known only when it runs
            tf.debugging.assert_greater_equal(
                tf.minimum(height, width), smallest,
                f"Pictures are too small: both sizes must be at least {smallest}.",
            )  # fmt: skip
        padding = [[0, 0], [0, -height % multiple], [0, -width % multiple], [0, 0]]
        return tf.pad(images, padding, mode="REFLECT")


class SharedLatentSpace(Translator):
    """A translator whose domains meet in one latent space."""

    def encode(self, images, domain: str):
        """The mean of the posterior: where the shared latent space holds these pictures.

        Args:
            images: float `[batch, height, width, channels]` in [-1, 1].
            domain: "a" or "b".

        Returns:
            float32 `[batch, height / multiple, width / multiple, latent_channels]`.

        Raises:
            ValueError: not such pictures, or no such domain.
        """
        encoder, shared_encoder, *_ = self.networks().one_way(2 * _check_domain(domain))
        images = self._padded(self._checked(images, domain))
        return ops.cast(shared_encoder(encoder(images)), "float32")

    def decode(self, latents, domain: str):
        """The pictures of a domain at these points of the latent space.

        Args:
            latents: float `[batch, h, w, latent_channels]`.
            domain: "a" or "b".

        Returns:
            float32 `[batch, multiple * h, multiple * w, channels]` in [-1, 1].

        Raises:
            ValueError: no such domain.
        """
        *_, shared_decoder, decoder = self.networks().one_way(2 * _check_domain(domain))
        return decoder(shared_decoder(latents))


def _check_domain(domain: str) -> str:
    if domain not in ("a", "b"):
        raise ValueError(f"domain must be 'a' or 'b', not {domain!r}.")
    return domain
