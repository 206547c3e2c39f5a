import numpy as np
import tensorflow as tf

from unit_tf.models.pool import Pool


def plain(*levels):
    """Pictures of one level each."""
    return tf.constant(levels, tf.float32)[:, None, None, None] * tf.ones((1, 2, 2, 1))


def levels(images):
    return np.asarray(images)[:, 0, 0, 0].tolist()


def test_a_pool_fills_before_it_gives():
    pool = Pool(3, (2, 2, 1))
    assert levels(pool.show(plain(1, 2), seed=(0, 0))) == [1, 2]
    assert levels(pool.show(plain(3), seed=(0, 1))) == [3]
    assert levels(pool.pictures) == [1, 2, 3] and int(pool.count) == 3


def test_a_full_pool_swaps_half_of_the_time_and_loses_nothing_else():
    pool, shown, swapped = Pool(10, (2, 2, 1)), [], 0
    for step in range(400):
        before = set(levels(pool.pictures)) if step >= 10 else set()
        (given,) = levels(pool.show(plain(step + 1), seed=(7, step)))
        shown.append(given)
        if step >= 10:
            after = set(levels(pool.pictures))
            assert given == step + 1 or given in before
            assert after == (before if given == step + 1 else before - {given} | {step + 1})
            swapped += given != step + 1
    assert len(set(shown[10:])) == 390  # once filled, each is shown once at most
    assert 0.4 < swapped / 390 < 0.6


def test_the_same_seed_shows_the_same_and_nothing_flows_back():
    pools = Pool(2, (2, 2, 1)), Pool(2, (2, 2, 1))
    for step in range(12):
        one, other = (levels(pool.show(plain(step, step + 0.5), (1, step))) for pool in pools)
        assert one == other
    images = plain(1.0)
    with tf.GradientTape() as tape:
        tape.watch(images)
        total = tf.reduce_sum(pools[0].show(images, (0, 0)))
    assert tape.gradient(total, images) is None
