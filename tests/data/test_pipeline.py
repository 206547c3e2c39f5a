import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from unit_tf.data import pipeline
from unit_tf.data.store import Store


def store(count, first=0, size=(8, 8)):
    """Pictures that each have one grey value: first, first + 1, ..."""
    pictures = [
        (str(v), lambda v=v: Image.new("RGB", size, (v, v, v))) for v in range(first, first + count)
    ]
    return Store("trainA", pictures, count, (8, 8), 3)


def values(dataset):
    """The grey values of each batch, a then b."""
    return [
        [pipeline.to_uint8(images)[:, 0, 0, 0].tolist() for images in pair]
        for pair in dataset.as_numpy_iterator()
    ]


def pairs(seed=0, start=None, batch_size=1, size=(8, 8), stores=None, flip=True):
    stores = stores or (store(3), store(5, 100))
    return pipeline.training_batches(stores, size, batch_size, seed, start, flip)


def test_a_pass_shows_every_picture_of_the_larger_domain_once():
    dataset = pairs()
    assert int(dataset.cardinality()) == 5
    shown = values(dataset)
    assert sorted(b[0] for _, b in shown) == [100, 101, 102, 103, 104]
    assert sorted(a[0] for a, _ in shown[:3]) == [0, 1, 2]


def test_passes_differ_and_so_do_seeds():
    dataset = pairs(stores=(store(20), store(20, 100)))
    first, second = values(dataset), values(dataset)
    assert first != second
    assert values(pairs(1, stores=(store(20), store(20, 100)))) != first
    # The two domains are paired anew each time.
    assert {(a[0], b[0]) for a, b in first} != {(a[0], b[0]) for a, b in second}


@pytest.mark.parametrize("batch_size", [1, 3])
def test_the_stream_of_a_resumed_run_goes_on(batch_size):
    def batches(start, count):
        return list(pairs(7, start, batch_size, (6, 6)).take(count).as_numpy_iterator())

    uninterrupted, resumed = batches(0, 30), batches(20, 10)
    for expected, images in zip(uninterrupted[20:], resumed, strict=True):
        np.testing.assert_array_equal(expected[0], images[0])
        np.testing.assert_array_equal(expected[1], images[1])


def test_every_lap_of_the_stream_is_another_order_of_all():
    shown = [b[0] for _, b in values(pairs(stores=(store(3), store(8, 100)), start=0).take(24))]
    laps = [shown[:8], shown[8:16], shown[16:]]
    assert all(sorted(lap) == list(range(100, 108)) for lap in laps)
    assert laps[0] != laps[1] and laps[1] != laps[2]


def test_few_pictures_still_fill_a_batch():
    assert [len(a) for a, _ in values(pairs(batch_size=8))] == [8]


def test_crops_and_flips():
    ramp = np.arange(10 * 16, dtype=np.uint8).reshape(10, 16)
    picture = Image.fromarray(np.repeat(ramp[..., None], 3, axis=2))
    stores = (Store("trainA", [("ramp", lambda: picture)], 1, (10, 16), 3),) * 2
    corners, flipped = set(), 0
    for images, _ in pairs(stores=stores, start=0, size=(8, 8)).take(200).as_numpy_iterator():
        crop = pipeline.to_uint8(images)[0, :, :, 0].astype(int)
        if crop[0, 0] > crop[0, 1]:
            flipped += 1
            crop = crop[:, ::-1]
        top, left = divmod(crop[0, 0], 16)
        np.testing.assert_array_equal(crop, ramp[top : top + 8, left : left + 8])
        corners.add((top, left))
    assert corners == {(top, left) for top in range(3) for left in range(9)}
    assert 60 < flipped < 140
    unflipped = pairs(stores=stores, start=0, size=(8, 8), flip=False).take(50)
    assert all(a[0, 0, 0, 0] < a[0, 0, 1, 0] for a, _ in unflipped.as_numpy_iterator())


def test_crops_are_those_of_tensorflow():
    """What a training saw before only the crop was read, it sees again."""
    pixels = np.random.default_rng(0).integers(0, 256, (12, 20, 3)).astype(np.uint8)
    one = Store("trainA", [("one", lambda: Image.fromarray(pixels))], 1, (12, 20), 3)
    for seed in range(20):
        expected = tf.image.stateless_random_crop(pixels, (8, 8, 3), (seed, 1))
        np.testing.assert_array_equal(pipeline._random_crop(one, 0, (8, 8), (seed, 1)), expected)


def test_test_pictures_come_in_order_from_the_middle():
    stores = (store(5), store(3, 100, (12, 8)))
    dataset = pipeline.test_batches(stores, (8, 8), 2)
    assert values(dataset) == [[[0, 1], [100, 101]], [[2], [102]]]
    ramp = Image.fromarray(np.arange(12, dtype=np.uint8)[None].repeat(8, axis=0))
    wide = Store("testA", [("ramp", lambda: ramp)], 1, (8, 8), 1)
    images, _ = next(pipeline.test_batches((wide, wide), (8, 8), 1).as_numpy_iterator())
    assert pipeline.to_uint8(images)[0, 0, :, 0].tolist() == list(range(2, 10))


def test_a_pair_that_lost_a_picture_is_left_out_whole():
    def broken():
        raise OSError("truncated")

    def opening(value):
        return lambda: Image.new("RGB", (8, 8), (value, value, value))

    first = [("0", opening(0)), ("1", broken), ("2", opening(2)), ("3", opening(3))]
    second = [("0", opening(10)), ("1", opening(11)), ("2", broken), ("3", opening(13))]
    stores = tuple(Store("test", pictures, 4, (8, 8), 3) for pictures in (first, second))
    assert values(pipeline.test_batches(stores, (8, 8), 2)) == [[[0, 3], [10, 13]]]


def test_range_and_rounding():
    assert pipeline.to_float(np.array([0, 255], np.uint8)).numpy().tolist() == [-1.0, 1.0]
    levels = np.arange(256, dtype=np.uint8)
    np.testing.assert_array_equal(pipeline.to_uint8(pipeline.to_float(levels)), levels)
    assert pipeline.to_uint8(np.array([-1.2, 1.2])).tolist() == [0, 255]


def test_warp_stretches_from_the_middle_and_moves():
    ramp = np.broadcast_to(np.arange(32.0, dtype=np.float32), (200, 32, 32))[..., None] / 32
    still = pipeline.warp(ramp, 1.0, 0.0, 0.0, [1, 2])
    np.testing.assert_allclose(still, ramp, atol=1e-6)
    warped = np.asarray(pipeline.warp(ramp, 1.25, 0.1, 0.0, [1, 2]))
    slopes = 32 * np.diff(warped[:, 16, 12:20, 0], axis=1)
    np.testing.assert_allclose(slopes, slopes[:, :1].repeat(7, 1), atol=1e-3)
    assert 0.8 <= slopes.min() < 0.85 and 1.2 < slopes.max() <= 1.2501
    moves = 32 * warped[:, 16, 15:17, 0].mean(1) - 15.5
    assert -3.2 <= moves.min() < -2.5 and 2.5 < moves.max() <= 3.2 + 1e-3
    assert warped.min() >= 0 and warped.max() <= 31 / 32
    np.testing.assert_array_equal(pipeline.warp(ramp, 1.25, 0.1, 0.0, [1, 2]), warped)
    assert np.abs(pipeline.warp(ramp, 1.25, 0.1, 0.0, [1, 3]) - warped).max() > 0.1


def test_warp_leans_about_the_middle():
    ramp = np.broadcast_to(np.arange(33.0, dtype=np.float32), (200, 33, 33))[..., None]
    leant = np.asarray(pipeline.warp(ramp, 1.0, 0.0, 0.25, [1, 2]))[:, :, 16, 0]
    np.testing.assert_allclose(leant[:, 16], 16.0, atol=1e-4)
    leans = np.diff(leant[:, 4:29], axis=1)
    np.testing.assert_allclose(leans, leans[:, :1].repeat(24, 1), atol=1e-3)
    assert -0.2501 <= leans.min() < -0.2 and 0.2 < leans.max() <= 0.2501


def test_warp_fills_with_the_ground_of_each_picture():
    colours = np.array([[0.5, -0.25, 1.0], [-1.0, 0.0, 0.25]], np.float32)
    images = np.tile(colours[:, None, None], (1, 16, 16, 1))
    images[:, 4:12, 0] = 0.75  # part of the edge is of something else
    images[:, 6:10, 6:10] = -0.75
    shrunk = np.asarray(pipeline.warp(images, 1.5, 0.3, 0.0, [0, 7]))
    assert np.abs(shrunk - images).max() > 0.1
    # Every corner is ground, moved in or not.
    for corner in (shrunk[:, 0, 0], shrunk[:, -1, -1], shrunk[:, 0, -1], shrunk[:, -1, 0]):
        np.testing.assert_allclose(corner, colours, atol=1e-6)
