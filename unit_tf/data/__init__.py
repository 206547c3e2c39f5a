"""Folders, TFDS, labelled digits or drawn scenes as a `tf.data.Dataset` that `fit` takes."""

from unit_tf.data.errors import DataError
from unit_tf.data.loading import load, open_source, read
from unit_tf.data.pipeline import to_uint8

__all__ = ["DataError", "load", "open_source", "read", "to_uint8"]
