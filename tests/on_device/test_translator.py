from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image, ImageOps

from export import TFLiteTranslator
from on_device.contract import Refusal


@pytest.fixture(scope="module")
def negative(tmp_path_factory):
    """A file that turns 16 x 24 pictures into their negative."""

    class Negative(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec((1, 16, 24, 3), tf.uint8, name="image")])
        def translate(self, image):
            return {"translated": tf.cast(255.0 - tf.cast(image, tf.float32), tf.uint8)}

    folder = tmp_path_factory.mktemp("negative")
    module = Negative()
    tf.saved_model.save(module, folder / "saved", signatures={"translate": module.translate})
    converter = tf.lite.TFLiteConverter.from_saved_model(str(folder / "saved"))
    (folder / "negative.tflite").write_bytes(converter.convert())
    return folder / "negative.tflite"


@pytest.mark.parametrize("size", [(16, 24), (7, 9), (40, 61), (16, 100), (1, 1)])
@pytest.mark.parametrize("overlap", [None, 0, 15])
def test_tiles_cover_any_size(negative, size, overlap):
    image = np.random.default_rng(0).integers(0, 256, (*size, 3)).astype(np.uint8)
    np.testing.assert_array_equal(TFLiteTranslator(negative)(image, overlap=overlap), 255 - image)


def test_resize(negative):
    image = np.full((33, 20, 3), 200, np.uint8)
    translated = TFLiteTranslator(negative, threads=1)(Image.fromarray(image), method="resize")
    np.testing.assert_array_equal(translated, np.full((33, 20, 3), 55))


@pytest.mark.parametrize("ends", [(0, 1), (-1, 1), (0, 255)])
def test_floats_of_a_range_that_the_caller_knows(tmp_path, ends):
    low, high = ends

    class Negative(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec((1, 16, 24, 3), tf.float32, name="image")])
        def translate(self, image):
            return {"translated": low + high - image}

    module = Negative()
    function = module.translate.get_concrete_function()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function], module)
    (tmp_path / "x.tflite").write_bytes(converter.convert())
    image = np.random.default_rng(0).integers(0, 256, (20, 30, 3)).astype(np.uint8)
    translate = TFLiteTranslator(tmp_path / "x.tflite", value_range=ends)
    np.testing.assert_array_equal(translate(image), 255 - image)
    with pytest.raises(Refusal, match="does not tell their range: say value_range="):
        TFLiteTranslator(tmp_path / "x.tflite")


def test_threads_share_a_translator(negative):
    translate = TFLiteTranslator(negative, threads=1)
    pictures = [np.full((16, 24, 3), level, np.uint8) for level in range(200)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(translate, pictures))
    np.testing.assert_array_equal([m[0, 0, 0] for m in made], 255 - np.arange(200))
    assert all(np.ptp(picture) == 0 for picture in made)


def test_pillow_pictures_are_turned_upright(negative, tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (20, 30, 3)).astype(np.uint8)
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera stood on its side
    Image.fromarray(pixels).save(tmp_path / "turned.png", exif=exif)
    translate = TFLiteTranslator(negative)
    upright = np.rot90(pixels, -1)
    for picture in (
        Image.open(tmp_path / "turned.png"),
        Image.open(tmp_path / "turned.png").convert("RGB"),
        ImageOps.exif_transpose(Image.open(tmp_path / "turned.png")),
    ):
        np.testing.assert_array_equal(translate(picture), 255 - upright)
    # What is no EXIF turns nothing.
    broken = Image.fromarray(pixels)
    broken.info["exif"] = b"Exif\0\0none"
    np.testing.assert_array_equal(translate(broken), 255 - pixels)


def test_a_file_whose_names_are_no_text_is_refused(negative, tmp_path):
    content = negative.read_bytes()
    name = b"translate_image:0"
    assert name in content
    (tmp_path / "x.tflite").write_bytes(content.replace(name, b"\xff" + name[1:]))
    with pytest.raises(Refusal, match="x.tflite cannot be run by LiteRT"):
        TFLiteTranslator(tmp_path / "x.tflite")


def test_bad_calls_get_a_sentence(negative, tmp_path):
    translate = TFLiteTranslator(negative)
    image = np.zeros((16, 24, 3), np.uint8)
    for arguments, message in [
        ((image[None],), "must be uint8"),
        ((image.astype(np.float32),), "must be uint8"),
        ((image[..., :1],), "must be uint8"),
        ((image[..., 0],), "must be uint8"),
        ((np.concatenate([image, image[..., :1]], -1),), "must be uint8"),
        ((image.astype(np.uint16),), "must be uint8"),
        ((Image.new("L", (24, 16)),), "must be of mode RGB, not L"),
        ((Image.new("RGBA", (24, 16)),), "must be of mode RGB, not RGBA"),
        ((image[:0],), "must be uint8"),
        ((image, "stretch"), "tiles or resize"),
        ((image, "tiles", 16), "overlap must be from 0 to 15"),
        ((image, "tiles", 3.5), "overlap must be from 0 to 15"),
    ]:
        with pytest.raises(ValueError, match=message):
            translate(*arguments)
    with pytest.raises(FileNotFoundError):
        TFLiteTranslator(tmp_path / "none.tflite")
    (tmp_path / "broken.tflite").write_bytes(bytes(100))
    with pytest.raises(Refusal, match="broken.tflite is no TFLite file"):
        TFLiteTranslator(tmp_path / "broken.tflite")
