"""UNIT, unsupervised image-to-image translation (Liu, Breuel and Kautz, 2017), in TensorFlow."""

import os

from unit_tf.start import LEVEL, check_backend, end_at_once_if_interrupted, quiet
from unit_tf.version import VERSION

# All are read when TensorFlow and Keras are imported, so they are set before. oneDNN makes the
# step a fifth faster on processors where TensorFlow leaves it off.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault(LEVEL, "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

end_at_once_if_interrupted()
with quiet():
    check_backend()
    from unit_tf import data
    from unit_tf.engine.distribution import share_cores
    from unit_tf.models.cyclegan import CycleGAN
    from unit_tf.models.presets import PRESETS
    from unit_tf.models.recipe import Recipe
    from unit_tf.models.student import Student
    from unit_tf.models.unit import UNIT
    from unit_tf.networks.architecture import Architecture

__version__ = VERSION
__all__ = [
    "PRESETS", "UNIT", "Architecture", "CycleGAN", "Recipe", "Student", "data", "share_cores",
]  # fmt: skip
