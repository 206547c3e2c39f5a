import copy
import dataclasses
import json
import zipfile
from types import SimpleNamespace

import numpy as np
import pytest
from small import random_images, tiny_model, weights_of

import unit_tf
from unit_tf.options import UsageError
from unit_tf.training import saved


@pytest.fixture(scope="module")
def model():
    """After three steps."""
    model = tiny_model(moving_average=0.5)
    images = random_images(1, seed=1), random_images(1, seed=2)
    for _ in range(3):
        model.train_step(images)
    return model


@pytest.fixture(scope="module")
def path(model, tmp_path_factory):
    file = tmp_path_factory.mktemp("saved") / "model.keras"
    model.save(file)
    return file


def made_with(model, **change):
    """What stands for a model like this one, but for some values: building each takes long."""
    config, recipe = copy.deepcopy(model.get_config()), dataclasses.asdict(model.recipe)
    for name, value in change.items():
        next(part for part in (config, config["architecture"], recipe) if name in part)[name] = (
            value
        )
    return SimpleNamespace(
        ARCHITECTURE=model.ARCHITECTURE,
        architecture=model.architecture,
        get_config=lambda: config,
        recipe=unit_tf.Recipe(**recipe),
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"filters": 3}, "with --filters=2, not --filters=3:"),
        ({"shared_blocks": 2}, "with --shared_blocks=1, not --shared_blocks=2:"),
        ({"discriminator_scales": 2}, "with --discriminator_scales=1, not"),
        ({"moving_average": 0.0}, "with --moving_average=0.5, not --moving_average=0.0:"),
        ({"image_shape": (24, 16, 3)}, "with --image_size=16x16, not --image_size=24x16:"),
        ({"learning_rate": 0.5}, "with --learning_rate=0.0001, not --learning_rate=0.5:"),
        ({"seed": 1, "kl": 2.0}, "with --seed=0 --kl=0.1, not --seed=1 --kl=2.0:"),
    ],
)
def test_what_a_file_was_made_with_is_named(model, path, change, said):
    with pytest.raises(UsageError) as raised:
        saved.check_fits(path, made_with(model, **change))
    assert said in str(raised.value)


def test_many_differences_are_counted(path):
    with pytest.raises(UsageError, match="with --preset=article .*, and [0-9]+ flags more differ"):
        saved.check_fits(path, tiny_model("paper", moving_average=0.5))


def test_the_same_fits_at_any_step(model, path):
    saved.check_fits(path, made_with(model, steps=7))


def test_a_file_that_is_older_than_a_flag_fits(model, path, tmp_path):
    old = tmp_path / "old.keras"
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(old, "w") as older:
        config = json.loads(archive.read("config.json"))
        del config["config"]["architecture"]["discriminator_flat_layers"]
        del config["compile_config"]["recipe"]["pool"]
        older.writestr("config.json", json.dumps(config))
    saved.check_fits(old, model)
    with pytest.raises(UsageError, match="with --pool=0, not --pool=2"):
        saved.check_fits(old, made_with(model, pool=2))


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.99])
def test_a_file_that_is_cut_short_is_damaged(path, tmp_path, part):
    cut = tmp_path / "cut.keras"
    cut.write_bytes(path.read_bytes()[: int(part * path.stat().st_size)])
    with pytest.raises(saved.DamagedError):
        saved.read_config(cut)


def test_what_cannot_be_opened_is_not_damaged(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        saved.read_config(tmp_path)


def test_starting_from_a_model_takes_its_weights_alone(model, path):
    begun, source = tiny_model(moving_average=0.9, learning_rate=0.5), model
    saved.start_from(str(path), begun)
    for name in ("generator", "discriminator_a", "discriminator_b", "average"):
        ours, theirs = (weights_of(getattr(m, name)) for m in (begun, source))
        for one, other in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(one, other)
    assert source.step == 3 and begun.step == 0
    assert all(not variable.numpy().any() for variable in begun.generator_optimizer._momentums)
    assert float(begun.generator_optimizer.learning_rate) == 0.5


def test_starting_without_an_average_and_with_one(path, tmp_path):
    plain = tiny_model(seed=3)
    saved.start_from(str(path), plain)
    plain.save(tmp_path / "plain.keras")
    averaged = tiny_model(moving_average=0.5)
    saved.start_from(str(tmp_path / "plain.keras"), averaged)
    for one, other in zip(weights_of(averaged.average), weights_of(plain.generator), strict=True):
        np.testing.assert_array_equal(one, other)


def test_starting_from_another_form_is_refused(path):
    with pytest.raises(UsageError, match="with --filters=2, not --filters=3"):
        saved.start_from(str(path), tiny_model(filters=3))
    with pytest.raises(UsageError, match="holds a UNIT, but --preset=cyclegan makes a CycleGAN"):
        saved.start_from(str(path), tiny_model("cyclegan", size=(24, 24)))
