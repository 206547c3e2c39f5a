"""The losses of the methods as pure functions of tensors; `adversarial.py` weighs and adds them.

Logits come as the list that a discriminator gives, one tensor a scale. Each scale counts by its
mean, and the scales are summed. Every function but `kl` returns a float32 scalar.
"""

import tensorflow as tf
import tensorflow_probability as tfp
from keras import ops

from unit_tf.networks.normalization import instance_normalize

tfd = tfp.distributions


def _sum_over_scales(loss, logits):
    return sum(ops.mean(loss(scale)) for scale in logits)


def bce_generator(fake_logits):
    """-log s(D(G)), s the sigmoid: the non-saturating form of the minimax game.

    Goodfellow et al., 2014, section 3; equation 5 of the UNIT paper.
    """
    return _sum_over_scales(lambda fake: ops.softplus(-fake), fake_logits)


def bce_discriminator(real_logits, fake_logits):
    """-log s(D(x)) - log(1 - s(D(G))), s the sigmoid (Goodfellow et al., 2014, equation 1)."""
    return _sum_over_scales(lambda real: ops.softplus(-real), real_logits) + _sum_over_scales(
        ops.softplus, fake_logits
    )


def lsgan_generator(fake_logits):
    """(D(G) - 1)^2 (Mao et al., 2017, equation 9)."""
    return _sum_over_scales(lambda fake: ops.square(fake - 1.0), fake_logits)


def lsgan_discriminator(real_logits, fake_logits):
    """(D(x) - 1)^2 + D(G)^2 (Mao et al., 2017, equation 9 without its factor of a half)."""
    return _sum_over_scales(lambda real: ops.square(real - 1.0), real_logits) + _sum_over_scales(
        ops.square, fake_logits
    )


def hinge_generator(fake_logits):
    """-D(G) (Lim and Ye, 2017)."""
    return _sum_over_scales(ops.negative, fake_logits)


def hinge_discriminator(real_logits, fake_logits):
    """max(0, 1 - D(x)) + max(0, 1 + D(G)) (Lim and Ye, 2017)."""
    return _sum_over_scales(lambda real: ops.relu(1.0 - real), real_logits) + _sum_over_scales(
        lambda fake: ops.relu(1.0 + fake), fake_logits
    )


ADVERSARIAL = {
    "bce": (bce_generator, bce_discriminator),
    "lsgan": (lsgan_generator, lsgan_discriminator),
    "hinge": (hinge_generator, hinge_discriminator),
}


def mean_logit(logits):
    """The mean over samples, places and scales: no loss, a gauge of the adversaries' game."""
    return sum(ops.mean(scale) for scale in logits) / len(logits)


def absolute_difference(x, y):
    """Mean |x - y|: the reconstruction and the cycle term."""
    return ops.mean(ops.abs(x - y))


def kl(posterior: tfd.Distribution):
    """Divergence of each sample's posterior from N(0, I), twice, an element of the latent.

    KL(N(mu, I) || N(0, I)) is half the sum of mu^2. All reference programs instead take the mean of
    mu^2 over all elements and quote their weights for that; twice the divergence divided by the
    number of elements is the same number. With a learned scale s it is the mean of
    mu^2 + s^2 - 1 - 2 log s.

    Args:
        posterior: batch shape `[batch]`, event shape `[h, w, channels]`.

    Returns:
        `[batch]`.
    """
    mean = posterior.mean()
    prior = tfd.Independent(tfd.Normal(tf.zeros_like(mean), 1.0), 3)
    elements = ops.cast(ops.prod(ops.shape(mean)[1:]), "float32")
    return tfd.kl_divergence(posterior, prior) * 2.0 / elements


def perceptual(features_x, features_y):
    """Mean squared difference of two feature maps, each instance-normalised first.

    Huang et al., 2018, section 5.1: less a matter of the domain than of the content.
    """
    difference = instance_normalize(features_x) - instance_normalize(features_y)
    return ops.mean(ops.square(difference))


def semantic(logits, source_logits):
    """How far a classifier reads a translation other than its source: -sum p log q, batch mean.

    Hoffman et al., 2018 (CyCADA), equation 4, with all that the classifier believes of the source
    in place of its first guess alone.
    """
    belief = ops.softmax(ops.cast(source_logits, "float32"))
    log_q = ops.log_softmax(ops.cast(logits, "float32"))
    return -ops.mean(ops.sum(ops.stop_gradient(belief) * log_q, axis=-1))
