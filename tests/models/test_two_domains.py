"""The terms by which a network that is not trained holds translations to their sources' content."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from small import random_images, tiny_model, weights_of

from unit_tf.models import losses
from unit_tf.models.unit import UNIT


def pictures():
    return random_images(seed=1), random_images(seed=2)


def train(model):
    return model.fit(tf.data.Dataset.from_tensors(pictures()), verbose=0).history


def test_perceptual_term_only_with_its_weight(monkeypatch):
    calls = []

    def features():
        calls.append(1)
        return lambda images: images[:, ::2, ::2]

    monkeypatch.setattr("unit_tf.models.two_domains.vgg_features", features)
    assert not set(UNIT.OPTIONAL["perceptual"]) & set(train(tiny_model()))
    assert calls == []
    model = tiny_model(perceptual=2.0)
    x_a, x_b = pictures()
    terms = model.loss_terms(x_a, x_b)
    t = model.generator.translations(x_a, x_b, model.noise_seeds(2))
    # The translation is compared with its source.
    expected = losses.perceptual(t.images_ab[:, ::2, ::2], x_a[:, ::2, ::2])
    np.testing.assert_allclose(terms["perceptual_b"], expected, rtol=1e-5)
    without, _ = tiny_model().weigh(terms)
    with_it, _ = model.weigh(terms)
    added = 2.0 * float(terms["perceptual_a"] + terms["perceptual_b"])
    np.testing.assert_allclose(float(with_it - without), added, rtol=1e-3)
    assert set(UNIT.OPTIONAL["perceptual"]) < set(train(model))
    assert calls == [1]


def test_a_perceptual_model_translates_where_its_features_cannot_be_had(monkeypatch, tmp_path):
    def offline():
        raise ValueError("no network")

    monkeypatch.setattr("unit_tf.models.two_domains.vgg_features", offline)
    tiny_model(perceptual=2.0).save(tmp_path / "x.keras")
    loaded = keras.saving.load_model(tmp_path / "x.keras")
    assert loaded.translate(random_images(1)).shape == (1, 16, 16, 3)
    with pytest.raises(ValueError, match="no network"):
        loaded.load_features()


def classifier(channels=3):
    inputs = keras.Input((16, 16, channels))
    return keras.Model(inputs, keras.layers.Dense(4)(keras.layers.Flatten()(inputs)))


def test_semantic_term_compares_a_translation_of_a_with_its_source():
    reads = classifier()
    model = tiny_model(semantic=3.0, classifier=reads)
    images_a, images_b = pictures()
    terms = model.loss_terms(images_a, images_b)
    t = model.generator.translations(images_a, images_b, model.noise_seeds(2))
    expected = losses.semantic(reads(t.images_ab), reads(images_a))
    np.testing.assert_allclose(terms["semantic"], expected, rtol=1e-5)
    without, _ = tiny_model().weigh(terms)
    with_it, _ = model.weigh(terms)
    added = 3.0 * float(terms["semantic"])
    np.testing.assert_allclose(float(with_it - without), added, rtol=1e-3)


def test_the_classifier_is_neither_trained_nor_saved(tmp_path):
    reads = classifier(channels=1)
    before = weights_of(reads)
    model = tiny_model(semantic=3.0, classifier=reads)
    count = len(model.weights)
    assert np.isfinite(train(model)["semantic"])
    for weight, old in zip(reads.weights, before, strict=True):
        np.testing.assert_array_equal(weight, old)
    assert len(model.weights) == count == len(tiny_model().weights)
    model.save(tmp_path / "x.keras")
    loaded = keras.saving.load_model(tmp_path / "x.keras")
    np.testing.assert_array_equal(loaded.translate(pictures()[0]), model.translate(pictures()[0]))
    with pytest.raises(ValueError, match="needs compile"):
        loaded.loss_terms(*pictures())
