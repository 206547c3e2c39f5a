import numpy as np
import pytest
from small import random_images

from unit_tf.measures import metrics


def test_psnr_by_hand():
    truth = np.zeros((2, 16, 16, 3), np.float32)
    images = truth + np.array([0.2, 0.02], np.float32).reshape(2, 1, 1, 1)
    # 10 log10(2^2 / error^2), the range from -1 to 1 being 2.
    np.testing.assert_allclose(metrics.psnr(images, truth), [20.0, 40.0], atol=1e-3)


def test_ssim():
    truth = random_images(2, 32, 32)
    np.testing.assert_allclose(metrics.ssim(truth, truth), 1.0, atol=1e-6)
    noise = np.random.default_rng(0).normal(size=truth.shape).astype(np.float32)
    noisy = [metrics.ssim(truth + scale * noise, truth).mean() for scale in (0.05, 0.2, 0.8)]
    assert 1 > noisy[0] > noisy[1] > noisy[2]


def test_ssim_of_constants_by_hand():
    x, y = np.full((1, 16, 16, 1), 0.5, np.float32), np.full((1, 16, 16, 1), -0.5, np.float32)
    # Only the luminance term is left: (2 m_x m_y + c) / (m_x^2 + m_y^2 + c), c = (0.01 * 2)^2.
    assert metrics.ssim(x, y)[0] == pytest.approx((-0.5 + 4e-4) / (0.5 + 4e-4), rel=1e-3)


def test_equal_pictures_and_those_smaller_than_the_window():
    small = np.zeros((2, 10, 16, 3), np.float32)
    assert np.isinf(metrics.psnr(small, small)).all()
    assert np.isnan(metrics.ssim(small, small)).all()


def test_sharpness_by_hand():
    soft, sharp = np.zeros((2, 4, 4, 1), np.float32), np.zeros((2, 4, 4, 1), np.float32)
    soft[:, :, 2:], sharp[:, :, 2:] = 0.25, 0.5
    sharp[1, 2:] += 0.5  # four more differences of 0.5 beside the four that there were
    # Each axis has twelve differences: 4 x 0.25 / 12 over 4 x 0.5 / 12, then over 8 x 0.5 / 12.
    np.testing.assert_allclose(metrics.sharpness(soft, sharp), [0.5, 0.25])
    assert np.isnan(metrics.sharpness(soft * 0, soft * 0)).all()
