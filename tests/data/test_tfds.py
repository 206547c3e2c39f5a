import numpy as np
import pytest
import tensorflow_datasets as tfds

import unit_tf
from unit_tf.data import DataError
from unit_tf.data.tfds import TFDS, open_tfds


class Squares(tfds.core.GeneratorBasedBuilder):
    """Grey squares, dark and light, or what a subclass makes of them."""

    VERSION = tfds.core.Version("1.0.0")
    splits = ("trainA", "trainB")
    feature = "image"
    channels = 3

    def _info(self):
        image = tfds.features.Image(shape=(None, None, self.channels))
        return tfds.core.DatasetInfo(
            builder=self, features=tfds.features.FeaturesDict({self.feature: image})
        )

    def _split_generators(self, dl_manager):
        return {split: self._generate_examples(split) for split in self.splits}

    def _generate_examples(self, split):
        for index in range(3):
            value = 50 * index + (100 if split.endswith("B") else 0)
            yield index, {self.feature: np.full((20, 20, self.channels), value, np.uint8)}


class GreySquares(Squares):
    """One channel."""

    channels = 1


class OneDomain(Squares):
    """No second domain."""

    splits = ("trainA",)


class NoImage(Squares):
    """Another feature."""

    feature = "picture"


def prepared(builder, path):
    builder = builder(data_dir=path)
    builder.download_and_prepare()
    return builder


@pytest.mark.parametrize("kind", [Squares, GreySquares])
def test_prepared_folder(tmp_path, kind):
    builder = prepared(kind, tmp_path)
    dataset = unit_tf.data.load(f"tfds:{builder.data_dir}", image_size=16, start=0)
    levels = [
        {round(float(i.mean() + 1) * 127.5) for i in images}
        for images in zip(*dataset.take(3).as_numpy_iterator(), strict=True)
    ]
    assert levels == [{0, 50, 100}, {100, 150, 200}]


def test_count_and_splits(tmp_path):
    source = TFDS(prepared(Squares, tmp_path))
    assert source.splits() == ("trainA", "trainB")
    assert source.count("trainA") == len(list(source.pictures("trainA"))) == 3


def test_unfit_data_sets_get_a_sentence(tmp_path):
    with pytest.raises(DataError, match="no split trainB"):
        TFDS(prepared(OneDomain, tmp_path))
    with pytest.raises(DataError, match="no feature 'image'"):
        TFDS(prepared(NoImage, tmp_path))
    with pytest.raises(DataError, match="does not know 'no_such_data_set'"):
        open_tfds("no_such_data_set")
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="not a folder that a TFDS builder has prepared"):
        open_tfds(str(tmp_path / "empty"))


def test_failed_download_gets_a_sentence(monkeypatch):
    class Offline:
        def download_and_prepare(self):
            raise ConnectionError("no route\nto host")

    monkeypatch.setattr(tfds, "builder", lambda name: Offline())
    with pytest.raises(DataError, match=r"could not be downloaded \(no route\)"):
        open_tfds("cycle_gan/horse2zebra")
