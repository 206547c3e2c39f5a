"""Two optimisers as the one that Keras' callbacks know."""

import keras


class Optimizers:
    """What `keras.Model.optimizer` is where several train a model, each its own network.

    Callbacks that set rates find all of them in `optimizers`, as in Keras' own `MultiOptimizer`,
    and log each as `learning_rate_` and its name. It holds no state, so nothing of it is saved.

    Args:
        *optimizers: the first is the one whose rate and iterations are told.
    """

    built = True

    def __init__(self, *optimizers: keras.optimizers.Optimizer):
        self.optimizers = list(optimizers)

    @property
    def learning_rate(self):
        """The first one's; to set it sets that of all."""
        return self.optimizers[0].learning_rate

    @learning_rate.setter
    def learning_rate(self, learning_rate):
        for optimizer in self.optimizers:
            optimizer.learning_rate = learning_rate

    @property
    def iterations(self):
        """How many steps the first one has taken."""
        return self.optimizers[0].iterations

    @property
    def variables(self) -> list:
        """The state of all."""
        return [variable for optimizer in self.optimizers for variable in optimizer.variables]
