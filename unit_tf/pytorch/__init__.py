"""The checkpoints of the reference programs, and the models that they become."""

from unit_tf.pytorch.files import CheckpointError, read
from unit_tf.pytorch.model import import_parts

__all__ = ["CheckpointError", "import_parts", "read"]
