import numpy as np
import pytest

from unit_tf.data import DataError
from unit_tf.data.scenes import drawing
from unit_tf.data.scenes import source as scenes


def test_training_is_unpaired_and_testing_paired():
    seeds = {split: set(seeds) for split, seeds in scenes.SEEDS.items()}
    assert not seeds["trainA"] & seeds["trainB"]
    assert not (seeds["trainA"] | seeds["trainB"]) & seeds["testA"]
    assert list(scenes.SEEDS["testA"]) == list(scenes.SEEDS["testB"])


def test_scenes_are_drawn_once_and_in_order(tmp_path, monkeypatch):
    few = {"trainA": range(2), "trainB": range(5, 7), "testA": range(9, 12), "testB": range(9, 12)}
    monkeypatch.setattr(scenes, "SEEDS", few)
    monkeypatch.setenv("TFDS_DATA_DIR", str(tmp_path))
    source = scenes.open_scenes((24, 32))
    for split in ("trainA", "testA", "testB"):
        assert source.count(split) == len(few[split])
        for seed, (_, opening) in zip(few[split], source.pictures(split), strict=True):
            expected = drawing.draw(seed, (24, 32), night=split == "testB")
            np.testing.assert_array_equal(opening(), expected)

    def no_more(*args, **kwargs):
        raise AssertionError("drawn twice")

    monkeypatch.setattr(drawing, "draw", no_more)
    assert scenes.open_scenes((24, 32)).count("trainB") == 2


def test_scenes_that_would_be_too_small_are_not_drawn(tmp_path, monkeypatch):
    monkeypatch.setenv("TFDS_DATA_DIR", str(tmp_path))
    with pytest.raises(DataError, match="16 pixels or more on each side, not with 15 x 32"):
        scenes.open_scenes((15, 32))
    assert not list(tmp_path.iterdir())


def test_no_room_for_scenes_is_said(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TFDS_DATA_DIR", str(tmp_path / "file" / "x"))
    with pytest.raises(DataError, match="cannot be written .* TFDS_DATA_DIR"):
        scenes.open_scenes((24, 32))
