"""The built-in data set: street scenes by day (a) and by night (b), drawn when first asked for.

Plain, or "photographed": with what real places and a camera add, so that who learns from drawings
alone translates photographs.
"""

import contextlib
import io
import os
from collections.abc import Iterator

import numpy as np
import tensorflow_datasets as tfds
from absl import logging
from tqdm import tqdm

from unit_tf.data.errors import DataError
from unit_tf.data.scenes import drawing
from unit_tf.data.tfds import TFDS
from unit_tf.engine.progress import progress
from unit_tf.reason import reason

NAMES = {"scenes": False, "scenes:photographed": True}  # and whether they are photographed
# No seed is drawn twice, but for the test pictures, which pair the same scene by day and by night.
SEEDS = {
    "trainA": range(0, 400),
    "trainB": range(10_000, 10_400),
    "testA": range(20_000, 20_100),
    "testB": range(20_000, 20_100),
}


class SceneConfig(tfds.core.BuilderConfig):
    """The size of the pictures, (height, width) in pixels, and whether they are photographed."""

    def __init__(self, size: tuple[int, int], photographed: bool = False):
        super().__init__(name=f"{size[0]}x{size[1]}" + "_photographed" * photographed)
        self.size, self.photographed = size, photographed


class Scenes(tfds.core.GeneratorBasedBuilder):
    """Draws the scenes and keeps them as TFRecords in TFDS' data folder.

    `TFDS_DATA_DIR` moves that folder from `~/tensorflow_datasets`.
    """

    VERSION = tfds.core.Version("1.0.0")
    progress: tqdm | None = None

    def _info(self) -> tfds.core.DatasetInfo:
        return tfds.core.DatasetInfo(
            builder=self,
            description="Drawn street scenes: unpaired to train on, paired to test with.",
            features=tfds.features.FeaturesDict(
                {"image": tfds.features.Image(shape=(None, None, 3)), "seed": np.int64}
            ),
            disable_shuffling=True,  # the order pairs testA with testB
        )

    def _split_generators(self, dl_manager):
        return {split: self._generate_examples(split) for split in SEEDS}

    def _generate_examples(self, split: str):
        for seed in SEEDS[split]:
            if self.progress is not None:
                self.progress.update()
            config = self.builder_config
            image = drawing.draw(seed, config.size, split.endswith("B"), config.photographed)
            yield seed, {"image": image, "seed": seed}


def draw_all(builder: Scenes):
    """Draws what is not drawn yet, with a bar of our own in place of TFDS' many."""
    tfds.disable_progress_bar()
    total = sum(map(len, SEEDS.values()))
    try:
        with (
            progress(None, "scene", total=total, desc="Drawing") as builder.progress,
            contextlib.redirect_stdout(io.StringIO()),
        ):
            builder.download_and_prepare()
    finally:
        tfds.enable_progress_bar()


@contextlib.contextmanager
def _unlogged() -> Iterator[None]:
    """Within its block TFDS, which warns of sizes that it does not know, says nothing."""
    verbosity = logging.get_verbosity()
    logging.set_verbosity(logging.ERROR)
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)


def open_scenes(size: tuple[int, int], photographed: bool = False) -> TFDS:
    """The scenes at this size, (height, width) in pixels: drawn now, or read if drawn before.

    Args:
        size: (height, width), pixels.
        photographed: whether with what real places and a camera add.

    Raises:
        DataError: they are too small, or there is no room for them, or no right to write.
    """
    if min(size) < drawing.SMALLEST_SIDE:
        raise DataError(
            f"Scenes are drawn with {drawing.SMALLEST_SIDE} pixels or more on each side, not with "
            f"{size[0]} x {size[1]}: choose a larger image_size."
        )
    try:
        with _unlogged():
            # TFDS itself looks only when it is imported.
            config = SceneConfig(size, photographed)
            builder = Scenes(config=config, data_dir=os.environ.get("TFDS_DATA_DIR"))
        if not builder.is_prepared():
            draw_all(builder)
    except OSError as error:
        raise DataError(
            f"The scenes cannot be written ({reason(error)}): "
            "set the environment variable TFDS_DATA_DIR to a folder with room for them."
        ) from error
    return TFDS(builder)
