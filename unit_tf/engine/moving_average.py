"""An exponential moving average of one network's weights in another."""

import keras
import tensorflow as tf


def update(average: keras.Model, current: keras.Model, decay):
    """Makes of the average: decay * average + (1 - decay) * current, on every replica.

    Args:
        average: the network whose weights are the averages.
        current: one of the same form.
        decay: float scalar in [0, 1).
    """

    def on_every_replica(strategy, decay):
        for mean, weight in zip(average.weights, current.weights, strict=True):
            strategy.extended.update(mean.value, step, args=(weight.value, decay), group=False)

    def step(mean, weight, decay):
        # mean - (1 - decay) * (mean - weight), by the kernel that has it in one pass.
        tf.raw_ops.ResourceApplyGradientDescent(
            var=mean.handle, alpha=1.0 - decay, delta=mean - weight
        )

    tf.distribute.get_replica_context().merge_call(on_every_replica, args=(decay,))
