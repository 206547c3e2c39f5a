import numpy as np
import pytest

from export import fidelity


def test_compare_by_hand():
    random = np.random.default_rng(0)
    levels = [random.integers(10, 240, (1, 16, 16, 3)).astype(np.uint8) for _ in range(2)]
    truth = [image / np.float32(127.5) - 1 for image in levels]
    made = [levels[0].copy(), levels[1] + np.uint8(2)]
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
    found = fidelity.compare([picture * np.nan], [picture])
    assert (found.psnr, found.ssim, found.largest_error) == (0.0, None, 255.0)


def test_pictures_too_small_for_ssim():
    picture = np.full((1, 8, 16, 3), 100, np.uint8)
    found = fidelity.compare([picture], [picture / np.float32(127.5) - 1])
    assert found.psnr == fidelity.EXACT and found.ssim is None


def test_bytes_are_right_on_either_side_of_a_tie():
    exact = np.array([100.495, 100.505, 100.48, 100.6, 100.0, 7.4], np.float32)
    made = np.array([101, 100, 101, 100, 103, 7], np.uint8)
    np.testing.assert_array_equal(
        fidelity.target(made, exact / np.float32(127.5) - 1), [101, 100, 100, 101, 100, 7]
    )
    # Floats are not rounded, and grey is each of three channels.
    np.testing.assert_allclose(
        fidelity.target(exact, exact / np.float32(127.5) - 1), exact, atol=1e-4
    )
    grey, colour = np.zeros((1, 2, 2, 1), np.float32), np.full((1, 2, 2, 3), 128, np.uint8)
    np.testing.assert_array_equal(fidelity.target(colour, grey), colour)
