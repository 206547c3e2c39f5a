"""Samples what the sky of a scene is like, by day and by night."""

import numpy as np
from PIL import ImageColor

from unit_tf.data.scenes.colours import vary
from unit_tf.data.scenes.layout import Day, Night


def sample_clouds(rng: np.random.Generator) -> np.ndarray:
    """The puffs of all clouds, `[puffs, 4]`; those of one cloud stand on one line."""
    puffs = []
    for _ in range(rng.integers(0, 6)):
        x, y, width = rng.uniform(0, 1), rng.uniform(0.08, 0.42), rng.uniform(0.12, 0.3)
        for offset in np.linspace(-0.45, 0.45, 7) + rng.uniform(-0.06, 0.06, 7):
            high = width * (0.07 + 0.24 * (1 - (2 * offset) ** 2) * rng.uniform(0.35, 1))
            puffs.append((x + offset * width, y, max(high * 1.1, width * 0.1), high))
    return np.array(puffs).reshape(-1, 4)


def sample_day(rng: np.random.Generator) -> Day:
    """The sky of a day and its light."""
    skies = (
        ("#4f8fd0", "#cfe4f2", "#ffffff", 0.10, (150, 160, 182), (128, 118, 92)),  # blue
        ("#6ea6dc", "#e6eef0", "#ffffff", 0.35, (160, 166, 180), (110, 100, 80)),  # hazy
        ("#a9b6c4", "#dde2e6", "#f2f4f6", 0.80, (196, 200, 208), (30, 28, 26)),  # overcast
        ("#7a93c8", "#fbd3a4", "#ffe9d2", 0.25, (150, 146, 170), (142, 104, 58)),  # sunrise
        ("#3f86c8", "#a8d4ee", "#fbfdff", 0.05, (146, 158, 180), (138, 128, 104)),  # deep blue
    )
    zenith, horizon, cloud, cover, ambient, sun = skies[rng.integers(len(skies))]
    shows_sun = sum(sun) > 200 and rng.random() < 0.45
    return Day(
        zenith=vary(rng, ImageColor.getrgb(zenith), 10),
        horizon=vary(rng, ImageColor.getrgb(horizon), 8),
        cloud=ImageColor.getrgb(cloud),
        cover=cover * rng.uniform(0.6, 1.2),
        ambient=ambient,
        sun=sun,
        disc=(rng.uniform(0.1, 0.9), rng.uniform(0.08, 0.35)) if shows_sun else None,
    )


def sample_night(rng: np.random.Generator) -> Night:
    """The sky of a night, and how wet the street is."""
    skies = (
        ("#0c1636", "#33487f"),  # dark blue
        ("#070a18", "#2a2f57"),  # near black
        ("#101a3a", "#6b4a52"),  # glow of a city
        ("#14163c", "#5a3f77"),  # violet
        ("#0b2036", "#2f6a80"),  # teal
    )
    zenith, horizon = skies[rng.integers(len(skies))]
    stars = rng.random((rng.integers(0, 70), 3)) * (1, 0.55, 1)
    has_moon = rng.random() < 0.5
    return Night(
        zenith=vary(rng, ImageColor.getrgb(zenith), 4),
        horizon=vary(rng, ImageColor.getrgb(horizon), 8),
        ambient=(51, 62, 100),
        stars=stars,
        moon=(rng.uniform(0.1, 0.9), rng.uniform(0.07, 0.3), rng.uniform(-1, 1))
        if has_moon
        else None,
        wetness=rng.uniform(0.5, 1.0) if rng.random() < 0.4 else 0.0,
    )
