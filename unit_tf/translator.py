"""How a trained generator is used: pictures to latents, to pictures, and across the domains."""

import keras
from keras import ops

from unit_tf.networks import Architecture


class Translator:
    """What every model that holds a generator offers, without noise and at any size.

    Sizes that are not multiples of `architecture.multiple` are padded by reflection, and the
    results cropped back; within a `tf.function` they must be known when it is traced.

    A model that mixes this in gives its generator by `networks()`: a method, because Keras saves
    what it finds in attributes and properties.
    """

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
        networks = self.networks()
        encoder = {"a": networks.encoder_a, "b": networks.encoder_b}[_check_domain(domain)]
        channels = getattr(self.architecture, f"channels_{domain}")
        images = _pad(_check_images(images, channels), self.architecture)
        return networks.posterior(encoder(images)).mean()

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
        networks = self.networks()
        decoder = {"a": networks.decoder_a, "b": networks.decoder_b}[_check_domain(domain)]
        return decoder(networks.shared_decoder(latents))

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
        """Pictures encoded and decoded within their own domain: the auto-encoder alone.

        Shapes, ranges and errors are as for `translate`.
        """
        return self._transform(images, domain, domain)

    def _transform(self, images, source: str, target: str):
        translated = self.decode(self.encode(images, source), target)
        height, width = ops.shape(images)[1:3]
        return translated[:, :height, :width, :]  # what padding added


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
