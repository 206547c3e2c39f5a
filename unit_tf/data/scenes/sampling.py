"""Samples street scenes: the same seed always describes the same scene.

The weather, the night sky and the lit windows come from random streams of their own, so that they
never move a wall.
"""

import math

import numpy as np

from unit_tf.data.scenes.colours import (
    AWNINGS,
    CARS,
    CONIFERS,
    LEAVES,
    ROOFS,
    SIGNS,
    TRIMS,
    WALLS,
    pick,
    vary,
)
from unit_tf.data.scenes.layout import (
    DARK_PANE,
    Building,
    Camera,
    Car,
    Lamp,
    Scene,
    Shop,
    Street,
    Tower,
    Tree,
)
from unit_tf.data.scenes.weather import sample_clouds, sample_day, sample_night

SURPRISES = 0.08  # share of windows that do the opposite of what their panes promise


def sample_scene(seed: int) -> Scene:
    """Describes the scene of this seed, a whole number from 0 up."""
    shapes, weather, darkness = (np.random.default_rng([seed, stream]) for stream in range(3))
    frontal = shapes.random() < 0.55
    street = _sample_street(shapes, frontal)
    camera = _sample_camera(shapes, street, frontal)
    sides = (-1, 1) if frontal else (1,)
    return Scene(
        camera=camera,
        street=street,
        buildings=_sample_buildings(shapes, darkness, street, frontal),
        skyline=_sample_skyline(shapes),
        lamps=_sample_lamps(shapes, street, sides, frontal),
        cars=_sample_cars(shapes, street, camera, frontal),
        trees=_sample_trees(shapes, street, sides, frontal),
        clouds=sample_clouds(weather),
        veil=weather.random((7, 5)).astype(np.float32),
        sun_side=int(weather.choice((-1, 1))),
        day=sample_day(weather),
        night=sample_night(darkness),
    )


def _sample_street(rng: np.random.Generator, frontal: bool) -> Street:
    has_crossing, crossing = rng.random() < 0.4, rng.uniform(9, 16)
    return Street(
        road=rng.uniform(3.4, 5.5),
        pavement=rng.uniform(2.2, 3.6),
        crossing=(crossing if frontal else crossing - 14) if has_crossing else None,
        asphalt=vary(rng, (112, 113, 118), 14),
        paving=vary(rng, (176, 170, 162), 16),
    )


def _sample_camera(rng: np.random.Generator, street: Street, frontal: bool) -> Camera:
    if frontal:
        return Camera(
            along=0.0,
            across=rng.uniform(-0.6, 0.6) * street.road,
            up=rng.uniform(1.9, 4.2),
            heading=rng.uniform(-0.13, 0.13),
            focal=rng.uniform(0.75, 1.0),
            horizon=rng.uniform(0.5, 0.66),
        )
    return Camera(
        along=0.0,
        across=-street.road - rng.uniform(6, 12),
        up=rng.uniform(2.4, 4.6),
        heading=math.pi / 2 + rng.uniform(-0.3, 0.3),
        focal=rng.uniform(0.95, 1.2),
        horizon=rng.uniform(0.54, 0.63),
    )


def _sample_buildings(
    rng: np.random.Generator, darkness: np.random.Generator, street: Street, frontal: bool
) -> tuple[Building, ...]:
    line = street.road + street.pavement
    if frontal:
        rows = [(side, line, 2.0, 110.0, rng.uniform(9, 17)) for side in (-1, 1)]
    else:
        rows = [
            (1, line, -42.0, 42.0, rng.uniform(7, 11)),
            (1, line + 24, -60.0, 60.0, rng.uniform(16, 24)),
        ]
    buildings = []
    for side, front, place, stop, typical_height in rows:
        while place < stop:
            width = rng.uniform(6, 13)
            height = typical_height * rng.uniform(0.65, 1.4)
            buildings.append(
                _sample_building(rng, darkness, side, front, place, place + width, height)
            )
            gap = rng.uniform(1.5, 5) if rng.random() < 0.18 else 0.0
            place += width + gap
    return tuple(buildings)


def _sample_building(
    rng: np.random.Generator,
    darkness: np.random.Generator,
    side: int,
    front: float,
    start: float,
    end: float,
    height: float,
) -> Building:
    roof = str(rng.choice(["flat", "flat", "pitched", "gabled"]))
    floors = max(1, round((height - 3.6) / 3.2))
    columns = max(2, round((end - start) / rng.uniform(2.1, 3.0)))
    panes = rng.integers(0, DARK_PANE, (floors, columns))
    panes[rng.random((floors, columns)) < rng.uniform(0.3, 0.65)] = DARK_PANE
    lit = (panes != DARK_PANE) ^ (darkness.random((floors, columns)) < SURPRISES)
    return Building(
        start=start,
        end=end,
        front=side * front,
        back=side * (front + rng.uniform(8, 12)),
        height=height,
        roof=roof,
        roof_height=rng.uniform(1.8, 3.6),
        wall=pick(rng, WALLS),
        trim=pick(rng, TRIMS),
        roof_colour=pick(rng, ROOFS),
        panes=panes,
        glow=lit * darkness.uniform(0.55, 0.95, (floors, columns)),
        window=(rng.uniform(0.42, 0.66), rng.uniform(0.5, 0.68)),
        balconies=bool(rng.random() < 0.22),
        shop=_sample_shop(rng) if rng.random() < 0.6 else None,
        chimneys=tuple(rng.uniform(0.12, 0.88, rng.integers(0, 3))),
    )


def _sample_shop(rng: np.random.Generator) -> Shop:
    return Shop(
        is_open=bool(rng.random() < 0.75),
        awning=pick(rng, AWNINGS) if rng.random() < 0.55 else None,
        sign=pick(rng, SIGNS),
        light=(255, 214, 140) if rng.random() < 0.7 else (214, 236, 255),
    )


def _sample_skyline(rng: np.random.Generator) -> tuple[Tower, ...]:
    towers = []
    for clearness, tallest in ((0.3, 0.34), (0.5, 0.22)):
        left = -0.8
        while left < 0.8:
            width = rng.uniform(0.05, 0.13)
            cells = rng.integers((4, 9), size=(rng.integers(4, 12), 2))
            towers.append(
                Tower(
                    left=left,
                    right=left + width,
                    top=rng.uniform(0.25, 1.0) ** 1.5 * tallest,
                    clearness=clearness,
                    colour=vary(rng, (132, 128, 130), 26),
                    lights=(cells + 0.6) / (4.2, 10),
                )
            )
            left += width * rng.uniform(0.8, 1.3)
    return tuple(towers)


def _sample_lamps(
    rng: np.random.Generator, street: Street, sides: tuple[int, ...], frontal: bool
) -> tuple[Lamp, ...]:
    is_globe = rng.random() < 0.4
    height = rng.uniform(3.6, 4.6) if is_globe else rng.uniform(5.2, 7.0)
    light = ((255, 190, 105), (255, 216, 158), (255, 236, 206))[rng.integers(3)]
    spacing = rng.uniform(11, 17)
    first, last = (rng.uniform(7, 13), 90.0) if frontal else (rng.uniform(-26, -16), 30.0)
    return tuple(
        Lamp(
            along=along + (spacing / 2 if side < 0 else 0),
            across=side * (street.road + 0.6),
            height=height,
            reach=0.0 if is_globe else -side * 1.4,
            light=light,
        )
        for side in sides
        for along in np.arange(first, last, spacing)
    )


def _sample_cars(
    rng: np.random.Generator, street: Street, camera: Camera, frontal: bool
) -> tuple[Car, ...]:
    cars = []
    lanes = {1: street.road * 0.42, -1: -street.road * 0.42}
    kerbs = {1: street.road - 1.0, -1: 1.0 - street.road}
    first, last = (9.0, 70.0) if frontal else (-15.0, 16.0)
    for direction in (1, -1):
        place = first + rng.uniform(0, 10)
        while place < last:
            # Parked at the kerb or driving in the lane; on a narrow road the two nearly meet.
            across = kerbs[direction] if rng.random() < 0.5 else lanes[direction]
            beside = abs(across - camera.across) > 2.2 or place > 12
            if rng.random() < 0.62 and beside:
                kind = str(rng.choice(["saloon", "saloon", "hatchback", "hatchback", "van"]))
                cars.append(Car(place, across, direction, kind, pick(rng, CARS)))
            place += rng.uniform(6.5, 14)
    return tuple(cars)


def _sample_trees(
    rng: np.random.Generator, street: Street, sides: tuple[int, ...], frontal: bool
) -> tuple[Tree, ...]:
    if rng.random() < 0.2:
        return ()
    is_conical = rng.random() < 0.3
    season = pick(rng, CONIFERS if is_conical else LEAVES)
    first, last = (12.0, 80.0) if frontal else (-22.0, 24.0)
    trees = []
    for side in sides:
        place = first + rng.uniform(0, 9)
        while place < last:
            trees.append(
                Tree(
                    along=place,
                    across=side * (street.road + 1.2),
                    height=rng.uniform(4.4, 6.6) if is_conical else rng.uniform(3.8, 6.0),
                    colour=vary(rng, season, 18),
                    balls=_cone_of_balls(rng) if is_conical else _heap_of_balls(rng),
                )
            )
            place += rng.uniform(7, 20)
    return tuple(trees)


def _heap_of_balls(rng: np.random.Generator) -> np.ndarray:
    """A round crown, `[11, 3]` (right, up, radius)."""
    angles, distances = rng.uniform(0, math.tau, 11), np.sqrt(rng.random(11)) * 0.72
    across, up = np.cos(angles) * distances, np.sin(angles) * distances * 0.85
    return np.stack([across, up, rng.uniform(0.32, 0.5, 11)], axis=1)


def _cone_of_balls(rng: np.random.Generator) -> np.ndarray:
    """A pointed crown, `[28, 3]` (right, up, radius): rows of balls that narrow to the top."""
    widths = (0.62, 0.56, 0.47, 0.37, 0.26, 0.14, 0.02)
    balls = [
        (offset * width + rng.uniform(-0.03, 0.03), up, 0.12 + 0.24 * width)
        for up, width in zip(np.linspace(-1, 1.15, 7), widths, strict=True)
        for offset in (-1, -0.35, 0.35, 1)
    ]
    return np.array(balls)
