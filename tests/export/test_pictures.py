import numpy as np
import pytest
from PIL import Image

from export.pictures import calibration_and_test, evenly
from unit_tf.data import DataError


@pytest.fixture
def plain(tmp_path):
    """Seven pictures, each of one grey; and one that is none."""
    for index in range(7):
        Image.new("RGB", (20, 30), (index, index, index)).save(tmp_path / f"{index}.png")
    (tmp_path / "3.png").write_bytes(b"broken")
    return tmp_path


def greys(pictures):
    return [int(picture[0, 0, 0, 0]) for picture in pictures]


def test_a_folder_serves_both(plain):
    calibration, test = calibration_and_test(str(plain), "a", (16, 24), (8, 8))
    assert sorted(greys(calibration) + greys(test)) == [0, 1, 2, 4, 5, 6]
    for judge, pair in zip(greys(test), ((0, 1), (2, 4), (5, 6)), strict=True):
        assert judge in pair
    assert calibration[0].shape == (1, 16, 24, 3) and calibration[0].dtype == np.uint8
    calibration, test = calibration_and_test(str(plain), "a", (16, 24), (3, 1))
    assert len(calibration) == 3 and len(test) == 1
    assert not set(greys(calibration)) & set(greys(test))


@pytest.mark.parametrize("is_bright", [lambda i: i >= 50, lambda i: i % 2], ids=["blocks", "turns"])
def test_pictures_are_taken_of_the_whole_folder(tmp_path, is_bright):
    for split in ("trainA", "trainB", "testA"):
        (tmp_path / split).mkdir()
        for index in range(100 if split != "trainB" else 1):
            level = (100 if is_bright(index) else 0) + index
            Image.new("L", (8, 8), level).save(tmp_path / split / f"{index:03}.png")
    for source in (tmp_path, tmp_path / "trainA"):
        for found in calibration_and_test(str(source), "a", (8, 8), (40, 20)):
            bright = sum(is_bright(grey % 100) for grey in greys(found))
            assert 0.25 < bright / len(found) < 0.75
    calibration, test = calibration_and_test(str(tmp_path / "trainA"), "a", (8, 8), (40, 20))
    assert (len(calibration), len(test)) == (40, 20)
    assert not set(greys(calibration)) & set(greys(test))


def test_evenly_means_one_of_each_part():
    for count, wanted in ((10, 5), (103, 10), (7, 6)):
        places = evenly(count, wanted)
        ends = [part * count // wanted for part in range(wanted + 1)]
        assert all(a <= p < b for a, p, b in zip(ends[:-1], places, ends[1:], strict=True))
    assert evenly(3, 3) == evenly(3, 9) == [0, 1, 2] and evenly(0, 4) == []


def test_others_stand_in_for_what_cannot_be_read(tmp_path):
    for index in range(20):
        Image.new("L", (8, 8), index).save(tmp_path / f"{index:02}.png")
    for index in range(15):
        (tmp_path / f"{index:02}.png").write_bytes(b"broken")
    calibration, test = calibration_and_test(str(tmp_path), "a", (8, 8), (3, 2))
    assert sorted(greys(calibration) + greys(test)) == [15, 16, 17, 18, 19]


def test_a_data_set_calibrates_by_training_pictures(folder):
    calibration, test = calibration_and_test(str(folder), "b", (16, 16), (4, 1))
    assert len(calibration) == 4 and len(test) == 1
    calibration, test = calibration_and_test(str(folder), "a", (16, 16), (100, 100))
    assert len(calibration) == 5 and len(test) == 3


def test_too_few_pictures(tmp_path, plain):
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="holds no two pictures"):
        calibration_and_test(str(tmp_path / "empty"), "a", (16, 16), (8, 8))
    with pytest.raises(DataError, match="There is no folder"):
        calibration_and_test(str(tmp_path / "nowhere"), "a", (16, 16), (8, 8))
