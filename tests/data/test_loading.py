import shutil

import numpy as np
import pytest
from commands import command
from PIL import Image

import unit_tf
from unit_tf.data import DataError


def test_load_gives_what_fit_takes(folder):
    dataset = unit_tf.data.load(folder, image_size=(16, 24), batch_size=2, seed=1)
    for spec in dataset.element_spec:
        assert spec.shape == (2, 16, 24, 3)
        assert spec.dtype == np.float32
    for images_a, images_b in dataset.as_numpy_iterator():
        for images in (images_a, images_b):
            assert images.min() >= -1 and images.max() <= 1
        assert images_a.mean() < -0.3 and images_b.mean() > 0.3  # the dark and the light domain


def test_load_test_split_and_grey(folder):
    (images_a, images_b), *rest = unit_tf.data.load(
        folder, "test", image_size=16, batch_size=8, channels=(1, 3)
    ).as_numpy_iterator()
    assert images_a.shape == (2, 16, 16, 1)
    assert images_b.shape == (2, 16, 16, 3)
    assert rest == []


def test_load_refuses(folder, tmp_path):
    with pytest.raises(ValueError, match="split must be"):
        unit_tf.data.load(folder, "validation")
    shutil.copytree(folder / "trainA", tmp_path / "trainA")
    shutil.copytree(folder / "trainB", tmp_path / "trainB")
    with pytest.raises(DataError, match="no testA"):
        unit_tf.data.load(str(tmp_path), "test")


@pytest.fixture(scope="module")
def describe():
    with command("unit_tf.data") as running:
        yield lambda path: running(f"--dataset={path}")


def test_command_says_what_it_found(describe, folder):
    result = describe(folder)
    assert result.returncode == 0
    lines = result.stdout.splitlines()
    assert [line.split()[:2] for line in lines[1:5]] == [
        ["trainA", "5"], ["trainB", "7"], ["testA", "3"], ["testB", "2"],
    ]  # fmt: skip
    assert "5 colour" in lines[1]
    assert lines[5] == "Nothing is wrong."


def test_command_says_what_is_wrong(describe, folder, tmp_path):
    shutil.copytree(folder, tmp_path / "data")
    (tmp_path / "data" / "trainB" / "0.png").write_bytes(b"not a picture")
    Image.new("L", (30, 30)).save(tmp_path / "data" / "trainB" / "grey.png")
    result = describe(tmp_path / "data")
    assert result.returncode == 1
    assert "1 cannot be read, the first:" in result.stdout and "0.png" in result.stdout
    assert "6 colour, 1 grey" in result.stdout
    result = describe(tmp_path / "nothing")
    assert result.returncode == 2
    assert result.stderr.strip().splitlines()[-1].startswith("error: There is no folder")
    assert "Traceback" not in result.stderr
