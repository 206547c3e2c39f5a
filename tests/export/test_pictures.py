import numpy as np
import pytest
from PIL import Image

from export.pictures import calibration_and_test
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


def test_a_folder_takes_turns(plain):
    calibration, test = calibration_and_test(str(plain), "a", (16, 24), (8, 8))
    assert greys(calibration) == [0, 2, 5] and greys(test) == [1, 4, 6]
    assert calibration[0].shape == (1, 16, 24, 3) and calibration[0].dtype == np.uint8
    calibration, test = calibration_and_test(str(plain), "a", (16, 24), (3, 1))
    assert greys(calibration) == [0, 2, 5] and greys(test) == [1]


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
