"""Encoder, decoder and discriminator, all built from one `Architecture`, and their layers."""

from unit_tf.networks.architecture import Architecture
from unit_tf.networks.decoder import Decoder
from unit_tf.networks.discriminator import Discriminator
from unit_tf.networks.encoder import Encoder

__all__ = ["Architecture", "Decoder", "Discriminator", "Encoder"]
