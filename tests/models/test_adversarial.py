"""How the model's step is computed, which must not change what it computes."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from small import random_images, tiny_model, weights_of


def trained(steps=2, count=2, **engine):
    keras.utils.set_random_seed(1)
    model = tiny_model("paper", filters=4, moving_average=0.9, discriminator_scales=1)
    model.compile(epsilon=0.1, **engine)  # a gradient of rounding alone must not count
    images = random_images(count, seed=1), random_images(count, seed=2)
    pairs = tf.data.Dataset.from_tensors(images).repeat()
    model.fit(pairs, steps_per_epoch=steps, verbose=0)
    return model


@pytest.fixture(scope="module")
def plain():
    return weights_of(trained())


@pytest.mark.parametrize("engine", [{"remat": True}, {"steps_per_execution": 2}], ids=str)
def test_the_same_weights_come_out(plain, engine):
    model = trained(**engine)
    assert model.step == 2
    for expected, weight in zip(plain, weights_of(model), strict=True):
        np.testing.assert_allclose(weight, expected, atol=1e-5)


def test_recomputing_runs_the_generator_again():
    def convolutions(**engine):
        model = tiny_model("paper", discriminator_scales=1)
        model.compile(**engine)
        images = random_images(2, seed=1), random_images(2, seed=2)
        step = tf.function(model.train_step).get_concrete_function(images)
        kinds = [op.type for op in step.graph.get_operations()]
        return kinds.count("Conv2D")

    assert convolutions(remat=True) > 1.5 * convolutions()


def test_recomputing_refuses_dropout():
    model = tiny_model("paper", dropout=0.5)
    with pytest.raises(ValueError, match="remat needs dropout=0"):
        model.compile(remat=True)


def test_a_saved_model_goes_on_as_it_was_compiled(tmp_path):
    model = tiny_model("paper")
    model.compile(accumulate=2, remat=True, steps_per_execution=3)
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    assert (again.accumulate, again.remat, again.steps_per_execution) == (2, True, 3)


def test_bfloat16_computes_in_it_and_keeps_float32():
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = tiny_model("article")
    finally:
        keras.config.set_dtype_policy(before)
    images = random_images(2, seed=1), random_images(2, seed=2)
    history = model.fit(tf.data.Dataset.from_tensors(images), verbose=0).history
    assert model.generator.encoder_a.stem.compute_dtype == "bfloat16"
    assert {weight.dtype for weight in model.trainable_variables} == {"float32"}
    assert all(np.isfinite(values).all() for values in history.values())
    translated = model.translate(images[0], "ab")
    assert translated.dtype == "float32"
