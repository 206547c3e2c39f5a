"""What real places have and the drawn street lacks: hills, clutter, rough walls, fog, real clouds.

Everything here is of the place, the same by day and by night, but for sun and shade, which the day
alone has. What a camera adds comes after it: `photography`.
"""

import dataclasses

import numpy as np
from PIL import Image

from unit_tf.data.scenes.canvas import Canvas
from unit_tf.data.scenes.colours import CARS, LEAVES, STEEL, WALLS, darker, mix, pick, vary
from unit_tf.data.scenes.layout import Scene

FINEST = 256  # cells along a side of the finest noise


def as_in_reality(scene: Scene, seed: int) -> Scene:
    """The scene under ragged clouds, and with a night that is darker and less blue."""
    rng = np.random.default_rng([seed, 4])
    veil = 0.5 + 0.3 * _noise(rng, (64, 64), (4, 8, 16, 32, 64))
    cover = min(1.0, scene.day.cover + rng.uniform(0.0, 0.6))
    darkness = rng.uniform(0.2, 0.85)
    lamp_light = vary(rng, (66, 62, 58), 14)  # of a whole town, on everything
    night = dataclasses.replace(
        scene.night,
        zenith=darker(scene.night.zenith, darkness),
        horizon=darker(scene.night.horizon, darkness * 0.8),
        ambient=mix(scene.night.ambient, lamp_light, rng.uniform(0.4, 1.0)),
        stars=scene.night.stars[: len(scene.night.stars) // 4],
    )
    day = dataclasses.replace(scene.day, cover=cover)
    return dataclasses.replace(scene, veil=veil, day=day, night=night)


def draw_hills(canvas: Canvas, seed: int) -> None:
    """Paints hills behind everything else, in every second scene."""
    rng = np.random.default_rng([seed, 5])
    if rng.random() < 0.5:
        return
    horizon = canvas.scene.camera.horizon * canvas.height
    for clearness in (70, 120, 180):
        colour = mix(pick(rng, LEAVES), (108, 100, 92), rng.uniform(0.2, 1.0))
        for _ in range(rng.integers(1, 4)):
            middle, wide = rng.uniform(0, 1) * canvas.width, rng.uniform(0.2, 0.6) * canvas.width
            high = rng.uniform(0.05, 0.4) * (1 - clearness / 300) * canvas.height
            box = (middle - wide, horizon - high, middle + wide, horizon + high)
            canvas.upright("ellipse", box, colour, clearness)


def draw_clutter(canvas: Canvas, seed: int) -> None:
    """Paints what stands about: boxes and people, bushes, fences, posts, and wires before all."""
    rng = np.random.default_rng([seed, 6])
    horizon, scale = canvas.scene.camera.horizon * canvas.height, canvas.scale

    def below() -> tuple[float, float, float]:
        """A place on the ground, and its nearness: pixels x and y, and 0..1."""
        near = rng.uniform(0.05, 1.0)
        return rng.uniform(0, canvas.width), horizon + near * (canvas.height - horizon), near

    for _ in range(rng.integers(0, 10)):
        x, y, near = below()
        wide, high = (rng.uniform(0.01, 0.1) * (0.2 + near) * scale for _ in range(2))
        colour = pick(rng, CARS if rng.random() < 0.5 else WALLS)
        canvas.upright("rectangle", (x, y - high, x + wide, y), colour, 240)
        canvas.upright("rectangle", (x, y - 0.2 * high, x + wide, y), darker(colour, 0.4), 240)
    for _ in range(rng.integers(0, 8)):
        x, y, near = below()
        high = 0.14 * (0.15 + near) * scale
        top = (x + 0.1 * high, y - high, x + 0.26 * high, y - 0.82 * high)
        canvas.upright("rectangle", (x, y - 0.84 * high, x + 0.36 * high, y), pick(rng, CARS), 240)
        canvas.upright("ellipse", top, (190, 150, 128), 240)
    for _ in range(rng.integers(0, 3)):
        x, y, near = below()
        colour = pick(rng, LEAVES)
        for _ in range(30):
            radius = rng.uniform(0.005, 0.03) * (0.3 + near) * scale
            left, top = x + rng.normal() * 3 * radius, y - abs(rng.normal()) * 2 * radius
            box = (left, top, left + radius, top + radius)
            canvas.upright("ellipse", box, darker(colour, rng.uniform(0, 0.6)), 240)
    if rng.random() < 0.25:
        x, y, near = below()
        high, step = 0.07 * (0.2 + near) * scale, 0.02 * (0.2 + near) * scale
        rail = darker(STEEL, rng.uniform(0, 0.6))
        for post in np.arange(0, canvas.width, step).tolist():
            canvas.upright("line", (post, y - high, post, y), rail, 240)
        canvas.upright("line", (0, y - high, canvas.width, y - high), rail, 240)
    for _ in range(rng.integers(0, 4)):
        x, y, near = below()
        wide, high = 0.012 * (0.2 + near) * scale, rng.uniform(0.1, 0.7) * scale
        colour = darker(STEEL, rng.uniform(0, 0.7))
        canvas.upright("rectangle", (x, y - high, x + wide, y), colour, 240)
        if rng.random() < 0.5:
            sign = (x - 4 * wide, y - high, x + 5 * wide, y - high + 7 * wide)
            shape = ("rectangle", "ellipse")[rng.integers(2)]
            canvas.upright(shape, sign, pick(rng, CARS), 240)
    for _ in range(rng.integers(0, 5)):
        left, right = rng.uniform(0, 1.1, 2) * horizon
        canvas.upright("line", (0, left, canvas.width, right), (52, 54, 58), 240)


def weather(canvas: Canvas, seed: int) -> None:
    """Roughens every surface, hides some scenes in fog, and by day lays sun and shade on them."""
    rng = np.random.default_rng([seed, 7])
    size = canvas.surface.size
    surface = np.asarray(canvas.surface, np.float32)
    colour = surface[..., :3] * np.exp(_roughness(rng, size))[..., None]
    # Sun and shade: what is bright by day need not be what is lit by night.
    shade = _noise(rng, size, (4, 8, 16, 32)), rng.uniform(0, 0.35)
    if not canvas.night:
        colour *= np.exp(np.multiply(*shade))[..., None]
    thickness = 1 + (rng.uniform(2, 12) if rng.random() < 0.15 else rng.uniform(0, 0.6))
    if canvas.night:
        thickness = 1 + (thickness - 1) / 4
    clearness = np.ceil(255 * (surface[..., 3:] / 255) ** thickness)  # 0, of the sky, alone is 0
    whole = np.concatenate([colour, clearness], axis=-1)
    canvas.surface = Image.fromarray((whole + 0.5).clip(0, 255).astype(np.uint8), "RGBA")


def _roughness(rng: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    """Logarithms by which surfaces are brighter: grain, blotches, courses and boards, in places."""
    total = np.zeros(size[::-1], np.float32)
    fine, coarse = (FINEST // 4, FINEST // 2, FINEST), (FINEST // 16, FINEST // 8)
    for cells, most in ((fine, 0.22), (coarse, 0.16)):
        total += rng.uniform(0, most) * _noise(rng, size, cells) * _places(rng, size)
    for shape in ((FINEST // 2, 8), (8, FINEST // 2)):
        streaks = _resized(rng.standard_normal(shape), size)
        total += rng.uniform(0, 0.12) * streaks * _places(rng, size)
    return total


def _places(rng: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    """Where a surface is of one kind, and where not: 0..1, soft."""
    return np.clip(0.5 + 1.5 * _noise(rng, size, (4, 8)), 0, 1)


def _noise(rng: np.random.Generator, size: tuple[int, int], cells: tuple[int, ...]) -> np.ndarray:
    """Smooth noise of about unit variance, `[height, width]`; coarser grids weigh more."""
    weights = np.sqrt(np.array(cells[::-1]) / cells[-1])
    weights /= np.sqrt(np.sum(weights**2))
    grids = [_resized(rng.standard_normal((count, count)), size) for count in cells]
    return sum(weight * grid for weight, grid in zip(weights, grids, strict=True))


def _resized(grid: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    image = Image.fromarray(grid.astype(np.float32))
    return np.asarray(image.resize(size, Image.Resampling.BICUBIC))
