"""The mean of a loss since it was last written down."""

import keras


class RunningMean(keras.metrics.Mean):
    """A mean that is saved with the model, as Keras' own is not: a run that goes on counts on."""

    def save_own_variables(self, store):
        """Keras calls this when it saves."""
        for index, variable in enumerate(self.variables):
            store[str(index)] = variable.numpy()

    def load_own_variables(self, store):
        """Keras calls this when it loads; a file of an older version holds no means."""
        for index, variable in enumerate(self.variables):
            if str(index) in store:
                variable.assign(store[str(index)])
