import numpy as np
from small import random_images

from unit_tf.measures.colour_transfer import RGB_TO_LMS, colour_statistics, transfer


def lab(images):
    """Ruderman's space from its published definition, pixel by pixel."""
    lms = np.log10(np.einsum("ij,nhwj->nhwi", RGB_TO_LMS, (images.astype(np.float64) + 1) / 2))
    l, m, s = lms[..., 0], lms[..., 1], lms[..., 2]  # noqa: E741
    return np.stack([(l + m + s) / 3**0.5, (l + m - 2 * s) / 6**0.5, (l - m) / 2**0.5], axis=-1)


def test_statistics_are_over_all_pixels():
    batches = [0.9 * random_images(2), 0.9 * random_images(3, seed=1)]
    statistics = colour_statistics(batches)
    pixels = lab(np.concatenate(batches)).reshape(-1, 3)
    np.testing.assert_allclose(statistics.mean, pixels.mean(axis=0), atol=1e-6)
    np.testing.assert_allclose(statistics.deviation, pixels.std(axis=0), atol=1e-6)


def test_own_statistics_change_nothing():
    images = 0.9 * random_images(1)
    np.testing.assert_allclose(transfer(images, colour_statistics([images])), images, atol=1e-5)


def test_result_has_the_targets_statistics():
    images = 0.2 * random_images(1)
    target = colour_statistics([0.2 * random_images(1, seed=3) - 0.3])
    result = colour_statistics([transfer(images, target)])
    np.testing.assert_allclose(result.mean, target.mean, atol=1e-4)
    np.testing.assert_allclose(result.deviation, target.deviation, atol=1e-4)


def test_black_and_constant_pictures_stay_finite():
    black = -np.ones((1, 8, 8, 3), np.float32)
    result = transfer(black, colour_statistics([random_images(1)]))
    assert np.isfinite(result).all()
    assert np.abs(result).max() <= 1
