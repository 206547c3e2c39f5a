import keras
import numpy as np
import pytest
import tensorflow as tf
from small import random_images, tiny_model, weights_of

import unit_tf
from unit_tf.models.files import load_model


def pictures(count=1, size=24):
    return random_images(count, size, size, seed=1), random_images(count, size, size, seed=2)


def pairs(count=1):
    def pair(step):
        return tuple(
            tf.random.stateless_uniform((count, 24, 24, 3), (step, d), -1, 1) for d in (0, 1)
        )

    return lambda start: tf.data.Dataset.range(start, 10**6).map(pair)


def tiny(**overrides):
    return tiny_model("cyclegan", size=(24, 24), encoder_blocks=1, **overrides)


def train(model, steps):
    model.fit(pairs()(model.step), steps_per_epoch=steps, verbose=0)


def test_sizes_of_the_published_networks():
    model = unit_tf.CycleGAN.from_preset("cyclegan", (256, 256, 3))
    assert model.generator.count_params() == 2 * 11_378_179
    assert model.discriminator_a.count_params() == 2_764_737
    assert model.discriminator_a(np.zeros((1, 256, 256, 3), np.float32))[0].shape == (1, 30, 30, 1)


def test_losses_equal_those_of_an_independent_program():
    pytest.importorskip("torch", reason="PyTorch, the extra pytorch, is not installed")
    import torch_cyclegan
    from torch_networks import randomize

    from unit_tf.pytorch.files import _arrays
    from unit_tf.pytorch.model import Part, import_parts

    torch = torch_cyclegan.torch
    program = randomize(torch_cyclegan.CycleGAN(4, 1, (3, 3), 4))
    parts = {
        name: Part(name, _arrays(name, getattr(program, name).state_dict()))
        for name in ("G_A", "G_B", "D_A", "D_B")
    }
    model = import_parts("cyclegan", parts, (48, 48)).model
    model.compile(pool=0, run_eagerly=True)
    images = pictures(2, 48)
    tensors = [torch.from_numpy(x.transpose(0, 3, 1, 2).copy()) for x in images]
    expected = [float(loss.detach()) for loss in program.losses(*tensors)]
    found = [float(loss) for loss in model.weigh(model.loss_terms(*images))]
    np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_the_gradients_are_each_players_own():
    model = tiny(pool=0)
    before = weights_of(model.generator), weights_of(model.discriminator_a)
    model.compile(keras.optimizers.SGD(0.0), keras.optimizers.SGD(1.0), pool=0, run_eagerly=True)
    train(model, 1)
    for old, new in zip(before[0], weights_of(model.generator), strict=True):
        np.testing.assert_array_equal(old, new)
    assert any(
        (a != b).any() for a, b in zip(before[1], weights_of(model.discriminator_a), strict=True)
    )


def test_discriminators_see_old_translations():
    model = tiny(pool=2)
    train(model, 2)
    kept = model.pools["a"].pictures.numpy()
    assert int(model.pools["a"].count) == 2
    train(model, 8)
    assert (model.pools["a"].pictures.numpy() != kept).any()
    images = pictures()
    state = weights_of(model.pools["a"])
    model.loss_terms(*images)  # nothing is trained: the pool stays as it is
    for old, new in zip(state, weights_of(model.pools["a"]), strict=True):
        np.testing.assert_array_equal(old, new)


def test_a_resumed_run_equals_an_uninterrupted_one(tmp_path):
    whole = tiny(pool=3)
    first = tiny(pool=3)
    first.set_weights(whole.get_weights())
    train(whole, 9)
    train(first, 5)
    first.save(tmp_path / "model.keras")
    second = load_model(str(tmp_path / "model.keras"))
    assert isinstance(second, unit_tf.CycleGAN) and int(second.pools["b"].count) == 3
    train(second, 4)
    for one, other in zip(weights_of(whole), weights_of(second), strict=True):
        np.testing.assert_array_equal(one, other)


def test_pictures_there_and_back_and_within():
    model = tiny()
    images = pictures()[0]
    for direction, source in (("ab", "a"), ("ba", "b")):
        encoder, decoder = model.generator.one_way(direction)
        expected = decoder(encoder(images))
        np.testing.assert_array_equal(model.translate(images, direction), expected)
        within = model.reconstruct(images, {"a": "b", "b": "a"}[source])
        np.testing.assert_array_equal(within, expected)
    assert model.translate(images[:, :21, :22]).shape == (1, 21, 22, 3)


def test_what_it_has_not_is_refused():
    with pytest.raises(ValueError, match="CycleGAN has no term kl: its weight must be 0, not 0.1"):
        tiny(kl=0.1)
    with pytest.raises(ValueError, match="as many channels in a and b"):
        tiny(channels_b=1)
    assert tiny(channels_b=1, identity=0.0).translate(pictures()[0]).shape == (1, 24, 24, 1)
    with pytest.raises(ValueError, match="cyclegan is a preset of CycleGAN, not of UNIT"):
        unit_tf.UNIT.from_preset("cyclegan", (32, 32, 3))
    with pytest.raises(ValueError, match="UNIT has no term identity"):
        tiny_model("paper", identity=1.0)
    with pytest.raises(ValueError, match="at least 24"):
        unit_tf.CycleGAN.from_preset("cyclegan", (20, 20, 3))
