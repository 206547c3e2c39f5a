"""Two labelled data sets as the two domains: digits, or any classes that both have."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from unit_tf.data.errors import DataError
from unit_tf.data.folder import plain
from unit_tf.data.tfds import builder

NAMES = {"train": ("train_x", "train_y"), "test": ("test_x", "test_y")}


class Labelled:
    """Pictures of a and of b with the labels of both, which training never looks at.

    Args:
        source_a: an `.npz` file of `train_x`, `train_y` and, optionally, `test_x`, `test_y`
            (uint8 `[count, height, width]` or `[count, height, width, channels]`, and integers
            from 0), or "tfds:NAME" of a data set with features `image` and `label`.
        source_b: the same of the other domain.

    Raises:
        DataError: one of them is not there or not such.
    """

    def __init__(self, source_a: str, source_b: str):
        self._splits, self._sources = {}, {"A": source_a, "B": source_b}
        for domain, source in self._sources.items():
            read = _read_tfds if source.startswith("tfds:") else _read_npz
            for split, (images, labels) in read(source).items():
                self._splits[f"{split}{domain}"] = _checked(source, images, labels)

    def splits(self) -> tuple[str, ...]:
        """Which of trainA, trainB, testA and testB there are."""
        return tuple(self._splits)

    def count(self, split: str) -> int:
        """How many pictures a split has."""
        return len(self._splits[split][0])

    def pictures(self, split: str) -> Iterator[tuple[str, Callable[[], Image.Image]]]:
        """A name and a function that opens it for each picture of a split, in order."""
        for index, image in enumerate(self._splits[split][0]):
            name = f"{self._sources[split[-1]]}: {split}[{index}]"
            yield name, lambda image=image: plain(Image.fromarray(image))

    def labels(self, split: str) -> np.ndarray:
        """int64 `[count]`, of the split's pictures in their order."""
        return self._splits[split][1]


def _read_npz(source: str) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    path = Path(source).expanduser()
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in sum(NAMES.values(), ()) if name in file}
    except Exception as error:  # a file may be of any kind
        reason = getattr(error, "strerror", None) or "it is no .npz file"
        raise DataError(
            f"{path} cannot be read ({reason}): give an .npz file with train_x and train_y, "
            "or tfds:NAME."
        ) from error
    if not {"train_x", "train_y"} <= set(arrays):
        raise DataError(f"{path} holds no train_x and train_y: pictures and labels go there.")
    return {
        split: (arrays[x], arrays[y])
        for split, (x, y) in NAMES.items()
        if x in arrays and y in arrays
    }


def _read_tfds(source: str) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    found = builder(source.removeprefix("tfds:"))
    if (
        not {"image", "label"} <= set(found.info.features.keys())
        or "train" not in found.info.splits
    ):
        raise DataError(f"{source} has no split train with the features image and label.")
    result = {}
    for split in NAMES:
        if split in found.info.splits:
            examples = list(found.as_dataset(split=split).as_numpy_iterator())
            images, labels = (np.stack([e[name] for e in examples]) for name in ("image", "label"))
            result[split] = images, labels
    return result


def _checked(source: str, images: np.ndarray, labels: np.ndarray):
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    colour = images.ndim == 4 and images.shape[3] == 3
    if images.dtype != np.uint8 or not (images.ndim == 3 or colour) or not len(images):
        raise DataError(
            f"{source} holds pictures of {images.dtype} {list(images.shape)}: they must be uint8 "
            "[count, height, width] or [count, height, width, 3]."
        )
    if labels.shape != (len(images),) or labels.dtype.kind not in "iu" or labels.min() < 0:
        raise DataError(
            f"{source} holds labels of {labels.dtype} {list(labels.shape)}: there must be an "
            f"integer from 0 for each of its {len(images)} pictures."
        )
    return images, labels.astype(np.int64)
