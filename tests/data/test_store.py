import resource
import tempfile

import numpy as np
import pytest
from PIL import Image

from unit_tf.data import DataError
from unit_tf.data.folder import plain
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


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("size", [(200, 3), (3, 200)])
def test_a_strip_is_kept_as_it_is_and_enlarged_where_it_is_looked_at(size, channels):
    # Without black or white: what is enlarged goes beyond them and is cut off after either pass.
    pixels = np.random.default_rng(0).integers(80, 176, (size[1], size[0], 3)).astype(np.uint8)
    picture = Image.fromarray(pixels).convert("L" if channels == 1 else "RGB")
    store = Store("trainA", [("strip", lambda: picture)], 1, (30, 30), channels)
    whole = cover(picture, (30, 30), channels)
    assert store.shapes.tolist() == [[*whole.shape[:2]]] and max(whole.shape) == 2000
    assert store._pixels.size == 200 * 3 * channels  # a hundredth
    np.testing.assert_allclose(store[0], whole, atol=2)
    for corner in ((0, 0), np.array(whole.shape[:2]) - 30, np.array(whole.shape[:2]) // 2 - 15):
        top, left = corner
        np.testing.assert_allclose(
            store.window(0, corner, (30, 30)).astype(int),
            whole[top : top + 30, left : left + 30],
            atol=2,
        )


def test_a_long_picture_that_is_shrunk_is_kept_whole():
    store = Store("trainA", [("panorama", opening(7, (800, 80)))], 1, (8, 8), 3)
    assert store[0].shape == (8, 80, 3) and store._pixels.size == 8 * 80 * 3


def test_a_full_temporary_folder_is_said_with_what_is_needed(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    pictures = [(str(value), opening(value, (128, 128))) for value in range(20)]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
        with pytest.raises(DataError, match=f"nor into {tmp_path} .*: some 1 MB are .*TMPDIR"):
            Store("trainA", pictures, 20, (128, 128), 3, memory_limit=20_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not list(tmp_path.iterdir())


def test_no_temporary_folder_at_all_is_said(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: ["/nowhere"])
    with pytest.raises(DataError, match="none of the temporary folders .*TMPDIR"):
        Store("trainA", [("1", opening(1))], 1, (64, 64), 3, memory_limit=100)


def test_doubtful_levels_are_said(capsys):
    twelve_bits = Image.fromarray(np.full((8, 8), 4095, np.uint16))
    pictures = [("dark", lambda: plain(twelve_bits)), ("good", opening(7))]
    Store("trainA", pictures, 2, (8, 8), 3)
    assert "1 of 2 pictures of trainA use a sliver" in capsys.readouterr().err
