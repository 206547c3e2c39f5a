"""What a run writes, shows, costs and goes on from."""

from unit_tf.training.callbacks import Checkpoints
from unit_tf.training.run_folder import RunFolder

__all__ = ["Checkpoints", "RunFolder"]
