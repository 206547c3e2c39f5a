import keras
import numpy as np
import pytest
from small import random_images

from unit_tf.models.perceptual import vgg_features


def test_features_are_relu5_3_of_pictures_in_vggs_range():
    keras.utils.set_random_seed(0)
    features = vgg_features(weights=None)
    keras.utils.set_random_seed(0)
    vgg = keras.applications.VGG16(include_top=False, weights=None)
    images = random_images(1, 32, 32)
    # RGB in [0, 255] to BGR without ImageNet's means; the last pooling is left out.
    pixels = ((images + 1) * 127.5)[..., ::-1] - [103.939, 116.779, 123.68]
    expected = keras.Model(vgg.input, vgg.layers[-2].output)(pixels)
    assert expected.shape == (1, 2, 2, 512)
    np.testing.assert_allclose(features(images), expected, rtol=1e-4, atol=1e-5)
    grey = images[..., :1]
    np.testing.assert_allclose(features(grey), features(grey.repeat(3, axis=-1)), rtol=1e-5)


def test_absent_weights_get_a_sentence(monkeypatch):
    def offline(**kwargs):
        raise OSError("no network")

    monkeypatch.setattr(keras.applications, "VGG16", offline)
    with pytest.raises(ValueError, match=r"VGG16.*no network.*\.keras/models"):
        vgg_features()
