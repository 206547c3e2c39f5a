import numpy as np
import pytest
import tensorflow as tf

from unit_tf.engine.accumulation import mean_over_parts

IMAGES = (tf.range(8.0)[:, None], tf.range(8.0)[:, None] + 100.0)


def means(images, part):
    a, b = images
    return {"means": [tf.reduce_mean(a), tf.reduce_mean(b)], "part": tf.cast(part, tf.float32)}


@pytest.mark.parametrize("parts", [1, 2, 4, 8])
def test_means_of_parts_are_those_of_the_whole(parts):
    result = tf.function(lambda: mean_over_parts(means, IMAGES, parts))()
    np.testing.assert_allclose(result["means"], [3.5, 103.5])
    assert float(result["part"]) == (parts - 1) / 2  # each part once


def test_parts_are_of_neighbours():
    seen = []

    def note(images, part):
        seen.append(images[0].numpy().ravel().tolist())
        return tf.reduce_mean(images[0])

    mean_over_parts(note, IMAGES, 2)
    assert seen == [[0.0, 1.0, 2.0, 3.0], [4.0, 5.0, 6.0, 7.0]]
