"""UNIT, unsupervised image-to-image translation (Liu, Breuel and Kautz, 2017), in TensorFlow."""

import os

# Both are read when TensorFlow and Keras are imported, so they are set before. oneDNN makes the
# step a fifth faster on processors where TensorFlow leaves it off.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

from unit_tf import data
from unit_tf.distribution import share_cores
from unit_tf.model import UNIT
from unit_tf.networks import Architecture
from unit_tf.presets import PRESETS, Recipe

__version__ = "0.1.0"
__all__ = ["PRESETS", "UNIT", "Architecture", "Recipe", "data", "share_cores"]
