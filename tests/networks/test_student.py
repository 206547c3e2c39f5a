import dataclasses

import numpy as np
import pytest
import tensorflow as tf
from small import random_images

from unit_tf.networks.student import (
    NormalizedConvolution,
    StudentArchitecture,
    StudentNetwork,
    multiply_adds,
    widest,
)
from unit_tf.training.cost import multiply_adds as counted

FORMS = [
    {},
    {"block": "separable", "blocks": 2},
    {"stem": "strided", "blocks": 1},
    {"finish": 2, "detail": 3, "channels_a": 1},
    {"finish": 0},
    {"direction": "ba", "channels_a": 1},
]


def shaken(network):
    """The network with weights, moments among them, that are all of some size."""
    generator = np.random.default_rng(0)
    for weight in network.weights:
        weight.assign(generator.uniform(0.5, 1.5, weight.shape) * 0.2)
    return network


@pytest.mark.parametrize("form", FORMS)
def test_pictures_stay_as_large_and_cost_what_is_counted(form):
    architecture = StudentArchitecture(width=8, **form)
    source, target = architecture.channels
    network = StudentNetwork(architecture)
    made = network(random_images(2, 16, 24, source))
    assert made.shape == (2, 16, 24, target) and np.abs(made).max() <= 1.0
    assert multiply_adds(architecture, 16, 24) == counted(network, (16, 24, source))


@pytest.mark.parametrize("filters", [5, None])
def test_a_folded_convolution_does_the_same(filters):
    layer = NormalizedConvolution(filters)
    x = random_images(2, 9, 7, 4)
    layer(x)
    shaken(layer)
    kernel, bias = layer.folded()
    run = tf.nn.conv2d if filters else tf.nn.depthwise_conv2d
    expected = tf.nn.relu6(run(x, kernel, [1, 1, 1, 1], "SAME") + bias)
    np.testing.assert_allclose(layer(x, training=False), expected, atol=1e-5)
    assert np.abs(expected - layer(x, training=True)).max() > 0.1  # by the batch's own moments


def test_pictures_are_clipped_but_in_training():
    network = StudentNetwork(StudentArchitecture(width=8, blocks=1))
    network.output_convolution.bias.assign([3.0, -3.0, 0.0])
    network.output_convolution.kernel.assign(network.output_convolution.kernel * 0)
    images = random_images(1, 16, 16)
    for training, levels in ((False, [1, -1, 0]), (True, [3, -3, 0])):
        np.testing.assert_allclose(network(images, training=training)[0, 0, 0], levels, atol=1e-6)


@pytest.mark.parametrize("stem", ["space_to_depth", "strided"])
def test_no_tensor_grows_beyond_its_bounds(stem):
    network = StudentNetwork(StudentArchitecture(width=8, blocks=2, stem=stem))
    x = 1000 * random_images(1, 16, 16)
    if stem == "space_to_depth":
        x = tf.nn.space_to_depth(x, 4)
    for layer in network.stem:
        x = layer(x)
    for block in network.blocks:
        assert np.abs(x).max() <= 1.0 and np.abs(block.convolutions[0](x)).max() <= 6.0
        x = block(x)
    assert np.abs(x).max() == 1.0


def test_a_block_of_zeros_changes_nothing():
    network = StudentNetwork(StudentArchitecture(width=8, blocks=1))
    block, x = network.blocks[0], random_images(1, 4, 4, 8)
    assert np.abs(block(x) - x).max() > 0.01
    block.convolutions[-1].normalization.gamma.assign(np.zeros(8))
    np.testing.assert_array_equal(block(x), x)


def test_the_widest_that_fits():
    narrow = StudentArchitecture()
    for width in (8, 32, 64):
        exact = multiply_adds(dataclasses.replace(narrow, width=width), 64, 64)
        assert widest(narrow, exact, 64, 64).width == width
        if width > 8:
            assert widest(narrow, exact - 1, 64, 64).width == width - 8
    with pytest.raises(ValueError, match="the narrowest student takes"):
        widest(narrow, 1000, 64, 64)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"direction": "aa"}, "direction must be one of ab, ba"),
        ({"block": "thick"}, "block must be one of dense, separable"),
        ({"width": 0}, "width must be 1 or more"),
        ({"stem": "strided", "width": 9}, "width must be even"),
        ({"channels_b": 2}, "channels_b must be 1"),
    ],
)
def test_values_out_of_range(form, sentence):
    with pytest.raises(ValueError, match=sentence):
        StudentArchitecture(**form)


def test_sizes_that_cannot_be_trained_on():
    for shape, sentence in (((18, 16, 3), "multiples of 4"), ((4, 16, 3), "at least 8")):
        with pytest.raises(ValueError, match=sentence):
            StudentArchitecture().check_image_shape(shape)
