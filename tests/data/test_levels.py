import numpy as np
import pytest
from PIL import Image

from unit_tf.data.folder import open_picture
from unit_tf.data.levels import parse_levels, to_unsigned, values_of
from unit_tf.options import UsageError
from unit_tf.pictures.files import Picture, read_picture, write_picture

RAMP = np.linspace(0, 1, 96, dtype=np.float32).reshape(8, 12)


def save(path, pixels):
    Image.fromarray(pixels).save(path)
    return path


def mean(path, levels=None):
    """Of the picture as it is trained on, and as it is translated."""
    return (
        np.asarray(open_picture(path, levels), float).mean(),
        read_picture(path, levels).pixels.mean() / 257,
    )


def test_floats_that_reach_a_little_more_than_one_are_taken_as_those_that_reach_one(tmp_path):
    for factor in (1, 1.01, 1.2, 255, 256):
        path = save(tmp_path / f"{factor}.tif", RAMP * np.float32(factor))
        assert mean(path) == pytest.approx((127.5, 127.5), abs=0.5)
        assert not open_picture(path).info["values"].is_cut
    values = open_picture(save(tmp_path / "far.tif", RAMP * 4095)).info["values"]
    assert (values.kind, values.white, values.is_guessed) == ("floats", 65535, True)
    assert values.is_sliver and not values.is_cut
    path = save(tmp_path / "minus.tif", RAMP * 2 - 1)
    assert open_picture(path).info["values"].is_cut
    assert mean(path, (-1, 1)) == pytest.approx((127.5, 127.5), abs=0.5)


def test_levels_say_what_is_black_and_white(tmp_path):
    twelve = np.rint(RAMP * 4095).astype(np.uint16)
    grey = save(tmp_path / "grey.png", twelve)
    colour, clear = tmp_path / "colour.png", tmp_path / "clear.png"
    write_picture(colour, Picture(twelve[..., None].repeat(3, -1)))
    write_picture(clear, Picture(twelve[..., None].repeat(3, -1), np.full((8, 12, 1), 65535, "u2")))
    deep = save(tmp_path / "grey.tif", twelve)
    signed = save(tmp_path / "signed.tif", np.rint(RAMP * 2000 - 1000).astype(np.int32))
    for path in (grey, colour, clear, deep):
        assert mean(path)[0] < 8
        assert mean(path, (0, 4095)) == pytest.approx((127.5, 127.5), abs=0.5)
        shown = np.asarray(open_picture(path, (0, 4095)))
        assert len(np.unique(shown)) == 96  # every one of them, not what is left of eight bits
    for path in (grey, colour, deep):
        assert open_picture(path).info["values"].is_sliver
    assert open_picture(signed).info["values"].is_cut
    assert mean(signed, (-1000, 1000)) == pytest.approx((127.5, 127.5), abs=0.5)


def test_eight_bits_stay_as_they_are(tmp_path):
    pixels = np.arange(96, dtype=np.uint8).reshape(8, 12)
    path = save(tmp_path / "x.png", pixels)
    np.testing.assert_array_equal(open_picture(path, (0, 4095)), pixels)
    assert "values" not in open_picture(path).info


def test_what_is_not_finite_does_not_count():
    pixels = np.float32([0, 0.5, 1, np.nan, np.inf, -np.inf])
    values = values_of(pixels, None)
    assert (values.low, values.high, values.white) == (0, 1, 1)
    assert to_unsigned(pixels, np.uint8, None).tolist() == [0, 128, 255, 0, 255, 0]
    assert values_of(np.float32([np.nan]), None).high == 0


def test_integers_are_taken_by_their_whole_range():
    pixels = np.int32([-5, 0, 257, 65535, 70000])
    assert to_unsigned(pixels, np.uint16, None).tolist() == [0, 0, 257, 65535, 65535]
    assert to_unsigned(pixels, np.uint8, None).tolist() == [0, 0, 1, 255, 255]
    assert to_unsigned(np.uint16([100, 150, 200]), np.uint8, (100, 200)).tolist() == [0, 128, 255]


def test_the_flag():
    assert parse_levels(None) is None
    assert parse_levels("-1000,1e3") == (-1000, 1000)
    for text in ("5", "a,b", "1,2,3", "4,4", "5,1", "nan,1", "0,inf"):
        with pytest.raises(UsageError, match="write BLACK,WHITE"):
            parse_levels(text)
