import keras
import numpy as np
import pytest
from small import random_images, tiny_model

from unit_tf.measures import metrics, translation
from unit_tf.measures.feature_distances import frechet_distance
from unit_tf.options import UsageError


@pytest.fixture(scope="module")
def model():
    return tiny_model("paper", size=(32, 32), discriminator_scales=1)


def idle(images):
    return images


def test_figures_are_those_of_all_pictures_at_once(model):
    inputs = keras.Input((None, None, 3))
    colours = keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(inputs))
    images, truth = random_images(10), random_images(10, seed=1)
    methods = {"UNIT": lambda images: model.translate(images, "ab"), "unchanged": idle}
    measured = translation.Measured(model, "ab", methods, colours)
    for part in (slice(0, 4), slice(4, 8), slice(8, 10)):
        made = measured.add(images[part], truth[part])
    np.testing.assert_array_equal(made["unchanged"], images[8:])
    assert measured.count == 10 and measured.equal() == {}
    np.testing.assert_allclose(measured.features("unchanged"), images.mean((1, 2)), atol=1e-6)
    found = measured.figures(truth.mean((1, 2)))
    assert list(found["UNIT"]) == [
        "psnr", "ssim", "fid", "kid", "latent", "reconstruction", "cycle",
    ]  # fmt: skip
    assert list(found["unchanged"]) == ["psnr", "ssim", "fid", "kid", "latent"]
    psnr = metrics.psnr(images, truth)
    assert found["unchanged"]["psnr"]["mean"] == pytest.approx(psnr.mean(), rel=1e-5)
    error = psnr.std(ddof=1) / np.sqrt(10)
    assert found["unchanged"]["psnr"]["standard_error"] == pytest.approx(error, rel=1e-4)
    fid = frechet_distance(images.mean((1, 2)), truth.mean((1, 2)))
    assert found["unchanged"]["fid"]["mean"] == pytest.approx(fid, rel=1e-4)
    ours = model.translate(images, "ab")
    assert found["UNIT"]["ssim"]["mean"] == pytest.approx(
        metrics.ssim(ours, truth).mean(), abs=1e-5
    )


def test_without_truth_or_network_there_are_fewer_figures(model):
    measured = translation.Measured(model, "ba", {"UNIT": idle})
    measured.add(random_images(2))
    assert list(measured.figures()["UNIT"]) == ["latent", "reconstruction", "cycle"]
    assert measured.features("UNIT") is None and measured.equal() == {}


def test_pictures_that_equal_their_truth_are_counted(model):
    measured = translation.Measured(model, "ab", {"UNIT": np.negative, "unchanged": idle})
    images, truth = random_images(3), random_images(3)
    truth[1] += np.float32(0.1)
    measured.add(images, truth)
    assert measured.equal() == {"unchanged": 2}
    found = measured.figures()
    assert found["unchanged"]["psnr"] == {"mean": None, "standard_error": None}
    assert np.isfinite(found["UNIT"]["psnr"]["mean"])


def test_a_model_that_makes_no_numbers_is_refused(model):
    measured = translation.Measured(model, "ab", {"UNIT": lambda images: images * np.nan})
    with pytest.raises(UsageError, match="not numbers: its training has diverged"):
        measured.add(random_images(1))


def test_round_trip_and_latents_by_the_networks(model):
    images = random_images(3, 16, 16)
    translated = np.asarray(model.translate(images, "ba"))
    found = translation.round_trip(model, "ba", images, translated)
    for name, made in (
        ("reconstruction", model.reconstruct(images, "b")),
        ("cycle", model.translate(translated, "ab")),
    ):
        expected = [127.5 * np.abs(x - y).mean() for x, y in zip(made, images, strict=True)]
        np.testing.assert_allclose(found[name], expected, rtol=1e-4)
    z, other = np.asarray(model.encode(images, "b")), np.asarray(model.encode(translated, "a"))
    expected = [np.linalg.norm(x - y) / np.linalg.norm(x) for x, y in zip(z, other, strict=True)]
    found = translation.latent_distance(model, "ba", images, translated)
    np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_with_both_encoders_the_same_a_picture_stays_where_it_is(model):
    images, networks = random_images(2), model.generator
    kept = networks.encoder_a.get_weights()
    networks.encoder_a.set_weights(networks.encoder_b.get_weights())
    assert translation.latent_distance(model, "ba", images, images).max() < 1e-6
    networks.encoder_a.set_weights(kept)


def test_channels():
    grey, colour = np.full((1, 2, 2, 1), 0.5), np.array([0.0, 0.5, 1.0]) * np.ones((1, 2, 2, 3))
    assert translation.with_channels(grey, 1) is grey
    np.testing.assert_array_equal(translation.with_channels(grey, 3), np.full((1, 2, 2, 3), 0.5))
    np.testing.assert_allclose(translation.with_channels(colour, 1), grey)


def test_batches_are_joined_in_order():
    images = random_images(7, 8, 8)
    doubled = translation.in_batches(lambda batch: 2 * batch, images, batch_size=3)
    np.testing.assert_array_equal(doubled, 2 * images)
