import numpy as np
import pytest
import tensorflow as tf

from unit_tf import UNIT
from unit_tf.networks import minimal_filtering
from unit_tf.networks.convolution import ConvolutionBlock
from unit_tf.networks.residual import ResidualBlock

CHANNELS = minimal_filtering.FEWEST_CHANNELS


def random(*shape, seed=0):
    return tf.random.stateless_normal(shape, (seed, 1))


def direct(x, kernel, padding):
    """The same in one operation and twice the precision."""
    x, kernel = tf.cast(x, tf.float64), tf.cast(kernel, tf.float64)
    edges = [[0, 0], [1, 1], [1, 1], [0, 0]]
    x = tf.pad(x, edges, mode={"zero": "CONSTANT", "reflect": "REFLECT"}[padding])
    return tf.nn.conv2d(x, kernel, 1, "VALID")


def with_gradients(convolve, x, kernel, padding, weight):
    with tf.GradientTape() as tape:
        tape.watch((x, kernel))
        y = convolve(x, kernel, padding)
        loss = tf.reduce_sum(y * tf.cast(weight, y.dtype))
    return y, *tape.gradient(loss, (x, kernel))


@pytest.mark.parametrize("padding", ["zero", "reflect"])
@pytest.mark.parametrize("in_a_graph", [True, False])
def test_is_the_convolution_and_its_gradients(padding, in_a_graph):
    x, kernel = random(2, 16, 8, CHANNELS), random(3, 3, CHANNELS, 80, seed=1)
    weight = random(2, 16, 8, 80, seed=2)
    ours = with_gradients
    if in_a_graph:  # where the number of pictures is not known
        ours = tf.function(
            lambda x, *rest: with_gradients(
                minimal_filtering.convolve, tf.ensure_shape(x, (None, 16, 8, CHANNELS)), *rest
            )
        )
    ours = (
        ours(x, kernel, padding, weight)
        if in_a_graph
        else ours(minimal_filtering.convolve, x, kernel, padding, weight)
    )
    expected = with_gradients(direct, x, kernel, padding, weight)
    for one, other in zip(ours, expected, strict=True):
        other = other.numpy()
        # A direct convolution in single precision is within 4e-6 of this.
        np.testing.assert_allclose(one, other, rtol=0.0, atol=2e-5 * other.std())


def test_two_pixels_by_hand():
    """A kernel that takes the pixel to the left and twice the one above."""
    x = np.zeros((1, 4, 4, CHANNELS), "float32")
    x[0, 1, 1, 0] = 1.0
    kernel = np.zeros((3, 3, CHANNELS, CHANNELS), "float32")
    kernel[1, 0, 0, 5], kernel[0, 1, 0, 5] = 1.0, 2.0
    y = minimal_filtering.convolve(tf.constant(x), tf.constant(kernel), "zero").numpy()
    expected = np.zeros_like(y)
    expected[0, 1, 2, 5], expected[0, 2, 1, 5] = 1.0, 2.0
    np.testing.assert_allclose(y, expected, atol=1e-5)


@pytest.mark.parametrize(
    ("suits", "shape", "kernel_size", "dtype"),
    [
        (True, (1, 8, 12, CHANNELS), 3, "float32"),
        (False, (1, 8, 12, CHANNELS), 5, "float32"),
        (False, (1, 8, 10, CHANNELS), 3, "float32"),
        (False, (1, 6, 12, CHANNELS), 3, "float32"),
        (False, (1, 8, 12, CHANNELS - 1), 3, "float32"),
        (False, (1, 8, 12, CHANNELS), 3, "bfloat16"),
    ],
)
def test_suits(suits, shape, kernel_size, dtype):
    kernel = tf.zeros((kernel_size, kernel_size, shape[-1], CHANNELS))
    assert minimal_filtering.suits(tf.zeros(shape, dtype), kernel) == suits


def test_a_block_uses_it_to_train_alone(monkeypatch):
    used = []

    def convolve(x, kernel, padding):
        used.append(padding)
        return tf.cast(direct(x, kernel, padding), x.dtype)

    monkeypatch.setattr(minimal_filtering, "convolve", convolve)
    block = ResidualBlock(CHANNELS, "reflect")
    x = random(1, 8, 8, CHANNELS)
    block(x)
    assert used == []
    block(x, training=True)
    assert used == ["reflect", "reflect"]
    ConvolutionBlock(CHANNELS, 3, stride=2)(x, training=True)
    assert len(used) == 2


def test_a_training_step_is_the_same_without_it(monkeypatch):
    model = UNIT.from_preset("article", (32, 32, 3), filters=16, discriminator_scales=1)
    model.compile()
    images = tuple(tf.tanh(random(1, 32, 32, 3, seed=seed)) for seed in range(2))
    calls, convolve = [], minimal_filtering.convolve
    monkeypatch.setattr(
        minimal_filtering, "convolve", lambda *of: calls.append(of[2]) or convolve(*of)
    )
    terms, generator, discriminator = model._gradients(images, 0)
    # Two passes of four networks of three blocks and two of one; two convolutions a block.
    assert calls == ["reflect"] * 2 * (4 * 3 + 2) * 2
    monkeypatch.setattr(minimal_filtering, "suits", lambda x, kernel: False)
    expected_terms, expected_generator, expected_discriminator = model._gradients(images, 0)
    assert len(calls) == 56
    for name, term in terms.items():
        np.testing.assert_allclose(term, expected_terms[name], rtol=1e-4, atol=1e-5, err_msg=name)
    # Absolute differences have kinks: where rounding moves a pixel across one, gradients jump.
    for ours, expected in (generator, expected_generator), (discriminator, expected_discriminator):
        ours, expected = (np.concatenate([np.ravel(g) for g in side]) for side in (ours, expected))
        assert np.linalg.norm(ours - expected) < 0.01 * np.linalg.norm(expected)
