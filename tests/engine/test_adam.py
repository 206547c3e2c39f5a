import keras
import numpy as np
import pytest
import tensorflow as tf

from unit_tf.engine.adam import Adam

RATE, BETA_1, BETA_2, EPSILON = 0.1, 0.5, 0.9, 1e-3


def by_hand(variable, gradients, l2):
    """Kingma and Ba, 2015, section 2.1, with the penalty's gradient added to the loss'."""
    m = v = 0.0
    for step, gradient in enumerate(gradients, 1):
        gradient = gradient + l2 * variable
        m = BETA_1 * m + (1 - BETA_1) * gradient
        v = BETA_2 * v + (1 - BETA_2) * gradient**2
        rate = RATE * np.sqrt(1 - BETA_2**step) / (1 - BETA_1**step)
        variable = variable - rate * m / (np.sqrt(v) + EPSILON)
    return variable


def updated(optimizer, gradients):
    variable = keras.Variable([1.0, -2.0])
    optimizer.build([variable])
    apply = tf.function(lambda gradient: optimizer.apply([gradient], [variable]))
    for gradient in gradients:
        apply(tf.constant(gradient, tf.float32))
    return variable.numpy()


GRADIENTS = np.random.default_rng(0).normal(size=(5, 2))


@pytest.mark.parametrize("l2", [0.0, 0.5])
def test_steps_by_hand(l2):
    result = updated(Adam(RATE, BETA_1, BETA_2, EPSILON, l2=l2), GRADIENTS)
    np.testing.assert_allclose(result, by_hand(np.array([1.0, -2.0]), GRADIENTS, l2), rtol=1e-5)


def test_it_is_keras_adam():
    arguments = (RATE, BETA_1, BETA_2, EPSILON)
    ours, theirs = Adam(*arguments), keras.optimizers.Adam(*arguments)
    np.testing.assert_allclose(updated(ours, GRADIENTS), updated(theirs, GRADIENTS), rtol=1e-6)


def test_the_penalty_is_saved_with_it():
    again = keras.optimizers.deserialize(keras.optimizers.serialize(Adam(RATE, l2=0.5)))
    assert isinstance(again, Adam) and again.l2 == 0.5
