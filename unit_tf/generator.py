"""Both encoders and both decoders of UNIT around one shared latent space, and how to use them."""

import keras
import tensorflow_probability as tfp
from keras import ops

from unit_tf.networks import INITIALIZERS, Architecture, Decoder, Encoder, SharedBlocks

tfd = tfp.distributions


class Generator(keras.Model):
    """Both encoders and both decoders around one shared latent space.

    `encoder_a` and `encoder_b` each feed `shared_encoder`; `shared_decoder` feeds both `decoder_a`
    and `decoder_b`. There is one of each, so what is shared is the same object, not a copy.
    """

    def __init__(self, architecture: Architecture, **kwargs):
        super().__init__(**kwargs)
        self.architecture = architecture
        self.encoder_a = Encoder(architecture, name="encoder_a")
        self.encoder_b = Encoder(architecture, name="encoder_b")
        self.shared_encoder = SharedBlocks(architecture, name="shared_encoder")
        self.latent_scale = (
            keras.layers.Conv2D(
                architecture.latent_channels,
                1,
                activation="softplus",
                kernel_initializer=INITIALIZERS[architecture.initializer](),
                name="latent_scale",
            )
            if architecture.learned_scale
            else None
        )
        self.shared_decoder = SharedBlocks(architecture, name="shared_decoder")
        self.decoder_a = Decoder(architecture, architecture.channels_a, name="decoder_a")
        self.decoder_b = Decoder(architecture, architecture.channels_b, name="decoder_b")

        images_a = keras.KerasTensor((None, None, None, architecture.channels_a))
        images_b = keras.KerasTensor((None, None, None, architecture.channels_b))
        z = self.shared_encoder(self.encoder_a(images_a))
        self.encoder_b(images_b)
        if self.latent_scale is not None:
            self.latent_scale(z)
        features = self.shared_decoder(z)
        self.decoder_a(features)
        self.decoder_b(features)
        self.built = True

    def posterior(self, features, training=False) -> tfd.Distribution:
        """q(z | x) of the encoders' features: N(mu, 1), or N(mu, s(x)) with a learned scale.

        Args:
            features: `[batch, h, w, latent_channels]`, of either domain or both joined.
            training: whether dropout, if any, is on.

        Returns:
            A distribution with batch shape `[batch]` and event shape `[h, w, latent_channels]`.
        """
        mu = ops.cast(self.shared_encoder(features, training=training), "float32")
        scale = 1.0
        if self.latent_scale is not None:
            scale = ops.cast(self.latent_scale(mu), "float32")
        return tfd.Independent(tfd.Normal(mu, scale), 3)

    def encode(self, images, domain: str):
        """The mean of the posterior: where the shared latent space holds these pictures.

        Args:
            images: float `[batch, height, width, channels]` in [-1, 1]. Sizes that are not
                multiples of `architecture.multiple` are padded by reflection.
            domain: "a" or "b".

        Returns:
            float32 `[batch, height / multiple, width / multiple, latent_channels]`.

        Raises:
            ValueError: not such pictures, or no such domain.
        """
        encoder = {"a": self.encoder_a, "b": self.encoder_b}[_check_domain(domain)]
        channels = getattr(self.architecture, f"channels_{domain}")
        images = _pad(_check_images(images, channels), self.architecture)
        return self.posterior(encoder(images)).mean()

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
        decoder = {"a": self.decoder_a, "b": self.decoder_b}[_check_domain(domain)]
        return decoder(self.shared_decoder(latents))

    def translate(self, images, direction: str):
        """Pictures of one domain shown as the other's, without noise: see `UNIT.translate`."""
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
