import numpy as np
import pytest

from export import fidelity


def test_compare_by_hand():
    random = np.random.default_rng(0)
    truth = [random.integers(10, 240, (1, 16, 16, 3)).astype(np.uint8) for _ in range(2)]
    made = [truth[0].copy(), truth[1] + np.uint8(2)]
    made[0][0, 0, 0, 0] += 5
    found = fidelity.compare(made, truth)
    psnr = [10 * np.log10(255**2 / (25 / 768)), 10 * np.log10(255**2 / 4)]
    assert found.pictures == 2
    assert found.psnr == pytest.approx(np.mean(psnr), abs=1e-3)
    assert found.worst_psnr == pytest.approx(psnr[1], abs=1e-3)
    assert found.largest_error == pytest.approx(5.0)
    assert 0.5 < found.ssim < 1.0


def test_equal_pictures_and_floats():
    image = np.random.default_rng(0).uniform(-1, 1, (1, 16, 16, 3)).astype(np.float32)
    assert fidelity.compare([image], [image]).psnr == fidelity.EXACT
    moved = fidelity.compare([image + np.float32(2 / 255)], [image])
    assert moved.largest_error == pytest.approx(1.0, abs=1e-3)
    assert moved.psnr == pytest.approx(20 * np.log10(255), abs=1e-2)


def test_a_file_that_makes_no_numbers_is_the_worst_there_is():
    picture = np.zeros((1, 16, 16, 3), np.float32)
    assert fidelity.compare([picture * np.nan], [picture]).psnr == 0.0
