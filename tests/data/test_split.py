import numpy as np
import pytest
from PIL import Image
from small import save_labelled

from unit_tf import data
from unit_tf.data import DataError, Split


@pytest.fixture
def greys(tmp_path):
    """Six pictures a domain, wider than high, each of one grey: 10, 20 ... in a, 110 ... in b."""
    for split in ("trainA", "trainB", "testA", "testB"):
        (tmp_path / split).mkdir()
        for index in range(6):
            level = 10 * index + (110 if split.endswith("B") else 10)
            Image.new("L", (30, 20), level).save(tmp_path / split / f"{index}.png")
    return tmp_path


def levels(pictures):
    return [None if picture is None else int(picture[0, 0, 0]) for picture in pictures]


def test_pictures_in_order_and_some_of_them(greys, capsys):
    (greys / "testA" / "2.png").write_bytes(b"none")
    split = Split(greys, "testA", (16, 16))
    assert len(split) == 6 and split.name == "testA"
    for _ in range(2):
        assert levels(split.pictures()) == [10, 20, None, 40, 50, 60]
    assert next(split.pictures()).shape == (16, 16, 3)
    assert levels(split.pictures({1, 5})) == [20, 60]
    assert capsys.readouterr().err.count("1 picture of testA cannot be read") == 1


def test_the_middle_is_cut_out(greys):
    pixels = np.zeros((20, 30, 3), np.uint8)
    pixels[:, 5:25] = 255
    Image.fromarray(pixels).save(greys / "testB" / "0.png")
    picture = next(Split(greys, "testB", (20, 20), channels=1).pictures())
    np.testing.assert_array_equal(picture, np.full((20, 20, 1), 255))


def test_batches_with_and_without_counterparts(greys):
    (greys / "testA" / "2.png").write_bytes(b"none")
    (greys / "testB" / "0.png").write_bytes(b"none")
    a, b = Split(greys, "testA", (16, 16)), Split(greys, "testB", (16, 16), channels=1)
    found = list(a.batches(2))
    assert [(len(images), truth) for images, truth in found] == [(2, None), (2, None), (1, None)]
    assert found[0][0].dtype == np.float32
    assert found[0][0][0, 0, 0, 0] == pytest.approx(10 / 127.5 - 1)
    pairs = list(a.batches(3, b))
    assert [len(images) for images, _ in pairs] == [3, 1]
    for images, truth in pairs:
        assert truth.shape == (len(images), 16, 16, 1)
        np.testing.assert_allclose(truth[:, 0, 0, 0] - images[:, 0, 0, 0], 100 / 127.5, atol=1e-6)


def test_what_cannot_be_read_at_all(greys):
    for path in (greys / "testA").iterdir():
        path.write_bytes(b"none")
    split = Split(greys, "testA", (16, 16))
    with pytest.raises(DataError, match="No picture of testA can be read"):
        list(split.batches(2))
    with pytest.raises(DataError, match="no validationA"):
        Split(greys, "validationA", (16, 16))


def test_all_at_once_with_labels(tmp_path):
    arrays = save_labelled(tmp_path / "a.npz", 9, size=16)
    save_labelled(tmp_path / "b.npz", 3, size=16)
    name = f"{tmp_path / 'a.npz'},{tmp_path / 'b.npz'}"
    found = data.read(name, "trainA", (16, 16), channels=1)
    np.testing.assert_array_equal(found.labels, arrays["train_y"])
    np.testing.assert_array_equal(data.to_uint8(found.images[..., 0]), arrays["train_x"])


def test_all_at_once_without_labels(greys):
    (greys / "trainB" / "3.png").write_bytes(b"none")
    found = data.read(greys, "trainB", (16, 24))
    assert found.images.shape == (5, 16, 24, 3) and found.labels is None
    assert levels(data.to_uint8(found.images)) == [110, 120, 130, 150, 160]
