"""A data set by its name, opened, and as what `fit` takes."""

import os
import sys
from pathlib import Path

import tensorflow as tf

from unit_tf.data import pipeline
from unit_tf.data.errors import DataError
from unit_tf.data.folder import Folder
from unit_tf.data.labelled import Labelled
from unit_tf.data.passed_over import meant_to_be_read
from unit_tf.data.scenes.source import NAMES, open_scenes
from unit_tf.data.store import Store
from unit_tf.data.tfds import TFDS, open_tfds

# Training pictures are kept this much larger than the crops that are taken from them, as in the
# references (286 for 256).
CROP_MARGIN = 1.12


def open_source(
    dataset: str | Path,
    image_size: tuple[int, int],
    crop_margin: float = CROP_MARGIN,
    levels: tuple[float, float] | None = None,
    domains: str = "ab",
) -> Folder | TFDS | Labelled:
    """Finds a data set without reading its pictures (scenes are drawn, if never drawn before).

    Args:
        dataset: a folder, "tfds:NAME", "tfds:FOLDER", "scenes", "scenes:photographed", or
            "A.npz,B.npz", where either may be "tfds:NAME" of labelled pictures instead.
        image_size: (height, width) in pixels, for which scenes are drawn.
        crop_margin: how much larger scenes are drawn than that.
        levels: (black, white) of a folder's pictures of 16 bits, 32 bits or floats, such as
            (0, 4095) of 12 bits. None: as of `folder.plain`.
        domains: those whose training pictures must be there: "ab", "a" or "b".

    Raises:
        DataError: it is not there or not complete.
    """
    if dataset in NAMES:
        return open_scenes(_covering(image_size, crop_margin), NAMES[dataset])
    if isinstance(dataset, str) and dataset.count(",") == 1 and not os.path.exists(dataset):
        return Labelled(*dataset.split(","))
    if isinstance(dataset, str) and dataset.startswith("tfds:"):
        return open_tfds(dataset.removeprefix("tfds:"))
    return Folder(dataset, levels, domains)


def load(
    dataset: str | Path,
    split: str = "train",
    image_size: int | tuple[int, int] = 256,
    batch_size: int = 1,
    seed: int = 0,
    start: int | None = None,
    channels: tuple[int, int] = (3, 3),
    crop_margin: float = CROP_MARGIN,
    flip: bool = True,
    stretch: float = 1.0,
    shift: float = 0.0,
    slant: float = 0.0,
    levels: tuple[float, float] | None = None,
    context: tf.distribute.InputContext = pipeline.WHOLE,
    domains: str = "ab",
) -> tf.data.Dataset:
    """Batches of `(images_a, images_b)`, what `UNIT.fit` takes, or of one domain's alone.

    Training pictures come unpaired, shuffled, cropped at random and flipped; those of the test
    split in order, a's first with b's first, cropped to the middle.

    Args:
        dataset: a folder with trainA, trainB and, optionally, testA, testB; "tfds:NAME" or
            "tfds:FOLDER"; "A.npz,B.npz", labelled; or "scenes", drawn by the project, or
            "scenes:photographed", drawn with what real places and a camera add.
        split: "train" or "test".
        image_size: of what comes out, a side or (height, width), pixels.
        batch_size: pictures of each domain.
        seed: of all that is random.
        start: None for one pass over the larger domain, in a new order at every iteration; the
            step to start from for endless training data that depends on the seed and step alone.
        channels: of a and of b, 1 or 3.
        crop_margin: how much larger the training pictures are than the crops.
        flip: whether training pictures are flipped half of the time.
        stretch: training pictures are stretched, each way on its own, by up to this factor or
            shrunk by as much.
        shift: training pictures are moved by up to this share of their sides.
        slant: their rows are moved by up to this share of the distance from the middle.
        levels: as of `open_source`.
        context: under `tf.distribute`, whose share of each batch comes out: this worker's alone,
            in batches of a replica's. By default all of it.
        domains: "ab" for pairs; "a" or "b" for what a `Student` takes, `(images,)`. Then the
            dataset may also be a folder of nothing but that domain's training pictures.

    Returns:
        float32 `[batch_size, height, width, channels]` in [-1, 1], of each domain.

    Raises:
        DataError: the data set is not there, not complete, or no picture of it can be read.
        ValueError: no such split.
    """
    if split not in ("train", "test"):
        raise ValueError(f"split must be 'train' or 'test', not {split!r}.")
    image_size = (image_size, image_size) if isinstance(image_size, int) else tuple(image_size)
    larger = _covering(image_size, crop_margin)
    source = open_source(dataset, image_size, crop_margin, levels, domains)
    names = [f"{split}{domain.upper()}" for domain in domains]
    for name in names:
        if name not in source.splits():
            raise DataError(f"{dataset} has no {name}: the test pictures of a domain go there.")
    size = larger if split == "train" else image_size
    if isinstance(source, Folder):
        for sentence in meant_to_be_read(source.path, names):
            print(sentence, file=sys.stderr)
    stores = tuple(
        Store(name, source.pictures(name), source.count(name), size, channels["AB".index(name[-1])])
        for name in names
    )
    if split == "test":
        return pipeline.test_batches(stores, image_size, batch_size)
    return pipeline.training_batches(
        stores, image_size, batch_size, seed, start, flip, stretch, shift, slant, context
    )


def _covering(image_size: tuple[int, int], crop_margin: float) -> tuple[int, int]:
    return tuple(round(side * crop_margin) for side in image_size)
