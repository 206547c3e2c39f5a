"""The average that translates, the saved file, and the terms of networks that are not trained."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from small import random_images, tiny_model, weights_of

import unit_tf
from unit_tf.models import losses
from unit_tf.models.unit import UNIT


def pictures(size=16):
    return random_images(1, size, size, seed=1), random_images(1, size, size, seed=2)


def pairs(size=16):
    return tf.data.Dataset.from_tensors(pictures(size)).repeat()


def train(model):
    return model.fit(tf.data.Dataset.from_tensors(pictures()), verbose=0).history


def test_moving_average_follows_the_generator_and_is_what_translates():
    model = tiny_model(moving_average=0.9, learning_rate=0.1)
    first = weights_of(model.generator)
    train(model)
    second = weights_of(model.generator)
    decay = 2 / 11  # (1 + step) / (10 + step) while that is less than 0.9
    for average, old, new in zip(model.average.weights, first, second, strict=True):
        np.testing.assert_allclose(average, decay * old + (1 - decay) * new, rtol=1e-5, atol=1e-7)
    images = random_images(1)
    np.testing.assert_array_equal(
        model.translate(images, "ab"), model.average.translate(images, "ab")
    )
    assert not np.allclose(model.translate(images), model.generator.translate(images, "ab"))
    averaged = {id(variable) for variable in model.average.variables}
    assert averaged and not averaged & {id(variable) for variable in model.trainable_variables}


@pytest.mark.parametrize("preset", unit_tf.PRESETS)
def test_keras_file_restores_everything(preset, tmp_path):
    size = (64, 64)
    model = tiny_model(preset, size=size, moving_average=0.9, seed=3, cycle=7.0, steps=10)
    data = pairs(64)
    model.fit(data, steps_per_epoch=2, verbose=0)
    model.save(tmp_path / "x.keras")
    loaded = keras.saving.load_model(tmp_path / "x.keras")
    assert loaded.architecture == model.architecture
    assert loaded.recipe == model.recipe
    assert loaded.image_shape == (64, 64, 3)
    assert loaded.step == 2
    images = random_images(1)
    np.testing.assert_array_equal(model.translate(images), loaded.translate(images))
    # The next step needs both optimisers' state, the schedules' step and the noise's seed.
    histories = [m.fit(data, steps_per_epoch=1, verbose=0).history for m in (model, loaded)]
    assert histories[0] == histories[1]
    for old, new in zip(model.variables, loaded.variables, strict=True):
        np.testing.assert_array_equal(old, new, err_msg=old.path)


def test_uncompiled_model_is_saved_and_translates(tmp_path):
    model = unit_tf.UNIT.from_preset("article", (32, 32, 3), filters=2)
    model.save(tmp_path / "x.keras")
    loaded = keras.saving.load_model(tmp_path / "x.keras")
    images = random_images(1)
    np.testing.assert_array_equal(model.translate(images), loaded.translate(images))


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
