"""Pictures from TensorFlow Datasets: a named data set or a prepared builder's folder."""

from collections.abc import Callable, Iterator
from pathlib import Path

import tensorflow_datasets as tfds
from PIL import Image

from unit_tf.data.errors import DataError
from unit_tf.data.folder import SPLITS, plain
from unit_tf.reason import reason


class TFDS:
    """A prepared builder with the splits trainA, trainB and, optionally, testA, testB.

    Its examples have a feature `image`, as those of `cycle_gan` do.
    """

    def __init__(self, builder: tfds.core.DatasetBuilder):
        self.builder = builder
        missing = {"trainA", "trainB"} - set(builder.info.splits)
        if missing:
            raise DataError(
                f"tfds:{builder.info.name} has no split {' and no split '.join(sorted(missing))} "
                f"(it has {', '.join(builder.info.splits) or 'none'}): choose one of two domains, "
                "such as tfds:cycle_gan/horse2zebra."
            )
        if "image" not in builder.info.features:
            raise DataError(f"tfds:{builder.info.name} has no feature 'image' to train on.")

    def splits(self) -> tuple[str, ...]:
        """Which of trainA, trainB, testA and testB there are."""
        return tuple(split for split in SPLITS if split in self.builder.info.splits)

    def count(self, split: str) -> int:
        """How many pictures a split has."""
        return self.builder.info.splits[split].num_examples

    def pictures(self, split: str) -> Iterator[tuple[str, Callable[[], Image.Image]]]:
        """A name and a function that opens it for each picture of a split, in the split's order."""
        examples = self.builder.as_dataset(split=split, shuffle_files=False).as_numpy_iterator()
        for index, example in enumerate(examples):
            image = example["image"]
            image = image[..., 0] if image.shape[-1] == 1 else image
            yield f"{split}[{index}]", lambda image=image: plain(Image.fromarray(image))


def open_tfds(name: str) -> TFDS:
    """The data set of `--dataset=tfds:NAME`, downloaded and prepared if it is not yet.

    Args:
        name: such as "cycle_gan/horse2zebra", or a folder that a builder has prepared.

    Raises:
        DataError: no such data set, or it cannot be downloaded.
    """
    if Path(name).expanduser().is_dir():
        try:
            return TFDS(tfds.builder_from_directory(Path(name).expanduser()))
        except DataError:
            raise
        except Exception as error:
            raise DataError(
                f"{name} is not a folder that a TFDS builder has prepared "
                f"({reason(error)}): give the one that holds dataset_info.json."
            ) from error
    return TFDS(builder(name))


def builder(name: str) -> tfds.core.DatasetBuilder:
    """The builder of a named data set, downloaded and prepared if it is not yet.

    Raises:
        DataError: no such data set, or it cannot be downloaded.
    """
    try:
        found = tfds.builder(name)
    except Exception as error:
        raise DataError(
            f"TensorFlow Datasets does not know {name!r} ({reason(error)}): "
            "see tensorflow.org/datasets for the names, or give a folder."
        ) from error
    try:
        found.download_and_prepare()
    except Exception as error:
        raise DataError(
            f"tfds:{name} could not be downloaded ({reason(error)}): "
            "fetch the pictures by hand into a folder with trainA and trainB instead."
        ) from error
    return found
