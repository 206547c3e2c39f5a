import numpy as np
import pytest
from small import random_images, tiny_model

from unit_tf.measures import metrics, translation


def test_means_and_standard_errors_by_hand():
    found = translation.mean(np.array([1.0, 2.0, 6.0]))
    assert found["mean"] == pytest.approx(3.0)
    # Squared distances 4 + 1 + 9 over 2, of 3 pictures.
    assert found["standard_error"] == pytest.approx(np.sqrt(7.0 / 3))
    assert np.isnan(translation.mean(np.array([1.0]))["standard_error"])


def test_against_truth_and_between_sets():
    truth = random_images(4, 16, 16)
    found = translation.against_truth(truth + np.float32(0.2), truth)
    assert found["psnr"]["mean"] == pytest.approx(20.0, abs=1e-3)
    assert found["ssim"]["mean"] == pytest.approx(metrics.ssim(truth + 0.2, truth).mean())
    features = np.random.default_rng(0).normal(size=(10, 4))
    found = translation.between_sets(features, features + 1)
    assert found["fid"]["mean"] == pytest.approx(4.0)  # the means' distance, squared
    assert found["kid"]["mean"] > 0 and found["kid"]["standard_error"] > 0


def test_round_trip_and_latents_by_the_networks():
    model = tiny_model("paper", size=(32, 32), discriminator_scales=1)
    images = random_images(3, 16, 16)
    translated = np.asarray(model.translate(images, "ba"))
    found = translation.round_trip(model, "ba", images, translated)
    reconstruction = 127.5 * np.abs(model.reconstruct(images, "b") - images).mean()
    cycle = 127.5 * np.abs(model.translate(translated, "ab") - images).mean()
    assert found["reconstruction"]["mean"] == pytest.approx(reconstruction, rel=1e-4)
    assert found["cycle"]["mean"] == pytest.approx(cycle, rel=1e-4)
    z, other = np.asarray(model.encode(images, "b")), np.asarray(model.encode(translated, "a"))
    expected = [np.linalg.norm(x - y) / np.linalg.norm(x) for x, y in zip(z, other, strict=True)]
    found = translation.latent_distance(model, "ba", images, translated)
    assert found["mean"] == pytest.approx(np.mean(expected), rel=1e-4)
    # With both encoders the same, a picture that stays as it is stays where it is.
    model.generator.encoder_a.set_weights(model.generator.encoder_b.get_weights())
    assert translation.latent_distance(model, "ba", images, images)["mean"] < 1e-6


def test_channels():
    grey, colour = np.full((1, 2, 2, 1), 0.5), np.array([0.0, 0.5, 1.0]) * np.ones((1, 2, 2, 3))
    assert translation.with_channels(grey, 1) is grey
    np.testing.assert_array_equal(translation.with_channels(grey, 3), np.full((1, 2, 2, 3), 0.5))
    np.testing.assert_allclose(translation.with_channels(colour, 1), grey)


def test_batches_are_joined_in_order():
    images = random_images(7, 8, 8)
    doubled = translation.in_batches(lambda batch: 2 * batch, images, batch_size=3)
    np.testing.assert_array_equal(doubled, 2 * images)
