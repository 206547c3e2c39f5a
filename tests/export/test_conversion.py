import tempfile

import numpy as np
import pytest
import tensorflow as tf
from small import random_images, tiny_model

from export import fidelity, flatbuffer
from export.conversion import ConversionError, from_bytes, to_bytes, to_tflite
from unit_tf import PRESETS


def convert(model, size=(16, 24), io="float32"):
    return to_tflite(model.networks(), "ab", size, {}, io)


@pytest.mark.parametrize("preset", PRESETS)
def test_float_file_is_the_model(preset):
    model = tiny_model(preset, size=(64, 64), moving_average=0.9)
    for weight in model.average.weights:
        weight.assign_add(0.1 * np.random.default_rng(0).normal(size=weight.shape))
    images = random_images(1, 16, 24)
    tflite = convert(model)
    flatbuffer.check(tflite)
    (translated,) = fidelity.run(tflite, [images])
    np.testing.assert_allclose(translated, model.translate(images), atol=1e-3)
    found = flatbuffer.structure(tflite)
    assert found.outside == {} and found.partitions == 1 and found.rank == 4


def test_pictures_in_and_out():
    model = tiny_model("paper", size=(64, 64))
    tflite = convert(model, io="uint8")
    image = np.random.default_rng(0).integers(0, 256, (1, 16, 24, 3)).astype(np.uint8)
    (translated,) = fidelity.run(tflite, [image])
    assert translated.shape == image.shape and translated.dtype == np.uint8
    expected = np.rint((model.translate(image / np.float32(127.5) - 1) + 1) * 127.5)
    assert np.abs(expected - translated).max() <= 1


def test_grey_domains_are_pictures_too():
    model = tiny_model("paper", size=(64, 64), channels_b=1)
    image = np.random.default_rng(0).integers(0, 256, (1, 16, 24, 3)).astype(np.uint8)
    (translated,) = fidelity.run(convert(model, io="uint8"), [image])
    assert translated.shape == image.shape
    assert np.ptp(translated, axis=-1).max() == 0
    tflite = to_tflite(model.networks(), "ba", (16, 24), {}, "uint8")
    (translated,) = fidelity.run(tflite, [image])
    assert np.ptp(translated, axis=-1).max() > 0


def test_bytes_are_scaled_and_rounded():
    every = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1).repeat(3, -1)
    floats = from_bytes(every, 3)
    assert float(tf.reduce_min(floats)) == -1.0 and float(tf.reduce_max(floats)) == 1.0
    np.testing.assert_array_equal(to_bytes(floats), every)
    np.testing.assert_array_equal(to_bytes(from_bytes(every, 1)), every)  # grey stays as grey
    np.testing.assert_array_equal(to_bytes(floats + 0.9 / 255), every)
    np.testing.assert_array_equal(to_bytes(floats[:, :8] + 1.1 / 255), every[:, :8] + 1)


def test_no_room_for_temporary_files(monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "gone"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(ConversionError, match="/gone .*: make room there"):
        convert(tiny_model("paper", size=(64, 64)))


@pytest.mark.parametrize(("size", "message"), [((18, 16), "multiples of 4"), ((4, 16), "at least")])
def test_sizes_that_do_not_fit(size, message):
    with pytest.raises(ConversionError, match=message):
        convert(tiny_model(downsamplings=2), size)
