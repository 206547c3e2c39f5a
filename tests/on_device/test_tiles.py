"""Tiles by numbers worked by hand; tests/golden holds the rest."""

import numpy as np
import pytest

from on_device.contract import Values
from on_device.tiles import mosaic, starts, weights
from on_device.values import from_model, to_model


def test_tiles_share_pixels_and_their_weights_blend():
    assert starts(16, 16, 4) == [0]
    assert starts(40, 16, 4) == [0, 12, 24]
    assert starts(41, 16, 4) == [0, 8, 16, 25]  # 25 / 3 = 8.3, cut
    assert weights(6, 2).tolist() == [1, 2, 3, 3, 2, 1]
    assert weights(5, 4).tolist() == [1, 2, 3, 2, 1]
    assert weights(1, 0).tolist() == [1]
    # Where two tiles overlap by just that much, their weights add up to the same everywhere.
    assert (weights(6, 2)[-2:] + weights(6, 2)[:2]).tolist() == [3, 3]


@pytest.mark.parametrize("overlap", [0, 1, 5, 15])
def test_tiles_cover_every_length_and_share_enough(overlap):
    for length in range(16, 200):
        begin = starts(length, 16, overlap)
        assert begin[0] == 0 and begin[-1] == length - 16
        steps = np.diff(begin)
        assert (steps > 0).all() and (steps <= 16 - overlap).all()


def test_a_seam_is_rounded_half_up():
    made = iter([[10, 11], [20, 30]])

    def translate(tile):
        assert tile.shape == (2, 2, 3)
        return np.array(next(made), np.uint8)[None, :, None].repeat(2, 0).repeat(3, 2)

    blended = mosaic(np.zeros((2, 3, 3), np.uint8), (2, 2), 1, translate)
    assert blended[..., 0].tolist() == [[10, 16, 30]] * 2  # (11 + 20) / 2 = 15.5


def test_bytes_stay_and_floats_are_scaled():
    levels = np.array([0, 51, 255], np.uint8)
    assert to_model(levels, Values("uint8", 0, 255)) is levels
    assert from_model(levels, Values("uint8", 0, 255)) is levels
    unit = Values("float32", 0, 1)
    np.testing.assert_allclose(to_model(levels, unit), [0, 0.2, 1], rtol=1e-6)
    given = np.array([-1, 0.2, 0.5, 2, np.nan, np.inf, -np.inf], np.float32)
    assert from_model(given, unit).tolist() == [0, 51, 128, 255, 0, 255, 0]
