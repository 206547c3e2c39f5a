"""The mean of a loss since it was last written down."""

import keras
import tensorflow as tf

from unit_tf.engine.distribution import has_workers


class RunningMean(keras.metrics.Mean):
    """A mean that is saved with the model, as Keras' own is not: a run that goes on counts on.

    Of several workers each has its own, which one of them alone cannot read: those are not saved.
    """

    def __init__(self, name: str):
        super().__init__(name=name)
        self._is_of_one = not has_workers(tf.distribute.get_strategy())

    def save_own_variables(self, store):
        """Keras calls this when it saves."""
        for index, variable in enumerate(self.variables if self._is_of_one else ()):
            store[str(index)] = variable.numpy()

    def load_own_variables(self, store):
        """Keras calls this when it loads; a file of an older version holds no means."""
        for index, variable in enumerate(self.variables if self._is_of_one else ()):
            if str(index) in store:
                variable.assign(store[str(index)])
