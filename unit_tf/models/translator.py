"""How a trained generator is used: across the domains, within them, and by the latent space."""

import keras
from keras import ops

from unit_tf.networks.architecture import Architecture


class Translator:
    """What every model that holds a generator offers, without noise and at any size.

    Sizes that are not multiples of `architecture.multiple` are padded by reflection, and the
    results cropped back; within a `tf.function` they must be known when it is traced.

    A model that mixes this in gives its generator by `networks()`: a method, because Keras saves
    what it finds in attributes and properties. The generator gives by `one_way(direction)` the
    networks that a picture passes, in their order; directions are "ab", "ba", "aa" and "bb".
    """

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
        if direction not in ("ab", "ba"):
            raise ValueError(f"direction must be 'ab' or 'ba', not {direction!r}.")
        return self._transform(images, *direction)

    def reconstruct(self, images, domain: str):
        """Pictures as the generator shows them within their own domain.

        Shapes, ranges and errors are as for `translate`.
        """
        return self._transform(images, _check_domain(domain), domain)

    def _transform(self, images, source: str, target: str):
        x = _pad(_check_images(images, self._channels(source)), self.architecture)
        for network in self.networks().one_way(source + target):
            x = network(x)
        height, width = ops.shape(images)[1:3]
        return x[:, :height, :width, :]  # what padding added

    def _channels(self, domain: str) -> int:
        return getattr(self.architecture, f"channels_{domain}")


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
        images = _pad(_check_images(images, self._channels(domain)), self.architecture)
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


def _check_images(images, channels: int):
    images = ops.convert_to_tensor(images)
    if images.ndim != 4 or images.shape[-1] != channels:
        raise ValueError(
            f"Pictures must have the shape [batch, height, width, {channels}], "
            f"not {list(images.shape)}."
        )
    if not keras.backend.is_float_dtype(images.dtype):
        raise ValueError(
            f"Pictures must be floating-point numbers in [-1, 1], not {images.dtype.name}: "
            "convert 8-bit ones by images / 127.5 - 1."
        )
    return ops.cast(images, "float32")


def _pad(images, architecture: Architecture):
    height, width = ops.shape(images)[1:3]
    if min(height, width) < architecture.smallest_size:
        raise ValueError(
            f"Pictures of {height} x {width} pixels are too small: "
            f"both sizes must be at least {architecture.smallest_size}."
        )
    multiple = architecture.multiple
    padding = [[0, 0], [0, -height % multiple], [0, -width % multiple], [0, 0]]
    return ops.pad(images, padding, mode="reflect")
