"""Scenes with what real places and a camera add: other pictures of the same streets."""

import numpy as np
import pytest

from unit_tf.data.scenes import drawing, photography, places
from unit_tf.data.scenes.canvas import Canvas
from unit_tf.data.scenes.sampling import sample_scene


@pytest.mark.parametrize("night", [False, True])
@pytest.mark.parametrize("size", [16, 65, (37, 101)])
def test_a_seed_always_gives_the_same_picture_of_any_size(size, night: bool):
    first = drawing.draw(5, size, night, photographed=True)
    assert first.dtype == np.uint8
    assert first.shape == ((size, size) if isinstance(size, int) else size) + (3,)
    np.testing.assert_array_equal(first, drawing.draw(5, size, night, photographed=True))
    assert np.abs(first.astype(int) - drawing.draw(5, size, night)).mean() > 3


def test_the_same_things_stand_by_day_and_by_night():
    scene = sample_scene(2)
    real = places.as_in_reality(scene, 2)
    assert (real.camera, real.street, real.lamps, real.cars) == (
        scene.camera, scene.street, scene.lamps, scene.cars,
    )  # fmt: skip
    assert sum(real.night.zenith) < sum(scene.night.zenith)

    def what_stands(night: bool) -> np.ndarray:
        canvas = Canvas(real, 64, 64, night)
        places.draw_hills(canvas, 2)
        places.draw_clutter(canvas, 2)
        return np.asarray(canvas.surface)

    day, night = what_stands(False), what_stands(True)
    np.testing.assert_array_equal(day, night)
    assert (day[..., 3] > 0).mean() > 0.02


def test_walls_are_rough_and_the_sky_is_left_alone():
    seeds = range(8)
    changed = []
    for seed in seeds:
        canvas = Canvas(sample_scene(seed), 64, 64, night=True)
        canvas.upright("rectangle", (0, 20, 64, 64), (120, 120, 120), 200)
        before = np.asarray(canvas.surface).astype(int)
        places.weather(canvas, seed)
        after = np.asarray(canvas.surface).astype(int)
        is_sky = before[..., 3] == 0
        np.testing.assert_array_equal(after[is_sky], 0)
        assert np.all(after[~is_sky][:, 3] > 0)  # fog hides a wall, but makes no sky of it
        wall = after[~is_sky][:, :3]
        np.testing.assert_array_equal(wall[:, 0], wall[:, 1])  # rough, and of the same colour
        changed.append(wall.std())
    assert np.mean(changed) > 3


def test_days_are_noisier_than_nights():
    flat = np.full((64, 64, 3), 0.4)

    def noise(night: bool) -> float:
        pictures = [photography.photograph(flat, seed, night) for seed in range(12)]
        return float(np.mean([np.diff(p.astype(int), axis=1).std() for p in pictures]))

    assert noise(False) > 2 * noise(True)


def test_no_camera_makes_black_or_white_of_grey():
    levels = [
        photography.photograph(np.full((32, 32, 3), 0.5), seed, night).mean()
        for seed in range(20)
        for night in (False, True)
    ]
    assert min(levels) > 60 and max(levels) < 200 and np.std(levels) > 8
