import numpy as np
import pytest
from small import random_images

from unit_tf.models.generator import Generator
from unit_tf.networks.architecture import Architecture

ARCHITECTURE = Architecture(filters=2)


@pytest.mark.parametrize("size", [(16, 16), (20, 36), (17, 22), (31, 45)])
def test_size_out_is_size_in(size):
    generator = Generator(ARCHITECTURE)
    images = np.random.default_rng(0).uniform(-1, 1, (2, *size, 3)).astype(np.float32)
    for result in (generator.translate(images, "ba"), generator.reconstruct(images, "a")):
        assert result.shape == images.shape
        assert np.abs(result).max() <= 1.0


def test_odd_sizes_are_padded_by_reflection():
    generator = Generator(ARCHITECTURE)
    images = random_images(1, 20, 20)[:, :17, :18]
    padded = np.pad(images, [[0, 0], [0, 3], [0, 2], [0, 0]], mode="reflect")
    np.testing.assert_array_equal(
        generator.translate(images, "ab"), generator.translate(padded, "ab")[:, :17, :18]
    )


def test_channels_by_domain():
    generator = Generator(Architecture(filters=2, channels_a=1))
    assert generator.translate(random_images(1, channels=1), "ab").shape[-1] == 3
    assert generator.translate(random_images(1), "ba").shape[-1] == 1


def test_translate_is_encode_then_decode():
    generator = Generator(ARCHITECTURE)
    images = random_images(1)
    np.testing.assert_array_equal(
        generator.translate(images, "ba"), generator.decode(generator.encode(images, "b"), "a")
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda g: g.translate(random_images(1), "aa"), "direction must be"),
        (lambda g: g.encode(random_images(1), "c"), "domain must be"),
        (lambda g: g.decode(random_images(1, channels=8), "x"), "domain must be"),
        (lambda g: g.encode(random_images(1)[0], "a"), "must have the shape"),
        (lambda g: g.encode(random_images(1, channels=1), "a"), "must have the shape"),
        (lambda g: g.encode(np.zeros((1, 16, 16, 3), np.uint8), "a"), "images / 127.5 - 1"),
        (lambda g: g.translate(random_images(1, 4, 12), "ab"), "too small"),
    ],
)
def test_bad_calls_get_a_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call(Generator(ARCHITECTURE))
