"""Both encoders and both decoders of UNIT around one shared latent space, and the forward pass."""

from typing import NamedTuple

import keras
import tensorflow as tf
import tensorflow_probability as tfp
from keras import ops

from unit_tf.models.serving import Serving
from unit_tf.models.translator import SharedLatentSpace
from unit_tf.networks.architecture import Architecture
from unit_tf.networks.convolution import INITIALIZERS
from unit_tf.networks.decoder import Decoder
from unit_tf.networks.encoder import Encoder, SharedBlocks
from unit_tf.networks.network import Network

tfd = tfp.distributions


class Translations(NamedTuple):
    """What one forward pass of the generator makes of `images_a` and `images_b`."""

    latents: tfd.Distribution  # of a then b, joined along the batch
    cycle_latents: tfd.Distribution  # of ba then ab, joined along the batch
    images_aa: tf.Tensor
    images_ba: tf.Tensor
    images_ab: tf.Tensor
    images_bb: tf.Tensor
    images_aba: tf.Tensor
    images_bab: tf.Tensor


@keras.saving.register_keras_serializable("unit_tf")
class Generator(SharedLatentSpace, Serving, Network):
    """Both encoders and both decoders around one shared latent space.

    `encoder_a` and `encoder_b` each feed `shared_encoder`; `shared_decoder` feeds both `decoder_a`
    and `decoder_b`. There is one of each, so what is shared is the same object, not a copy.
    """

    def __init__(self, architecture: Architecture, **kwargs):
        super().__init__(architecture, **kwargs)
        self.encoder_a = Encoder(architecture, name="encoder_a")
        self.encoder_b = Encoder(architecture, name="encoder_b")
        self.shared_encoder = SharedBlocks(architecture, name="shared_encoder")
        self.latent_scale = (
            keras.layers.Conv2D(
                architecture.latent_channels,
                1,
                activation="softplus",
                data_format="channels_last",
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

    def networks(self) -> "Generator":
        """Itself, to translate by."""
        return self

    def one_way(self, direction: str) -> list[keras.Model]:
        """The networks that a picture passes on its way from one domain to the other, or back."""
        encoders = {"a": self.encoder_a, "b": self.encoder_b}
        decoders = {"a": self.decoder_a, "b": self.decoder_b}
        source, target = direction
        return [encoders[source], self.shared_encoder, self.shared_decoder, decoders[target]]

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

    def translations(self, images_a, images_b, noise, training: bool = False) -> Translations:
        """The whole forward pass of training, with sampled latents.

        Nothing here crosses samples, so whatever passes the same network is joined along the batch
        and passes it once.

        Args:
            images_a: float `[batch, height, width, channels]` in [-1, 1].
            images_b: as many of the other domain.
            noise: two stateless seeds, `[2, 2]`: of the pictures' latents and the translations'.
            training: whether dropout, if any, is on.
        """

        def encode_both(images_a, images_b):
            """Posterior of a then b."""
            features = [
                self.encoder_a(images_a, training=training),
                self.encoder_b(images_b, training=training),
            ]
            return self.posterior(ops.concatenate(features), training=training)

        latents = encode_both(images_a, images_b)
        features = self.shared_decoder(latents.sample(seed=noise[0]), training=training)
        images_aa, images_ba = ops.split(self.decoder_a(features, training=training), 2)
        images_ab, images_bb = ops.split(self.decoder_b(features, training=training), 2)

        cycle_latents = encode_both(images_ba, images_ab)
        z = cycle_latents.sample(seed=noise[1])
        features_ba, features_ab = ops.split(self.shared_decoder(z, training=training), 2)
        images_aba = self.decoder_a(features_ab, training=training)
        images_bab = self.decoder_b(features_ba, training=training)
        return Translations(
            latents, cycle_latents,
            images_aa, images_ba, images_ab, images_bb, images_aba, images_bab,
        )  # fmt: skip
