import numpy as np
from small import random_images

from unit_tf.models.generator import Generator
from unit_tf.networks.architecture import Architecture

ARCHITECTURE = Architecture(filters=2)


def test_shared_blocks_serve_both_domains():
    generator = Generator(ARCHITECTURE)
    images = random_images(1)
    before = {d: generator.encode(images, d).numpy() for d in "ab"}
    kernel = generator.shared_encoder.blocks[0].block_2.convolution.kernel
    kernel.assign(-2.0 * kernel)
    for domain in "ab":
        assert not np.allclose(before[domain], generator.encode(images, domain))
    paths = [weight.path for weight in generator.trainable_variables]
    assert len(paths) == len(set(paths))  # each listed once, so stepped once


def test_posterior_of_fixed_and_learned_scale():
    images = random_images(1)
    fixed = Generator(ARCHITECTURE)
    np.testing.assert_array_equal(fixed.posterior(fixed.encoder_a(images)).stddev(), 1.0)
    learned = Generator(Architecture(filters=2, learned_scale=True))
    posterior = learned.posterior(learned.encoder_a(images))
    assert posterior.batch_shape == (1,)
    assert posterior.event_shape == (4, 4, 8)
    np.testing.assert_allclose(posterior.stddev(), np.log(2.0), atol=0.5)
