"""CycleGAN: a translator each way, and the promise that there and back is where one was.

Zhu, Park, Isola, Efros: Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial
Networks, ICCV 2017.
"""

import keras
import tensorflow as tf
from keras import ops

from unit_tf.models import losses
from unit_tf.models.adversarial import of_both
from unit_tf.models.serving import Serving
from unit_tf.models.two_domains import TwoDomains
from unit_tf.networks.architecture import Architecture
from unit_tf.networks.decoder import Decoder
from unit_tf.networks.encoder import Encoder
from unit_tf.networks.network import Network


@keras.saving.register_keras_serializable("unit_tf")
class Generators(Serving, Network):
    """A network for each direction; nothing is shared.

    The paper's G is `ab`, its F `ba`; each is an encoder, whose blocks are all there are, with the
    decoder that follows it.
    """

    def __init__(self, architecture: Architecture, **kwargs):
        super().__init__(architecture, **kwargs)
        for source, target in ("ab", "ba"):
            encoder = Encoder(architecture, name=f"encoder_{source}{target}")
            channels = {d: getattr(architecture, f"channels_{d}") for d in "ab"}
            decoder = Decoder(architecture, channels[target], name=f"decoder_{source}{target}")
            decoder(encoder(keras.KerasTensor((None, None, None, channels[source]))))
            setattr(self, encoder.name, encoder)
            setattr(self, decoder.name, decoder)
        self.built = True

    def networks(self) -> "Generators":
        """Itself, to translate by."""
        return self

    def one_way(self, direction: str) -> list[keras.Model]:
        """The networks that a picture passes; within a domain, those that translate to it."""
        direction = {"aa": "ba", "bb": "ab"}.get(direction, direction)
        return [getattr(self, f"encoder_{direction}"), getattr(self, f"decoder_{direction}")]

    def show(self, images, direction: str, training: bool):
        """Pictures as the translator of this direction shows them."""
        encoder, decoder = self.one_way(direction)
        return decoder(encoder(images, training=training), training=training)


@keras.saving.register_keras_serializable("unit_tf")
class CycleGAN(TwoDomains):
    """Two translators that undo each other.

        model = unit_tf.CycleGAN.from_preset("cyclegan", image_shape=(256, 256, 3))

    Its losses are equation 3 of the paper and the identity loss of its section 5.2. Reconstruction
    within a domain is what that loss is of: a picture as the translator to its own domain shows it.
    """

    PAPER = (
        "CycleGAN (Zhu, Park, Isola, Efros: Unpaired Image-to-Image Translation using "
        "Cycle-Consistent Adversarial Networks, ICCV 2017)"
    )
    PRESET = "cyclegan"
    GENERATOR = Generators
    TERMS = of_both("gan", "cycle", "discriminator", "real", "fake")
    OPTIONAL = {"identity": of_both("identity"), **TwoDomains.OPTIONAL}

    def check_recipe(self):
        """Raises ValueError if a picture cannot be shown within its own domain, but should be."""
        super().check_recipe()
        a = self.architecture
        if self.recipe.identity and a.channels_a != a.channels_b:
            raise ValueError(
                "The weight identity needs pictures of as many channels in a and b: set it to 0."
            )

    def loss_terms(
        self, images_a, images_b, training: bool = False, part: int = 0
    ) -> dict[str, tf.Tensor]:
        """The terms of equation 3 for each domain, unweighted; see `Adversarial.loss_terms`."""
        show, identity = self.generator.show, {}
        if self.recipe.identity:
            # Nothing crosses samples: what passes the same network passes it once.
            images_ab, images_bb = ops.split(
                show(ops.concatenate([images_a, images_b]), "ab", training), 2
            )
            images_ba, images_aa = ops.split(
                show(ops.concatenate([images_b, images_a]), "ba", training), 2
            )
            identity["identity_a"] = losses.absolute_difference(images_aa, images_a)
            identity["identity_b"] = losses.absolute_difference(images_bb, images_b)
        else:
            images_ab, images_ba = show(images_a, "ab", training), show(images_b, "ba", training)
        images_aba, images_bab = show(images_ab, "ba", training), show(images_ba, "ab", training)
        return {
            **self.adversaries(images_a, images_b, images_ab, images_ba, training, part),
            "cycle_a": losses.absolute_difference(images_aba, images_a),
            "cycle_b": losses.absolute_difference(images_bab, images_b),
            **identity,
            **self.likeness(images_a, images_b, images_ab, images_ba),
        }
