"""UNIT: two auto-encoders around one latent space, and the losses that train them.

Liu, Breuel, Kautz: Unsupervised Image-to-Image Translation Networks, NIPS 2017.
"""

import keras
import tensorflow as tf
from keras import ops

from unit_tf.models import losses
from unit_tf.models.adversarial import of_both
from unit_tf.models.generator import Generator
from unit_tf.models.translator import SharedLatentSpace
from unit_tf.models.two_domains import TwoDomains


@keras.saving.register_keras_serializable("unit_tf")
class UNIT(SharedLatentSpace, TwoDomains):
    """The VAE-GAN with a shared latent space and cycle consistency.

        model = unit_tf.UNIT.from_preset("paper", image_shape=(256, 256, 3))
        model.compile()
        model.fit(unit_tf.data.load("path/to/folder", "train", image_size=256))
        images_ab = model.translate(images_a, direction="ab")

    Its losses are equation 5 of the paper, with the weights of `compile`: by
    `kl=0, cycle_kl=0, recon=0` and `cycle=0` it is a plain GAN, by `cycle=0, cycle_kl=0` a VAE-GAN.
    """

    PAPER = "UNIT (Liu, Breuel, Kautz: Unsupervised Image-to-Image Translation Networks, NIPS 2017)"
    PRESET = "paper"
    GENERATOR = Generator
    TERMS = of_both(
        "gan", "kl", "recon", "cycle_kl", "cycle", "discriminator", "real", "fake"
    )  # fmt: skip

    def loss_terms(
        self, images_a, images_b, training: bool = False, part: int = 0
    ) -> dict[str, tf.Tensor]:
        """The terms of equation 5 for each domain, unweighted; see `Adversarial.loss_terms`."""
        t = self.generator.translations(images_a, images_b, self.noise_seeds(2, part), training)
        kl_a, kl_b = map(ops.mean, ops.split(losses.kl(t.latents), 2))
        # The first half are latents of ba: of translations of b.
        cycle_kl_b, cycle_kl_a = map(ops.mean, ops.split(losses.kl(t.cycle_latents), 2))
        return {
            **self.adversaries(images_a, images_b, t.images_ab, t.images_ba, training, part),
            "kl_a": kl_a,
            "kl_b": kl_b,
            "recon_a": losses.absolute_difference(t.images_aa, images_a),
            "recon_b": losses.absolute_difference(t.images_bb, images_b),
            "cycle_kl_a": cycle_kl_a,
            "cycle_kl_b": cycle_kl_b,
            "cycle_a": losses.absolute_difference(t.images_aba, images_a),
            "cycle_b": losses.absolute_difference(t.images_bab, images_b),
            **self.likeness(images_a, images_b, t.images_ab, t.images_ba),
        }
