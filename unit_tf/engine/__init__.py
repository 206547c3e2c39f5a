"""How a step is computed, whatever the model: devices, parts of a batch, optimiser, average."""

from unit_tf.engine.adam import Adam
from unit_tf.engine.distribution import open_strategy, share_cores

__all__ = ["Adam", "open_strategy", "share_cores"]
