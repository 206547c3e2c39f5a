import keras
import numpy as np
import tensorflow as tf

from unit_tf.engine import moving_average


def network(value):
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(3)])
    for weight in model.weights:
        weight.assign(tf.fill(weight.shape, value))
    return model


def test_average_by_hand():
    average, current = network(1.0), network(5.0)
    tf.function(lambda: moving_average.update(average, current, 0.75))()
    for weight in average.weights:
        np.testing.assert_allclose(weight, 2.0)
    for weight in current.weights:
        np.testing.assert_allclose(weight, 5.0)
