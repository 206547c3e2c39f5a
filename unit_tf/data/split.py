"""The pictures of one split, one after the other or all at once."""

import itertools
from collections.abc import Container, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from unit_tf.data import pipeline
from unit_tf.data.errors import DataError
from unit_tf.data.labelled import Labelled
from unit_tf.data.loading import open_source
from unit_tf.data.store import cover, decode_all, report_unreadable


class Split:
    """The pictures of a split, read each time that they are gone through: none stays in memory.

    Args:
        dataset: as of `load`.
        split: "trainA", "trainB", "testA" or "testB".
        image_size: (height, width), pixels, of the middle that is cut out of each.
        channels: 1 or 3.
        levels: as of `open_source`.

    Raises:
        DataError: as of `load`.
    """

    def __init__(
        self,
        dataset: str | Path,
        split: str,
        image_size: tuple[int, int],
        channels: int = 3,
        levels: tuple[float, float] | None = None,
    ):
        self.name, self._image_size, self._channels = split, image_size, channels
        self.source = open_source(dataset, image_size, levels=levels)
        if split not in self.source.splits():
            raise DataError(f"{dataset} has no {split}: the test pictures of a domain go there.")
        self._told: set[str] = set()

    def __len__(self) -> int:
        """How many there are, those included that cannot be read."""
        return self.source.count(self.name)

    def pictures(
        self, places: Container[int] | None = None, is_shown: bool = True
    ) -> Iterator[np.ndarray | None]:
        """The pixels of each picture, uint8 `[height, width, channels]`; None if it is unreadable.

        Those that are unreadable are named when they are first come upon.

        Args:
            places: of those that are wanted; None: all.
            is_shown: as of `decode_all`.

        Raises:
            DataError: none of them can be read.
        """
        places = range(len(self)) if places is None else places
        openers = (p for place, p in enumerate(self.source.pictures(self.name)) if place in places)
        count = sum(place in places for place in range(len(self)))
        unreadable = []
        for title, pixels in decode_all(self.name, openers, count, self._middle, is_shown):
            if isinstance(pixels, Exception):
                unreadable.append(f"{title} ({type(pixels).__name__}: {pixels})")
                yield None
            else:
                yield pixels
        report_unreadable(self.name, [told for told in unreadable if told not in self._told])
        self._told.update(unreadable)
        if len(unreadable) == count:
            raise DataError(f"No picture of {self.name} can be read: see the list above.")

    def batches(
        self, size: int, truth: "Split | None" = None
    ) -> Iterator[tuple[np.ndarray, np.ndarray | None]]:
        """The pictures that can be read, float32 `[size or less, height, width, channels]`.

        Args:
            size: of a batch.
            truth: with the counterpart of each in its place; then those come of which both can be
                read.

        Yields:
            Pictures in [-1, 1], and their counterparts or None.

        Raises:
            DataError: there are none.
        """
        streams = [self.pictures()] + ([truth.pictures(is_shown=False)] if truth else [])
        rows = (row for row in zip(*streams, strict=True) if all(p is not None for p in row))
        batch = list(itertools.islice(rows, size))
        if not batch:
            raise DataError(f"No picture of {self.name} can be read together with its counterpart.")
        while batch:
            parts = zip(*batch, strict=True)
            images, *others = (pipeline.to_float(np.stack(part)).numpy() for part in parts)
            yield images, others[0] if others else None
            batch = list(itertools.islice(rows, size))

    def _middle(self, picture: Image.Image) -> np.ndarray:
        pixels = cover(picture, self._image_size, self._channels)
        height, width = self._image_size
        top, left = (pixels.shape[0] - height) // 2, (pixels.shape[1] - width) // 2
        return pixels[top : top + height, left : left + width]


class Pictures(NamedTuple):
    """All pictures of a split."""

    images: np.ndarray  # float32 [count, height, width, channels] in [-1, 1]
    labels: np.ndarray | None  # int64 [count]; None if the data set has none


def read(
    dataset: str | Path, split: str, image_size: tuple[int, int], channels: int = 3
) -> Pictures:
    """All pictures of a split at once, as a `Split` of these arguments has them."""
    found = Split(dataset, split, image_size, channels)
    pictures = enumerate(found.pictures())
    places, pixels = zip(*((i, p) for i, p in pictures if p is not None), strict=True)
    is_labelled = isinstance(found.source, Labelled)
    labels = found.source.labels(split)[np.array(places)] if is_labelled else None
    return Pictures(pipeline.to_float(np.stack(pixels)).numpy(), labels)
