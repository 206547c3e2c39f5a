"""Folders, TFDS, labelled digits or drawn scenes as a `tf.data.Dataset` that `fit` takes."""

from unit_tf.data.errors import DataError
from unit_tf.data.loading import load, open_source
from unit_tf.data.pipeline import to_float, to_uint8
from unit_tf.data.split import Split, read

__all__ = ["DataError", "Split", "load", "open_source", "read", "to_float", "to_uint8"]
