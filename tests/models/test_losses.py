import numpy as np
import pytest
import tensorflow_probability as tfp

from unit_tf.models import losses

tfd = tfp.distributions

REAL = [np.array([2.0, 0.0], np.float32), np.array([-1.0], np.float32)]  # two scales
FAKE = [np.array([1.0, -1.0], np.float32), np.array([3.0], np.float32)]


def softplus(x):
    return np.log1p(np.exp(x))


@pytest.mark.parametrize(
    ("name", "generator", "discriminator"),
    [
        # Each scale's mean, then the sum over scales.
        (
            "bce",
            (softplus(-1) + softplus(1)) / 2 + softplus(-3),
            (softplus(-2) + softplus(0)) / 2
            + softplus(1)
            + (softplus(1) + softplus(-1)) / 2
            + softplus(3),
        ),
        ("lsgan", (0 + 4) / 2 + 4, (1 + 1) / 2 + 4 + (1 + 1) / 2 + 9),
        ("hinge", -0 - 3, (0 + 1) / 2 + 2 + (2 + 0) / 2 + 4),
    ],
)
def test_adversarial_losses_by_hand(name, generator, discriminator):
    for_generator, for_discriminator = losses.ADVERSARIAL[name]
    assert float(for_generator(FAKE)) == pytest.approx(generator, rel=1e-6)
    assert float(for_discriminator(REAL, FAKE)) == pytest.approx(discriminator, rel=1e-6)


def test_absolute_difference():
    assert float(losses.absolute_difference(np.array([1.0, -1.0]), np.array([0.5, 1.0]))) == 1.25


def test_kl_is_the_references_mean_square():
    mu = np.random.default_rng(0).normal(size=(2, 3, 4, 5)).astype(np.float32)
    kl = losses.kl(tfd.Independent(tfd.Normal(mu, 1.0), 3))
    np.testing.assert_allclose(kl, (mu**2).mean(axis=(1, 2, 3)), rtol=1e-5)


def test_kl_of_a_learned_scale_is_the_true_divergence():
    generator = np.random.default_rng(0)
    mu = generator.normal(size=(2, 3, 4, 5)).astype(np.float32)
    scale = generator.uniform(0.5, 2.0, size=mu.shape).astype(np.float32)
    kl = losses.kl(tfd.Independent(tfd.Normal(mu, scale), 3))
    divergence = 0.5 * (mu**2 + scale**2 - 1 - 2 * np.log(scale)).sum(axis=(1, 2, 3))
    np.testing.assert_allclose(kl, 2 * divergence / 60, rtol=1e-5)


def test_perceptual_ignores_each_channels_mean_and_contrast():
    x = np.random.default_rng(0).normal(size=(1, 4, 4, 2)).astype(np.float32)
    assert float(losses.perceptual(x, 3 * x + 1)) < 1e-6
    assert float(losses.perceptual(x, -x)) == pytest.approx(4.0, rel=1e-3)


def test_semantic_by_hand():
    logits, source = np.log([[0.5, 0.25, 0.25]]), np.log([[0.75, 0.25, 0.0 + 1e-30]])
    expected = -(0.75 * np.log(0.5) + 0.25 * np.log(0.25))
    assert float(losses.semantic(logits, source)) == pytest.approx(expected, rel=1e-5)
    # A whole batch counts by its mean, and a reading cannot be bettered by another.
    both = [np.concatenate([x, source]) for x in (logits, source)]
    own = -(0.75 * np.log(0.75) + 0.25 * np.log(0.25))
    assert float(losses.semantic(*both)) == pytest.approx((expected + own) / 2, rel=1e-5)


def test_mean_logit_averages_the_scales():
    assert float(losses.mean_logit([np.array([1.0, 3.0]), np.array([8.0])])) == 5.0
