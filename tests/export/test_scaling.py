import numpy as np
from small import random_images

from export import scaling
from unit_tf.models.generator import Generator
from unit_tf.networks.architecture import Architecture


def test_scales_by_hand():
    sums = {
        "small": np.array([[100.0, -0.0], [10.0, 5.0]]),
        "large": np.array([[1.0, 2.0**15, 1.0], [2.0**14, 1.0, 2.0**20]]),
    }
    scales = scaling.power_of_two_scales(sums)
    assert set(scales) == {"large"}  # the others fit as they are
    np.testing.assert_array_equal(scales["large"], [1.0, 0.5, 0.125])
    assert scaling.largest_scaled_sum(sums, {}) == 2.0**20
    assert scaling.largest_scaled_sum(sums, scales) == 2.0**14


def test_largest_sums_of_a_network():
    generator = Generator(Architecture(filters=2))
    for weight in generator.trainable_variables:
        weight.assign_add(0.2 * np.random.default_rng(0).normal(size=weight.shape))
    pictures = [random_images(1, seed=seed) for seed in (1, 2)]
    sums = scaling.largest_sums(generator, "ab", pictures)
    # The first normalisation by hand: of the first shared block's or the encoder's convolution.
    squares = []
    for picture in pictures:
        x = generator.encoder_a.stem(picture)
        for block in generator.encoder_a.downsamplings:
            x = block(x)
        x = generator.encoder_a.blocks[0].block_1.convolution(x).numpy()
        squares.append(((x - x.mean((1, 2), keepdims=True)) ** 2).sum((0, 1, 2)))
    found = sums["trunk/residual_1/1"]
    np.testing.assert_allclose(found[1], np.max(squares, 0), rtol=1e-4)
    assert found.shape == (2, 8)
