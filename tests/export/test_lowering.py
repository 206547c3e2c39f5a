import numpy as np
import pytest
import tensorflow as tf
from small import random_images

from export.lowering import Lowering, nearest_then_convolve, pad, transposed
from unit_tf import PRESETS
from unit_tf.models.generator import Generator
from unit_tf.networks import convolution
from unit_tf.networks.architecture import Architecture


def shaken(architecture):
    """A generator whose weights, biases included, are far from their initial ones."""
    generator, random = Generator(architecture), np.random.default_rng(0)
    for weight in generator.trainable_variables:
        weight.assign_add(0.1 * random.normal(size=weight.shape))
    return generator


ARCHITECTURES = {
    **{name: preset.architecture for name, preset in PRESETS.items()},
    "transposed 4": Architecture(upsampling_kernel=4),
    "nearest 3": Architecture(upsampling="nearest"),
    "nearest 5": Architecture(upsampling="nearest", upsampling_kernel=5),
    "nearest 3, reflected": Architecture(upsampling="nearest", padding="reflect"),
    "bilinear 3": Architecture(upsampling="bilinear"),
    "grey": Architecture(channels_a=1),
    "nothing shared": Architecture(shared_blocks=0),
}


@pytest.mark.parametrize("architecture", ARCHITECTURES.values(), ids=ARCHITECTURES)
def test_lowered_network_is_the_network(architecture):
    small = {"filters": 4, "encoder_blocks": 1}
    generator = shaken(architecture.__class__(**{**vars(architecture), **small}))
    images = random_images(1, 20, 32, architecture.channels_a)
    observed = {}

    def observe(name, x, axes):
        observed[name] = x.shape[-1] if axes == (1, 2) else 1

    expected = generator.translate(images, "ab")
    plain = Lowering(generator, "ab", observe=observe)(tf.constant(images))
    np.testing.assert_allclose(plain, expected, atol=2e-5)
    assert float(np.std(expected)) > 0.01
    # Powers of two change not even the rounding.
    random = np.random.default_rng(1)
    scales = {name: 2.0 ** random.integers(-4, 1, count) for name, count in observed.items()}
    np.testing.assert_array_equal(Lowering(generator, "ab", scales)(tf.constant(images)), plain)


def test_every_normalisation_is_observed():
    names = []
    Lowering(
        shaken(Architecture(filters=2)), "ba", observe=lambda name, x, axes: names.append(name)
    )(tf.constant(random_images(1)))
    assert len(names) == len(set(names)) == 2 * 8  # eight residual blocks, two convolutions each


@pytest.mark.parametrize("side", [3, 5])
def test_nearest_then_convolve(side):
    random = np.random.default_rng(0)
    x = random.normal(size=(1, 4, 5, 2)).astype(np.float32)
    kernel = random.normal(size=(side, side, 2, 3)).astype(np.float32)
    doubled = x.repeat(2, axis=1).repeat(2, axis=2)
    expected = tf.nn.conv2d(doubled, kernel, 1, "SAME")
    found = transposed("up", tf.constant(x), nearest_then_convolve(kernel), None)
    np.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize(
    ("width", "mode"), [(1, "zero"), (3, "reflect"), (2, "reflect"), (1, "edge")]
)
def test_pad_is_the_layers_pad(width, mode):
    x = tf.constant(np.random.default_rng(0).normal(size=(1, 5, 6, 2)).astype(np.float32))
    np.testing.assert_array_equal(pad(x, width, mode), convolution.pad(x, width, mode))
