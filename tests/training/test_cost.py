import keras
import tensorflow as tf

from unit_tf.training.cost import multiply_adds, multiply_adds_in


def test_convolutions_by_hand():
    network = keras.Sequential(
        [
            keras.layers.Conv2D(5, 3, strides=2, padding="same"),
            keras.layers.Conv2DTranspose(2, 4, 2),
        ]
    )
    network.build((None, 8, 6, 3))
    # 4 x 3 places of 5 filters of 3 x 3 x 3; then each of 4 x 3 x 5 numbers into 4 x 4 x 2.
    assert multiply_adds(network, (8, 6, 3)) == 4 * 3 * 5 * 27 + 4 * 3 * 5 * 32


def test_the_way_back_counts_as_much_for_each_of_its_two_gradients():
    convolution = keras.layers.Conv2D(5, 3, strides=2, padding="same")
    transposed = keras.layers.Conv2DTranspose(2, 4, 2)
    x = tf.zeros((2, 8, 6, 3))
    transposed(convolution(x))  # builds them

    @tf.function
    def gradients():
        variables = [v.value for v in (convolution.kernel, transposed.kernel)]
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = tf.reduce_sum(tf.square(transposed(convolution(x))))
        return tape.gradient(loss, [x, *variables])

    forward = 2 * (4 * 3 * 5 * 27 + 4 * 3 * 5 * 32)
    assert multiply_adds_in(gradients.get_concrete_function().graph) == 3 * forward
