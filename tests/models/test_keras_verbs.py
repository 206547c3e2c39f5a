"""What a Keras user does with a model and with callbacks, walked through: see also its harness."""

import csv
import os
import subprocess
import sys
import warnings

import keras
import numpy as np
import pytest
import tensorflow as tf
from small import random_images, tiny_model, weights_of

from unit_tf.models.given import check_shares
from unit_tf.models.unit import UNIT
from unit_tf.networks.upsampling import UpsamplingBlock

A, B = random_images(4, seed=1), random_images(4, seed=2)
PAIRS = tf.data.Dataset.from_tensor_slices((A, B)).batch(2)
CALLBACKS = keras.callbacks


def small_model(**overrides):
    return tiny_model("paper", discriminator_scales=1, **overrides)


@pytest.fixture(scope="module")
def model():
    return small_model()


# A translator


def test_a_model_called_or_predicting_translates(model):
    expected = model.translate(A, "ab")
    np.testing.assert_array_equal(model(A), expected)
    np.testing.assert_array_equal(model(A.tolist()), expected)
    np.testing.assert_allclose(model.predict(A, verbose=0), expected, atol=1e-5)
    np.testing.assert_allclose(model.predict(PAIRS, verbose=0), expected, atol=1e-5)
    back = model.one_way_model("ba")
    np.testing.assert_allclose(back.predict(B, verbose=0), model.translate(B, "ba"), atol=1e-5)
    with pytest.raises(ValueError, match="goes the way ba, not ab"):
        back.translate(A, "ab")


def test_a_model_of_another_precision_is_called_as_it_translates():
    half = small_model().get_config() | {"dtype": "mixed_bfloat16"}
    model = UNIT.from_config(half)  # as of a file: its networks are of the session's precision
    np.testing.assert_array_equal(model(A), model.translate(A))


def test_shapes_are_known_beforehand():
    grey = small_model(channels_b=1)
    assert grey.compute_output_shape((None, 17, None, 3)) == (None, 17, None, 1)
    inputs = keras.Input((None, None, 3))
    assert keras.Model(inputs, grey(inputs)).predict(A[:, :15], verbose=0).shape == (4, 15, 16, 1)


@pytest.mark.parametrize("direction", ["ab", "ba"])
def test_what_is_exported_serves_any_size(model, direction, tmp_path):
    one_way = model if direction == "ab" else model.one_way_model(direction)
    one_way.export(tmp_path, verbose=False)
    served = tf.saved_model.load(tmp_path)
    for images in A, A[:1, :13, :10]:
        translated = model.translate(images, direction)
        np.testing.assert_allclose(served.serve(images), translated, atol=1e-5)
    with pytest.raises(tf.errors.InvalidArgumentError, match="both sizes must be at least 4"):
        served.serve(A[:, :3])


def test_a_model_is_described_and_made_again(model):
    lines = []
    model.summary(print_fn=lambda line, **_: lines.append(line))
    assert "discriminator_b" in "\n".join(lines)
    config = model.get_config()
    for again in (
        keras.models.clone_model(model),
        type(model).from_config(config),
        keras.models.model_from_json(model.to_json()),
    ):
        assert again.get_config() == config
    again.set_weights(model.get_weights())
    np.testing.assert_array_equal(again(A), model(A))


# What is given


@pytest.mark.parametrize(
    ("images", "sentence"),
    [
        (A * 127.5 + 127.5, "reach from .* to 25[0-9.]*: convert"),
        (A + 1.0, "images - 1"),
        (np.full_like(A, np.nan), "NaN"),
        (A[..., :1], "must have the shape"),
        (A[:, :3], "too small"),
        ((A * 127).astype(np.int32), "not int32"),
    ],
)
def test_what_are_no_pictures_gets_a_sentence_everywhere(model, images, sentence):
    batches = tf.data.Dataset.from_tensor_slices(images).batch(2)
    for use in (
        lambda: model(images),
        lambda: model.translate(images),
        lambda: model.reconstruct(images, "a"),
        lambda: model.encode(images, "a"),
        lambda: model.predict(images, verbose=0),
        lambda: model.predict(batches, verbose=0),
        lambda: model.fit(images, B, verbose=0),
        lambda: model.evaluate((images, B), verbose=0),
        lambda: model.train_on_batch((images, B)),
    ):
        with pytest.raises(ValueError, match=sentence) as raised:
            use()
        assert "\n" not in str(raised.value)


def test_a_data_set_out_of_range_is_warned_of():
    model = small_model()
    light = PAIRS.map(lambda a, b: ((a + 1.0) / 2.0, (b + 1.0) / 2.0))
    for pairs, sentence in (
        (PAIRS.map(lambda a, b: (a * 127.5 + 127.5, b)), "reach from"),
        (PAIRS.map(lambda a, b: (a * np.nan, b)), "NaN"),
        (light, "unless they are so light"),
    ):
        with pytest.warns(UserWarning, match=sentence):
            model.evaluate(pairs, verbose=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.evaluate(PAIRS, verbose=0)
    with pytest.warns(UserWarning, match="unless they are so light"):
        model((A + 1.0) / 2.0)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (dict(), "trains on pairs"),
        (dict(x=A), "trains on pairs"),
        (dict(x=PAIRS.map(lambda a, b: a)), "trains on pairs"),
        (dict(x=PAIRS.map(lambda a, b: (a, b, tf.ones(2)))), "trains on pairs"),
        (dict(x=A, y=B, sample_weight=np.ones(4)), "have no weights"),
        (dict(x=A, y=B[:3]), "as many pictures of a as of b"),
        (dict(x=A[:, :12], y=B), "of the same size"),
        (dict(x=A[:, :15], y=B[:, :15]), "multiples of 2"),
        (dict(x=A, y=B, validation_data=(A,)), "trains on pairs"),
    ],
)
def test_what_are_no_pairs_gets_a_sentence(model, given, sentence):
    with pytest.raises(ValueError, match=sentence) as raised:
        model.fit(**given, verbose=0)
    assert "\n" not in str(raised.value)


def test_pairs_are_given_as_anything_that_keras_takes():
    model = small_model(learning_rate=0.0)
    for steps, train in enumerate(
        (
            lambda: model.fit(A, B, batch_size=4, shuffle=False, verbose=0),
            lambda: model.fit((A, B), batch_size=4, validation_data=((A, B),), verbose=0),
            lambda: model.fit(tf.data.Dataset.from_tensors((A, B)), shuffle=False, verbose=0),
            lambda: model.fit(tf.data.Dataset.from_tensors(((A, B),)), verbose=0),
            lambda: model.train_on_batch((A, B)),
        ),
        start=1,
    ):
        train()
        assert model.step == steps
    # A pair for x is the pair, and not twice the one picture.
    expected = model.test_on_batch(A, B, return_dict=True)
    assert model.test_on_batch((A, B), return_dict=True) == expected
    assert model.test_on_batch((A, A), return_dict=True) != expected
    by_name = dict(zip(model.metrics_names, model.evaluate(A, B, verbose=0), strict=True))
    assert by_name == expected and model.metrics_names[0] == "loss"


@pytest.mark.parametrize(("count", "replicas", "parts"), [(1, 2, 1), (5, 2, 1), (4, 1, 3)])
def test_a_batch_that_cannot_be_shared_gets_a_sentence(count, replicas, parts):
    with pytest.raises(ValueError, match=rf"batch of {count} pictures .* by {replicas} "):
        check_shares(count, replicas, parts)
    check_shares(6 * count, replicas, parts)


def test_parts_of_a_batch_are_looked_at_before_tensorflow_is_asked():
    model = small_model()
    model.compile(accumulate=3, run_eagerly=True)
    for given in dict(x=A, y=B), dict(x=PAIRS):
        with pytest.raises(ValueError, match="cannot be shared evenly by 1 x 3 parts"):
            model.fit(**given, verbose=0)


# Callbacks


def test_every_callback_of_keras_does_what_it_is_for(tmp_path):
    """All at once: those of Keras that are not here are new, or are named below."""
    model = small_model(learning_rate=1e-3)
    losses = iter([2.0, 3.0])
    made = [
        CALLBACKS.BackupAndRestore(tmp_path / "backup", delete_checkpoint=False),
        CALLBACKS.LearningRateScheduler(lambda epoch, rate: rate / 2),
        CALLBACKS.LambdaCallback(
            on_epoch_end=lambda epoch, logs: logs.update(val_loss=next(losses))
        ),
        CALLBACKS.ReduceLROnPlateau(patience=0, min_delta=5.0, factor=0.1),
        CALLBACKS.ModelCheckpoint(tmp_path / "best_{epoch}.keras", save_best_only=True),
        CALLBACKS.EarlyStopping(patience=5, restore_best_weights=True),
        CALLBACKS.CSVLogger(tmp_path / "log.csv"),
        CALLBACKS.TensorBoard(tmp_path / "board", update_freq=1, write_steps_per_second=True),
        CALLBACKS.TerminateOnNaN(),
        CALLBACKS.History(),
        CALLBACKS.ProgbarLogger(),
    ]
    elsewhere = {"RemoteMonitor", "OrbaxCheckpoint", "SwapEMAWeights"}  # a server, a package, below
    classes = {
        name
        for name, value in vars(CALLBACKS).items()
        if isinstance(value, type) and issubclass(value, CALLBACKS.Callback)
    }
    tried = {type(callback).__name__ for callback in made}
    assert classes - {"Callback", "CallbackList"} == tried | elsewhere
    history = model.fit(PAIRS, validation_data=PAIRS, epochs=2, callbacks=made, verbose=0).history
    assert history["loss"] == history["generator"]
    # Halved before each epoch, and made a tenth after the second, which was no better by 5.
    for optimizer in model.optimizer.optimizers:
        assert float(optimizer.learning_rate) == pytest.approx(1e-3 / 4 / 10)
    assert [path.name for path in tmp_path.glob("best_*")] == ["best_1.keras"]
    with open(tmp_path / "log.csv") as file:
        rows = list(csv.DictReader(file))
    assert float(rows[1]["learning_rate_generator"]) == pytest.approx(1e-3 / 4)
    assert float(rows[1]["learning_rate_discriminator"]) == pytest.approx(1e-3 / 4)
    assert list((tmp_path / "board" / "validation").iterdir())


def test_a_run_that_was_backed_up_goes_on_with_both_optimizers(tmp_path):
    def backup():
        return CALLBACKS.BackupAndRestore(tmp_path, delete_checkpoint=False)

    model = small_model()
    model.fit(PAIRS, epochs=1, callbacks=[backup()], verbose=0)
    again = small_model()
    history = again.fit(PAIRS, epochs=1, callbacks=[backup()], verbose=0)
    assert again.step == model.step == 2 and not history.epoch
    for old, new in zip(model.optimizer.variables, again.optimizer.variables, strict=True):
        np.testing.assert_array_equal(old, new)


def test_averages_that_an_optimizer_keeps_are_swapped_and_take_their_place():
    model = small_model()
    averaging = keras.optimizers.SGD(1e-3, use_ema=True, ema_momentum=0.5)
    model.compile(averaging, "sgd", run_eagerly=True)
    swap = CALLBACKS.SwapEMAWeights(swap_on_epoch=True)
    model.fit(PAIRS, callbacks=[swap], verbose=0)
    averages = averaging._model_variables_moving_average
    for variable, average in zip(model.generator.trainable_variables, averages, strict=True):
        np.testing.assert_array_equal(variable, average)
    model.compile()
    with pytest.raises(ValueError, match="use_ema=True"):
        model.fit(PAIRS, callbacks=[swap], verbose=0)


def test_one_rate_sets_both_and_a_schedule_says_how_to_be_rid_of_it(model):
    model.optimizer.learning_rate = 1e-5
    rates = [float(optimizer.learning_rate) for optimizer in model.optimizer.optimizers]
    assert rates == pytest.approx([1e-5, 1e-5])
    with pytest.raises(TypeError, match="compile\\(schedule='constant'\\)"):
        tiny_model("article").optimizer.learning_rate = 1e-5


# compile


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (dict(optimizer="adam"), "no field optimizer"),
        (dict(loss="mse"), "no field loss"),
        (dict(generator_optimizer="adamm"), "adamm"),
    ],
)
def test_compile_tells_what_it_does_not_know(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        small_model().compile(**arguments)


def test_one_optimizer_is_not_for_both():
    adam = keras.optimizers.Adam()
    with pytest.raises(ValueError, match="one object"):
        small_model().compile(adam, adam)


def test_a_scaled_loss_moves_weights_as_far(tmp_path):
    moves, first = [], small_model().get_weights()
    for scaled in (lambda optimizer: optimizer), keras.optimizers.LossScaleOptimizer:
        model = small_model()
        model.set_weights(first)
        before = np.concatenate([w.ravel() for w in weights_of(model.generator)])
        optimizers = [scaled(keras.optimizers.SGD(1e-3)) for _ in range(2)]
        model.compile(*optimizers, run_eagerly=True)
        model.train_on_batch(A, B)
        moves.append(np.concatenate([w.ravel() for w in weights_of(model.generator)]) - before)
    assert np.linalg.norm(moves[1] - moves[0]) < 1e-4 * np.linalg.norm(moves[0]) > 0
    model.save(tmp_path / "x.keras")
    loaded = keras.saving.load_model(tmp_path / "x.keras")
    assert isinstance(loaded.generator_optimizer, keras.optimizers.LossScaleOptimizer)
    assert loaded.step == 1


def test_half_precision_scales_its_losses():
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_float16")
    try:
        model = small_model(moving_average=0.9)
    finally:
        keras.config.set_dtype_policy(before)
    scaling = [type(optimizer).__name__ for optimizer in model.optimizer.optimizers]
    assert scaling == 2 * ["LossScaleOptimizer"]
    generator_scale = model.generator_optimizer.dynamic_scale
    for scale, step in (2.0**30, 0), (1.0, 1):  # a step whose gradients overflow is left out
        generator_scale.assign(scale)
        model.train_on_batch(A, B)
        assert model.step == step
    assert all(np.isfinite(weight).all() for weight in weights_of(model.generator))
    assert model(A).dtype == "float32" and np.isfinite(model(A)).all()


def test_what_is_frozen_stays():
    model = small_model()
    model.generator.encoder_a.trainable = False
    model.compile(run_eagerly=True)
    frozen, moving = weights_of(model.generator.encoder_a), weights_of(model.generator.decoder_a)
    model.train_on_batch(A, B)
    for old, new in zip(frozen, model.generator.encoder_a.weights, strict=True):
        np.testing.assert_array_equal(old, new)
    assert not all(map(np.array_equal, moving, weights_of(model.generator.decoder_a)))


# Keras' own configuration


def test_another_backend_gets_a_sentence():
    environment = {**os.environ, "KERAS_BACKEND": "jax"}
    for arguments in ["-c", "import unit_tf"], ["-m", "unit_tf.train"]:
        result = subprocess.run(
            [sys.executable, *arguments], env=environment, capture_output=True, text=True
        )
        assert result.returncode == 1
        last = result.stderr.strip().splitlines()[-1]
        assert "needs Keras on TensorFlow, and here it is on jax: set" in last
        assert arguments[0] == "-c" or result.stderr.count("\n") == 1


def test_channels_are_last_whatever_keras_is_told():
    keras.config.set_image_data_format("channels_first")
    try:
        network = tiny_model("nvidia2018", learned_scale=True, discriminator_scales=2)
        assert network(A).shape == A.shape
        assert network.discriminator_a(A)[1].shape[-1] == 1
        assert UpsamplingBlock(3, 3)(A).shape == (4, 32, 32, 3)
    finally:
        keras.config.set_image_data_format("channels_last")
