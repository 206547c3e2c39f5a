import numpy as np
from small import random_images

from unit_tf.models import imitation


def test_gradient_by_hand():
    x = np.zeros((1, 2, 3, 1), np.float32)
    y = x.copy()
    y[0, 0, 1] = 0.5
    # Down: one of three pairs differs by 0.5; to the right: two of four.
    np.testing.assert_allclose(imitation.gradient(x, y), 0.5 / 3 + 2 * 0.5 / 4, rtol=1e-6)
    np.testing.assert_allclose(imitation.gradient(x + 0.25, x), 0.0)  # of colour it says nothing


def test_structure_is_zero_of_equals_and_large_of_noise():
    x = random_images(2, 16, 16)
    np.testing.assert_allclose(imitation.structure(x, x), 0.0, atol=1e-6)
    noise = random_images(2, 16, 16, seed=1)
    assert 0.7 < float(imitation.structure(x, noise)) < 1.3
    assert np.isfinite(imitation.structure(x[:, :8, :8], noise[:, :8, :8]))  # less than a window


def test_features_are_relative_to_the_teachers():
    f, g = [np.full((1, 2, 2, 3), v, np.float32) for v in (3.0, 2.0)]
    for scale in (1.0, 100.0):
        np.testing.assert_allclose(
            imitation.features([scale * f, g], [scale * g, g]), (1 / 2 + 0) / 2, rtol=1e-5
        )
        np.testing.assert_allclose(imitation.pooled([scale * f], [scale * g]), 1 / 4, rtol=1e-5)


def test_pooled_sees_no_places():
    f = random_images()
    turned = f[:, ::-1, ::-1]
    assert float(imitation.pooled([f], [turned])) < 1e-9 < float(imitation.features([f], [turned]))
