import keras

from unit_tf.cost import multiply_adds


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
