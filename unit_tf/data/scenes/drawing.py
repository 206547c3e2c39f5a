"""Draws a street scene by day or by night.

The world of `scene_layout` is projected face by face, far things first, onto a canvas that keeps
what a face looks like (`surface`) apart from the light it gives off (`glow`). The day picture is
the surface under the sun, the haze and the sky. The night picture is the same surface under a dim
blue light and the pools of the lamps, with everything that glows, and its halo, added on top.
"""

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from unit_tf.data.scenes.buildings import draw_building, draw_skyline
from unit_tf.data.scenes.canvas import OVERSAMPLING, Canvas, Spot, as_floats, sum_of_spots
from unit_tf.data.scenes.colours import HEADLIGHT, Colour, darker, unit
from unit_tf.data.scenes.layout import Building, Car, Lamp, Tree
from unit_tf.data.scenes.photography import photograph
from unit_tf.data.scenes.places import as_in_reality, draw_clutter, draw_hills, weather
from unit_tf.data.scenes.sampling import sample_scene
from unit_tf.data.scenes.sky import day_sky, night_sky
from unit_tf.data.scenes.things import cast_shadows, draw_car, draw_ground, draw_lamp, draw_tree

SMALLEST_SIDE = 16  # pixels of what is asked for
SMALLEST = 128  # pixels of the shorter side: smaller pictures are developed larger, then reduced
GRAIN = 1.2  # standard deviation of the film grain, in 0..255


def draw(
    seed: int, size: int | tuple[int, int], night: bool, photographed: bool = False
) -> np.ndarray:
    """Draws the scene of a seed: the same scene by day and by night, and at any size.

    Args:
        seed: which scene, a whole number from 0 up.
        size: side of a square picture, or (height, width), in pixels, 16 or more.
        night: whether to draw it by night.
        photographed: whether to draw with it what real places and a camera add.

    Returns:
        uint8 RGB `[height, width, 3]`.
    """
    height, width = (size, size) if isinstance(size, int) else size
    if min(height, width) < SMALLEST_SIDE:
        raise ValueError(
            f"a scene needs {SMALLEST_SIDE} pixels or more on each side, not {height}x{width}"
        )
    factor = math.ceil(SMALLEST / min(height, width))
    scene = sample_scene(seed)
    if photographed:
        scene = as_in_reality(scene, seed)
    canvas = Canvas(scene, height * factor, width * factor, night)
    if photographed:
        draw_hills(canvas, seed)
    _draw_scene(canvas)
    if photographed:
        draw_clutter(canvas, seed)
        weather(canvas, seed)
    picture = _develop_night(canvas) if night else _develop_day(canvas)
    picture = picture.reshape(height, factor, width, factor, 3).mean(axis=(1, 3))
    if photographed:
        return photograph(picture, seed, night)
    grain = np.random.default_rng([seed, 3, night]).standard_normal((height, width, 1), np.float32)
    return (picture * 255 + grain * GRAIN + 0.5).clip(0, 255).astype(np.uint8)


def _draw_scene(canvas: Canvas) -> None:
    """Paints everything but the sky, far things first."""
    scene = canvas.scene

    def depth(thing: Lamp | Car | Tree) -> float:
        return canvas.depth((thing.along, thing.across, 0))

    def back(building: Building) -> float:
        return canvas.depth(((building.start + building.end) / 2, building.back, 0))

    draw_skyline(canvas)
    draw_ground(canvas)
    cast_shadows(canvas)
    for building in sorted(scene.buildings, key=back, reverse=True):
        draw_building(canvas, building)
    painters = {Lamp: draw_lamp, Car: draw_car, Tree: draw_tree}
    for thing in sorted((*scene.lamps, *scene.cars, *scene.trees), key=depth, reverse=True):
        corners = [(thing.along + a, thing.across + c, 0) for a in (-4, 4) for c in (-4, 4)]
        if depth(thing) > 2.5 and canvas.sees(corners):
            painters[type(thing)](canvas, thing)


def _develop_day(canvas: Canvas) -> np.ndarray:
    surface, light = as_floats(canvas.surface, canvas), np.float32(1)
    return _through_air(canvas, surface, light, day_sky(canvas), canvas.scene.day.horizon)


def _develop_night(canvas: Canvas) -> np.ndarray:
    """Lights the surface, adds what glows and lets bright places fade out softly."""
    night, glow = canvas.scene.night, canvas.glow.convert("RGB")
    ground = as_floats(canvas.glow.getchannel("A"), canvas)
    beams = canvas.beams.reduce(8).filter(ImageFilter.GaussianBlur(canvas.scale * 0.003))
    light = unit(night.ambient) + sum_of_spots(canvas.pools, canvas) * (0.3 + 0.7 * ground)
    light += as_floats(beams, canvas) * ground * unit(HEADLIGHT)
    haze = darker(night.horizon, 0.45)
    surface = as_floats(canvas.surface, canvas)
    picture = _through_air(canvas, surface, light, night_sky(canvas), haze)
    picture += sum_of_spots(canvas.streaks, canvas) * ground
    picture += as_floats(glow, canvas) + _bloom(glow, canvas)
    picture += sum_of_spots(_unhidden(canvas.halos, glow), canvas)
    squared = picture * picture
    return picture / np.sqrt(np.sqrt(1 + squared * squared))


def _through_air(
    canvas: Canvas, surface: np.ndarray, light: np.ndarray, sky: np.ndarray, haze: Colour
) -> np.ndarray:
    """Lights the surface, fades it into the haze with distance and puts the sky behind it."""
    # On the edge of the sky a developed pixel is surface only in part: `covered` tells how much.
    opaque = canvas.surface.getchannel("A").point(lambda clearness: 255 if clearness else 0)
    covered, clear = as_floats(opaque, canvas), surface[..., 3:]
    return surface[..., :3] * light * clear + unit(haze) * (covered - clear) + sky * (1 - covered)


def _unhidden(halos: Sequence[Spot], glow: Image.Image) -> list[Spot]:
    """The halos, faint where something stands before the light that they surround."""
    seen = np.asarray(glow.convert("L").reduce(4), np.float32) / 40
    kept = []
    for x, y, rx, ry, *light in halos:
        column, row = (int(place * OVERSAMPLING / 4) for place in (x, y))
        in_picture = 0 <= row < seen.shape[0] and 0 <= column < seen.shape[1]
        share = min(1.0, max(0.15, float(seen[row, column]))) if in_picture else 1.0
        kept.append((x, y, rx, ry, *(channel * share for channel in light)))
    return kept


def _bloom(glow: Image.Image, canvas: Canvas) -> np.ndarray:
    """The shine round everything that glows, near and wide, `[height, width, 3]`."""
    small = glow.reduce(4)
    near, wide = (small.filter(ImageFilter.GaussianBlur(canvas.scale * r)) for r in (0.003, 0.012))
    return as_floats(ImageChops.add(near, wide), canvas) * 0.22
