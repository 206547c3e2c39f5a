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
        yield lambda path, *flags: running(f"--dataset={path}", *flags)


def test_command_says_what_it_found(describe, folder):
    result = describe(folder)
    assert result.returncode == 0
    lines = result.stdout.splitlines()
    assert [line.split()[:2] for line in lines[1:5]] == [
        ["trainA", "5"], ["trainB", "7"], ["testA", "3"], ["testB", "2"],
    ]  # fmt: skip
    assert "5 colour" in lines[1]
    assert lines[-1] == "Nothing is wrong."


def test_command_says_what_is_wrong(describe, folder, tmp_path):
    shutil.copytree(folder, tmp_path / "data")
    (tmp_path / "data" / "trainB" / "0.png").write_bytes(b"not a picture")
    Image.new("L", (30, 30)).save(tmp_path / "data" / "trainB" / "grey.png")
    result = describe(tmp_path / "data")
    assert result.returncode == 1
    assert "1 cannot be read, the first:" in result.stdout and "0.png" in result.stdout
    assert "6 colour, 1 grey" in result.stdout
    (tmp_path / "data" / "trainA" / "photograph.heic").write_bytes(b"anything")
    result = describe(tmp_path / "data")
    assert "wrong: trainA: 1 passed over, ending in .heic" in result.stdout
    result = describe(tmp_path / "nothing")
    assert result.returncode == 2
    assert result.stderr.strip().splitlines()[-1].startswith("error: There is no folder")
    assert "Traceback" not in result.stderr


def test_command_says_what_will_disappoint(describe, folder, tmp_path):
    shutil.copytree(folder, tmp_path / "data")
    train = tmp_path / "data" / "trainA"
    ramp = np.linspace(0, 4095, 24 * 24).reshape(24, 24)
    for index in range(5):
        (train / f"{index}.png").unlink()
        Image.fromarray((ramp + index).astype(np.uint16).clip(0, 4095)).save(train / f"{index}.png")
    (train / "notes.txt").touch()
    result = describe(tmp_path / "data", "--image_size=64")
    assert result.returncode == 0
    *_, note, last = result.stdout.splitlines()
    assert "trainA: 5 pictures that use a sliver" in result.stdout
    assert "trainA: 5 pictures far smaller than the 64 x 64" in result.stdout
    assert note.startswith("note: trainA: 1 passed over, ending in .txt")
    assert last == "Every picture can be read."
    result = describe(tmp_path / "data", "--levels=0,4095")
    assert result.stdout.splitlines()[-1] == "Nothing is wrong." and result.returncode == 0
    assert "note: trainA: 5 pictures far smaller than the 256 x 256" in result.stdout
    assert describe(tmp_path / "data", "--levels=0").returncode == 2


def test_what_pillow_warns_of_is_not_shown(describe, folder, tmp_path):
    shutil.copytree(folder, tmp_path / "data")
    exif = b"Exif\0\0II*\0\x08\0\0\0\1\0\x0f\1"  # it ends within its first entry
    Image.new("RGB", (30, 30), "red").save(tmp_path / "data" / "trainA" / "x.jpg", exif=exif)
    assert describe(tmp_path / "data").stderr == ""


def test_names_that_are_no_text_are_shown_escaped(describe, folder, tmp_path):
    shutil.copytree(folder, tmp_path / "data")
    train = bytes(tmp_path / "data" / "trainB")
    shutil.copy(train + b"/0.png", train + b"/ok\xe9.png")
    with open(train + b"/caf\xe9.png", "wb"):
        pass
    result = describe(tmp_path / "data")
    assert result.returncode == 1 and r"trainB/caf\xe9.png (" in result.stdout
    images, _ = next(unit_tf.data.load(tmp_path / "data", image_size=16).as_numpy_iterator())
    assert images.shape == (1, 16, 16, 3)


def test_levels_reach_the_batches(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "data")
    for path in (tmp_path / "data").rglob("*.png"):
        Image.fromarray(np.full((24, 24), 2048, np.uint16)).save(path)
    for levels, expected in ((None, -0.94), ((0, 4096), 0.0)):
        for images in next(
            unit_tf.data.load(tmp_path / "data", image_size=16, levels=levels).as_numpy_iterator()
        ):
            np.testing.assert_allclose(images, expected, atol=0.01)


def test_one_domain_alone(folder, tmp_path):
    shutil.copytree(folder / "trainB", tmp_path / "plain")
    for dataset in (folder, tmp_path / "plain"):
        (images,) = next(iter(unit_tf.data.load(dataset, "train", 16, 2, domains="b")))
        assert images.shape == (2, 16, 16, 3) and float(np.min(images)) > -0.1
    (images,) = next(iter(unit_tf.data.load(folder, "test", 16, domains="a")))
    assert float(np.max(images)) < 0.1
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="has no folder trainB"):
        unit_tf.data.load(tmp_path / "empty", "train", 16, domains="b")
    with pytest.raises(DataError, match="has no testB"):
        unit_tf.data.load(tmp_path / "plain", "test", 16, domains="b")
