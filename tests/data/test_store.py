import numpy as np
import pytest
from PIL import Image

from unit_tf.data import DataError
from unit_tf.data.store import Store, cover


def opening(value, size=(8, 6)):
    return lambda: Image.new("RGB", size, (value, value, value))


def broken():
    raise OSError("truncated")


@pytest.mark.parametrize(
    ("picture_size", "expected"),
    [
        ((40, 20), (16, 32, 3)),
        ((20, 40), (24, 12, 3)),
        ((12, 16), (16, 12, 3)),
        ((5, 5), (16, 16, 3)),
    ],
)
def test_cover_keeps_the_aspect_and_just_covers(picture_size, expected):
    # Pillow's sizes are (width, height), ours (height, width).
    assert cover(Image.new("RGB", picture_size), (16, 12), 3).shape == expected


def test_cover_leaves_a_fitting_picture_alone():
    pixels = np.random.default_rng(0).integers(0, 256, (16, 12, 3)).astype(np.uint8)
    np.testing.assert_array_equal(cover(Image.fromarray(pixels), (16, 12), 3), pixels)
    assert cover(Image.fromarray(pixels), (16, 12), 1).shape == (16, 12, 1)


@pytest.mark.parametrize("memory_limit", [2**20, 100])  # in memory, on disk
def test_pictures_come_back_from_memory_and_from_disk(memory_limit):
    values = [3, 1, 4, 1, 5]
    sizes = [(8 + value, 8) for value in values]
    pictures = [(str(v), opening(v, s)) for v, s in zip(values, sizes, strict=True)]
    store = Store("trainA", pictures, 5, (8, 8), 3, memory_limit)
    assert len(store) == 5
    assert isinstance(store._pixels, np.memmap) == (memory_limit == 100)
    for index in (4, 0, 2, 1, 3):
        assert store[index].shape == (8, 8 + values[index], 3)
        assert (store[index] == values[index]).all()


def test_unreadable_pictures_are_named_and_left_out(capsys):
    pictures = [(f"bad{index}.png", broken) for index in range(12)] + [("good.png", opening(7))]
    store = Store("trainA", pictures, 13, (4, 4), 3)
    assert len(store) == 1
    assert len(store.unreadable) == 12
    said = capsys.readouterr().err
    assert "12 pictures of trainA cannot be read" in said
    assert "bad0.png (OSError: truncated)" in said
    assert "bad9.png" in said and "bad10.png" not in said
    assert "and 2 more" in said


def test_no_readable_picture_is_an_error():
    with pytest.raises(DataError, match="No picture of trainB can be read"):
        Store("trainB", [("bad.png", broken)], 1, (4, 4), 3)
