import dataclasses

import numpy as np
import pytest
import tensorflow as tf
from small import random_images, tiny_model

from unit_tf import PRESETS
from unit_tf.models.generator import Generator
from unit_tf.networks.architecture import Architecture
from unit_tf.networks.discriminator import Discriminator


@pytest.mark.parametrize(
    "wrong",
    [
        {"filters": 0},
        {"shared_blocks": -1},
        {"channels_a": 4},
        {"padding": "same"},
        {"upsampling": "bicubic"},
        {"dropout": 1.0},
        {"initializer": "zeros"},
        {"pyramid": "max"},
        {"downsampling_padding": "mirror"},
        {"discriminator_padding": "same"},
        {"stem_normalization": "batch"},
        {"output_kernel": 4},
        {"discriminator_flat_layers": -1},
        {"upsampling_kernel": 5},
        {"upsampling_kernel": 4, "upsampling": "nearest"},
    ],
)
def test_architecture_refuses(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Architecture(**wrong)


@pytest.mark.parametrize(
    ("shape", "message"),
    [((62, 64, 3), "multiples of 4"), ((64, 66, 3), "multiples of 4"), ((4, 64, 3), "too small")],
)
def test_architecture_checks_sizes(shape, message):
    with pytest.raises(ValueError, match=message):
        Architecture().check_image_shape(shape)


@pytest.mark.parametrize(
    ("preset", "smallest"), [("paper", 8), ("article", 32), ("nvidia2018", 64)]
)
def test_smallest_pictures_of_each_preset_train(preset, smallest):
    with pytest.raises(ValueError, match=f"at least {smallest}"):
        PRESETS[preset].architecture.check_image_shape((smallest - 4, smallest, 3))
    model = tiny_model(preset, size=(smallest, smallest), discriminator_layers=4)
    images = random_images(1, smallest, smallest)
    model.fit(tf.data.Dataset.from_tensors((images, images)), verbose=0)
    assert all(np.isfinite(weight).all() for weight in model.get_weights())
    assert model.translate(random_images(1, 8, 12)).shape == (1, 8, 12, 3)
    # A discriminator that normalised single pixels would be blind.
    logits = [model.discriminator_a(random_images(1, smallest, smallest, seed=s)) for s in (1, 2)]
    assert not np.array_equal(logits[0][0], logits[1][0])


def test_one_knob_normalizes_the_resampling():
    architecture = Architecture(normalized_resampling=True)
    assert architecture.downsampling_normalization == "instance"
    assert architecture.upsampling_normalization == "instance"
    assert architecture.downsampling_slope == architecture.upsampling_slope == 0.0
    assert architecture.stem_normalization == "none"
    assert Architecture(**dataclasses.asdict(architecture)) == architecture


def test_widths_depths_and_shared_blocks_are_knobs():
    generator = Generator(
        Architecture(
            filters=3, downsamplings=3, encoder_blocks=1, decoder_blocks=2, shared_blocks=0
        )
    )
    latents = generator.encode(random_images(1, 32, 32), "a")
    assert latents.shape == (1, 4, 4, 24)
    assert len(generator.encoder_a.blocks) == 1
    assert len(generator.decoder_b.blocks) == 2
    assert generator.shared_encoder.weights == []
    assert generator.decode(latents, "b").shape == (1, 32, 32, 3)


@pytest.mark.parametrize("upsampling", ["nearest", "bilinear"])
def test_resize_and_convolve_instead_of_transposed_convolution(upsampling):
    generator = Generator(Architecture(filters=2, upsampling=upsampling, upsampling_kernel=3))
    assert generator.translate(random_images(1), "ab").shape == (1, 16, 16, 3)


def test_smallest_pictures_pass_the_discriminator_with_reflection():
    architecture = Architecture(filters=2, discriminator_padding="reflect", discriminator_kernel=4)
    logits = Discriminator(architecture, 3)(random_images(1, 64, 64))
    assert [tuple(scale.shape) for scale in logits] == [(1, 4, 4, 1), (1, 2, 2, 1), (1, 1, 1, 1)]


def test_discriminator_width_follows_the_generators_unless_set():
    assert Discriminator(Architecture(filters=4), 3).scales[0][0].convolution.filters == 4
    assert (
        Discriminator(Architecture(filters=4, discriminator_filters=8), 3)
        .scales[0][0]
        .convolution.filters
        == 8
    )


def test_initializers():
    generator = Generator(Architecture(filters=16))
    kernel = generator.shared_encoder.blocks[0].block_1.convolution.kernel.numpy()
    assert kernel.std() == pytest.approx(0.02, rel=0.05)
    generator = Generator(Architecture(filters=16, initializer="he_normal"))
    kernel = generator.shared_encoder.blocks[0].block_1.convolution.kernel.numpy()
    assert kernel.std() == pytest.approx(np.sqrt(2 / (9 * 64)), rel=0.05)


def test_compare_is_two_passes_in_one():
    discriminator = Discriminator(Architecture(filters=2), 3)
    real, fake = random_images(2, 64, 64, seed=1), random_images(2, 64, 64, seed=2)
    logits_real, logits_fake = discriminator.compare(real, fake)
    assert len(logits_real) == len(logits_fake) == 3
    expected = discriminator(real) + discriminator(fake)
    for joined, alone in zip(logits_real + logits_fake, expected, strict=True):
        np.testing.assert_allclose(joined, alone, atol=1e-6)
