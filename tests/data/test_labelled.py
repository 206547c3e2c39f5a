import numpy as np
import pytest
import tensorflow_datasets as tfds
from small import save_labelled

from unit_tf import data
from unit_tf.data import DataError, labelled
from unit_tf.data.labelled import Labelled


def test_pictures_and_labels_of_two_files(tmp_path):
    a = save_labelled(tmp_path / "a.npz", 5, test=2)
    b = save_labelled(tmp_path / "b.npz", 4, channels=(3,))
    source = data.open_source(f"{tmp_path / 'a.npz'},{tmp_path / 'b.npz'}", (8, 8))
    assert set(source.splits()) == {"trainA", "testA", "trainB"}
    assert source.count("trainA") == 5 and source.count("testA") == 2
    for split, arrays, name in [
        ("trainA", a, "train"),
        ("testA", a, "test"),
        ("trainB", b, "train"),
    ]:
        names, openers = zip(*source.pictures(split), strict=True)
        assert len(set(names)) == source.count(split)
        made = np.stack([np.asarray(opener()) for opener in openers])
        np.testing.assert_array_equal(made, arrays[f"{name}_x"])
        np.testing.assert_array_equal(source.labels(split), arrays[f"{name}_y"])


class Numbers(tfds.core.GeneratorBasedBuilder):
    """Grey squares with what they show as labels."""

    VERSION = tfds.core.Version("1.0.0")

    def _info(self):
        image, label = tfds.features.Image(shape=(8, 8, 1)), tfds.features.ClassLabel(num_classes=5)
        features = tfds.features.FeaturesDict({"image": image, "label": label})
        return tfds.core.DatasetInfo(builder=self, features=features)

    def _split_generators(self, dl_manager):
        return {"train": self._generate_examples(5), "test": self._generate_examples(2)}

    def _generate_examples(self, count):
        for index in range(count):
            yield index, {"image": np.full((8, 8, 1), 50 * index, np.uint8), "label": index}


def test_a_domain_from_tfds(tmp_path, monkeypatch):
    save_labelled(tmp_path / "b.npz", 4)
    monkeypatch.setattr(labelled, "builder", lambda name: prepared)
    prepared = Numbers(data_dir=tmp_path)
    prepared.download_and_prepare()
    source = Labelled("tfds:numbers", str(tmp_path / "b.npz"))
    assert source.count("trainA") == 5 and source.count("testA") == 2
    openers = [opener for _, opener in source.pictures("trainA")]
    shown = [np.asarray(opener())[0, 0] for opener in openers]
    np.testing.assert_array_equal(shown, 50 * source.labels("trainA"))


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"train_x": np.zeros((2, 4, 4), np.uint8)}, "holds no train_x and train_y"),
        (
            {"train_x": np.zeros((2, 4, 4), np.float32), "train_y": np.zeros(2, int)},
            r"pictures of float32 \[2, 4, 4\]: they must be uint8",
        ),
        (
            {"train_x": np.zeros((2, 4, 4), np.uint8), "train_y": np.zeros(3, int)},
            r"labels of int64 \[3\]: there must be an integer from 0 for each of its 2 pictures",
        ),
    ],
)
def test_bad_files_get_a_sentence(tmp_path, arrays, message):
    np.savez(tmp_path / "x.npz", **arrays)
    with pytest.raises(DataError, match=message):
        Labelled(str(tmp_path / "x.npz"), str(tmp_path / "x.npz"))


def test_files_that_are_none(tmp_path):
    (tmp_path / "text.npz").write_text("no archive")
    for name, message in [("gone.npz", "No such file"), ("text.npz", "it is no .npz file")]:
        with pytest.raises(DataError, match=message):
            Labelled(str(tmp_path / name), str(tmp_path / name))
