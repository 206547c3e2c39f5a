import keras
import numpy as np
import pytest
import tensorflow as tf
from small import random_images

from unit_tf.networks.convolution import ConvolutionBlock, Finish, pad
from unit_tf.networks.normalization import (
    InstanceNormalization,
    SampleNormalization,
    centre,
    instance_normalize,
)
from unit_tf.networks.pyramid import average_and_halve, blur_and_halve
from unit_tf.networks.residual import ResidualBlock
from unit_tf.networks.upsampling import UpsamplingBlock


def test_instance_normalization_by_hand():
    x = np.array([1.0, 2.0, 3.0, 6.0], np.float32).reshape(1, 2, 2, 1)
    expected = (x - 3.0) / np.sqrt(3.5 + 1e-5)  # mean 3, biased variance 14 / 4
    np.testing.assert_allclose(InstanceNormalization()(x), expected, rtol=1e-6)


def test_instance_normalization_sees_each_sample_and_channel_alone():
    x = random_images(2)
    layer = InstanceNormalization()
    np.testing.assert_allclose(layer(x)[1:], layer(x[1:]), atol=1e-5)
    np.testing.assert_allclose(layer(x)[..., 2:], layer(x[..., 2:]), atol=1e-5)


def test_gradient_of_instance_normalization_is_that_of_the_chain_rule():
    x, weight = tf.constant(random_images(2)), tf.constant(random_images(2, seed=1))
    gradients = []
    for normalize in (instance_normalize, chained):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = tf.reduce_sum(weight * normalize(x))
        gradients.append(tape.gradient(loss, x).numpy())
    assert np.abs(gradients[1]).max() > 0.1
    np.testing.assert_allclose(*gradients, atol=1e-5)


def chained(x):
    centred, variance = centre(x)
    return centred / tf.sqrt(variance + 1e-5)


def test_sample_normalization_by_hand():
    x = np.array([0.0, 1.0, 2.0, 5.0], np.float32).reshape(1, 1, 2, 2)
    layer = SampleNormalization()
    layer.build(x.shape)
    layer.gamma.assign([2.0, 3.0])
    layer.beta.assign([0.5, -0.5])
    deviation = np.sqrt(14.0 / 3.0) + 1e-5  # unbiased, epsilon outside the root
    expected = (x - 2.0) / deviation * np.array([2.0, 3.0]) + np.array([0.5, -0.5])
    np.testing.assert_allclose(layer(x), expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("zero", [0, 1, 2, 3, 0]), ("reflect", [2, 1, 2, 3, 2]), ("edge", [1, 1, 2, 3, 3])],
)
def test_pad(mode, expected):
    row = np.array([[1.0, 2.0, 3.0]] * 3, np.float32).reshape(1, 3, 3, 1)
    assert pad(row, 1, mode)[0, 2, :, 0].numpy().tolist() == expected


def naive_convolution(x, kernel, bias, stride, mode):
    """Cross-correlation with (k - 1) // 2 pixels of padding on every side, pixel by pixel."""
    size = kernel.shape[0]
    width = (size - 1) // 2
    x = np.pad(x, [[0, 0], [width, width], [width, width], [0, 0]], mode=mode)
    rows = range(0, x.shape[1] - size + 1, stride)
    columns = range(0, x.shape[2] - size + 1, stride)
    return np.array(
        [
            [np.tensordot(x[0, r : r + size, c : c + size], kernel, axes=3) + bias for c in columns]
            for r in rows
        ]
    )[None]


@pytest.mark.parametrize("padding", ["zero", "reflect"])
@pytest.mark.parametrize(("kernel_size", "stride"), [(7, 1), (3, 1), (3, 2), (4, 2), (1, 1)])
@pytest.mark.parametrize("size", [8, 9])
def test_convolution_block_pads_as_torch(kernel_size, stride, padding, size):
    x = np.random.default_rng(0).normal(size=(1, size, size, 2)).astype(np.float32)
    block = ConvolutionBlock(3, kernel_size, stride, padding)
    result = block(x)
    kernel, bias = block.convolution.get_weights()
    mode = {"zero": "constant", "reflect": "reflect"}[padding]
    expected = naive_convolution(x, kernel, bias, stride, mode)
    np.testing.assert_allclose(result, expected, atol=1e-5)


@pytest.mark.parametrize(("kernel_size", "output_padding"), [(3, 1), (4, 0)])
def test_transposed_convolution_as_torch(kernel_size, output_padding):
    x = np.random.default_rng(0).normal(size=(1, 4, 5, 2)).astype(np.float32)
    block = UpsamplingBlock(3, kernel_size)
    result = block(x)
    kernel, bias = block.convolution.get_weights()  # [kh, kw, out, in]
    # torch: every input pixel adds its kernel at 2 i - padding, padding 1.
    full = np.zeros((8 + kernel_size, 10 + kernel_size, 3))
    for row in range(4):
        for column in range(5):
            patch = np.einsum("hwoi,i->hwo", kernel, x[0, row, column])
            full[2 * row : 2 * row + kernel_size, 2 * column : 2 * column + kernel_size] += patch
    height, width = (2 * n - 2 + kernel_size - 2 + output_padding for n in (4, 5))
    expected = full[1 : 1 + height, 1 : 1 + width] + bias
    assert result.shape == (1, 8, 10, 3)
    np.testing.assert_allclose(result[0], expected, atol=1e-5)


def test_nearest_upsampling_repeats_pixels_before_its_convolution():
    x = random_images(1, 8, 8, 2)
    block = UpsamplingBlock(1, 5, method="nearest", padding="reflect")
    result = block(x)
    kernel, bias = block.block.convolution.get_weights()
    repeated = x.repeat(2, axis=1).repeat(2, axis=2)
    expected = naive_convolution(repeated, kernel, bias, 1, "reflect")
    np.testing.assert_allclose(result, expected, atol=1e-5)


@pytest.mark.parametrize(("slope", "expected"), [(None, -2.0), (0.0, 0.0), (0.2, -0.4)])
def test_finish_activates(slope, expected):
    assert float(Finish(negative_slope=slope)(np.array([-2.0]))[0]) == pytest.approx(expected)


def test_residual_block_is_the_identity_without_its_branch():
    x = random_images(1, channels=4)
    block = ResidualBlock(4)
    block(x)
    assert not np.allclose(block(x), x)
    # Instance norm of a constant map is zero: a zero kernel leaves x alone, not activated.
    block.block_2.convolution.set_weights([np.zeros((3, 3, 4, 4)), np.ones(4)])
    np.testing.assert_allclose(block(x), x, atol=1e-6)
    assert float(keras.ops.min(block(x))) < 0


def test_dropout_only_in_training():
    x = random_images(1, channels=4)
    block = ResidualBlock(4, dropout=0.5)
    np.testing.assert_array_equal(block(x), block(x))
    assert not np.allclose(block(x, training=True), block(x))


def test_blur_and_halve_by_hand():
    x = np.arange(16.0, dtype=np.float32).reshape(1, 4, 4, 1)
    kernel = np.outer([1, 2, 1], [1, 2, 1]) / 16
    padded = np.pad(x[0, :, :, 0], 1, mode="edge")
    expected = [[(padded[r : r + 3, c : c + 3] * kernel).sum() for c in (0, 2)] for r in (0, 2)]
    np.testing.assert_allclose(blur_and_halve(x)[0, :, :, 0], expected, rtol=1e-6)


def test_average_and_halve_leaves_the_padding_out_of_the_count():
    x = np.arange(1.0, 17.0, dtype=np.float32).reshape(1, 4, 4, 1)
    grid = x[0, :, :, 0]
    expected = [
        [grid[:2, :2].mean(), grid[:2, 1:4].mean()],
        [grid[1:4, :2].mean(), grid[1:4, 1:4].mean()],
    ]
    np.testing.assert_allclose(average_and_halve(x)[0, :, :, 0], expected, rtol=1e-6)


@pytest.mark.parametrize("halve", [blur_and_halve, average_and_halve])
def test_halving_keeps_a_constant_and_takes_any_shape(halve):
    result = halve(np.full((1, 10, 16, 3), 0.7, np.float32))
    assert result.shape == (1, 5, 8, 3)
    np.testing.assert_allclose(result, 0.7, rtol=1e-6)
