"""Small models, pictures and data sets that the tests share."""

import numpy as np

import unit_tf
from unit_tf.models import from_preset
from unit_tf.pictures import tiling


def random_images(count=1, height=16, width=16, channels=3, seed=0):
    """Smooth float32 pictures in [-1, 1]."""
    coarse = np.random.default_rng(seed).uniform(-1, 1, (count, height // 4, width // 4, channels))
    return coarse.repeat(4, axis=1).repeat(4, axis=2).astype(np.float32)


def tiny_model(preset="article", size=(16, 16), **overrides):
    """A model of a few hundred weights that runs eagerly: tracing takes longer than its steps."""
    recipe = {name: overrides.pop(name) for name in list(overrides) if name in RECIPE_FIELDS}
    few = {"filters": 2, "downsamplings": 1, "encoder_blocks": 0, "decoder_blocks": 0}
    overrides = few | {"discriminator_layers": 2} | overrides
    model = from_preset(preset, image_shape=(*size, 3), **overrides)
    model.compile(run_eagerly=True, **recipe)
    return model


RECIPE_FIELDS = {*unit_tf.Recipe.__dataclass_fields__, "classifier"}


def weights_of(network):
    """Copies of a network's weights."""
    return [weight.numpy().copy() for weight in network.weights]


def bars(count, seed, inverted=False):
    """Pictures of a bar that lies or stands, as 0 and 1; dark on light where inverted."""
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, 2, count)
    images = np.full((count, 16, 16, 1), -1.0, np.float32)
    for image, label, place in zip(images, labels, generator.integers(5, 10, count), strict=True):
        bar = np.s_[place : place + 2, 3:13]
        image[bar[::-1] if label else bar] = 1.0
    images += generator.normal(0, 0.05, images.shape).astype(np.float32)
    return (-images if inverted else images), labels


def random_picture(height, width, channels=3, dtype=np.uint8, seed=0, grain=24):
    """Soft shapes before a background that gets lighter from left to right."""
    coarse = np.random.default_rng(seed).uniform(0, 1, (height // grain + 2, width // grain + 2, 3))
    levels = np.iinfo(dtype).max
    shapes = tiling.resized((coarse * levels).astype(dtype), height, width)[..., :channels]
    light = np.linspace(0.1, 0.9, width)[:, None] * levels
    return tiling.rounded((shapes + light) / 2, dtype)


def save_labelled(path, count, size=8, channels=(), test=0, low=0):
    """An .npz file as of MNIST; returns what it holds."""
    generator = np.random.default_rng(count)

    def pictures(n):
        return generator.integers(low, 256, (n, size, size, *channels)).astype(np.uint8)

    arrays = {"train_x": pictures(count), "train_y": np.arange(count) % 3}
    if test:
        arrays |= {"test_x": pictures(test), "test_y": np.arange(test) % 2}
    np.savez(path, **arrays)
    return arrays


def tiny_student(direction="ab", **overrides):
    """A student of a tiny model, untrained and without its teacher."""
    student = unit_tf.Student.from_teacher(tiny_model(), direction, width=8, blocks=1, **overrides)
    student.compile(run_eagerly=True)
    student.teacher = None
    return student
