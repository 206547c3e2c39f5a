"""The sky of a street scene by day and by night, with its clouds, sun, moon and stars."""

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from unit_tf.data.scenes.canvas import OVERSAMPLING, Canvas, as_floats, spot, sum_of_spots
from unit_tf.data.scenes.colours import Colour, mix, unit

GLARE = ((0.03, 1.2), (0.08, 0.35), (0.25, 0.18))  # (reach, power) of the sun and its shine


def day_sky(canvas: Canvas) -> np.ndarray:
    day = canvas.scene.day
    sky, white = _gradient(canvas, day.zenith, day.horizon), unit(day.cloud)
    veil = Image.fromarray(canvas.scene.veil).resize(
        (canvas.width, canvas.height), Image.Resampling.BICUBIC
    )
    sky += (white - sky) * np.clip(np.asarray(veil)[..., None] * 1.4 - 0.3, 0, 1) * day.cover
    if day.disc:
        x, y = day.disc[0] * canvas.width, day.disc[1] * canvas.height
        reaches = [(reach * canvas.scale, power) for reach, power in GLARE]
        sky += sum_of_spots([spot(x, y, r, r, (255, 236, 190), p) for r, p in reaches], canvas)
    return _add_clouds(canvas, sky, white, unit(mix(day.cloud, day.zenith, 0.35)))


def night_sky(canvas: Canvas) -> np.ndarray:
    night, scale = canvas.scene.night, canvas.scale
    spots = []
    for x, y, brightness in night.stars.tolist():
        reach = scale * (0.003 + 0.003 * brightness**4)
        place = (x * canvas.width, y * canvas.height)
        spots.append(spot(*place, reach, reach, (235, 240, 255), 0.2 + 0.7 * brightness))
    if night.moon:
        x, y, _ = night.moon
        for reach, power in ((0.08, 0.28), (0.22, 0.14)):
            place = (x * canvas.width, y * canvas.height, reach * scale, reach * scale)
            spots.append(spot(*place, (190, 205, 255), power))
    sky = _gradient(canvas, night.zenith, night.horizon) + sum_of_spots(spots, canvas)
    if night.moon:
        sky += _moon(canvas, *night.moon)
    cloud = mix(night.zenith, night.horizon, 0.7)
    return _add_clouds(canvas, sky, unit(mix(cloud, (150, 165, 205), 0.15)), unit(cloud))


def _gradient(canvas: Canvas, zenith: Colour, horizon: Colour) -> np.ndarray:
    """The clear sky, `[height, width, 3]`."""
    share = np.arange(canvas.height, dtype=np.float32) / (
        canvas.scene.camera.horizon * canvas.height
    )
    share = np.clip(share, 0, 1)[:, None, None] ** 1.3
    sky = unit(zenith) * (1 - share) + unit(horizon) * share
    return np.repeat(sky, canvas.width, axis=1)


def _add_clouds(canvas: Canvas, sky: np.ndarray, lit: np.ndarray, shaded: np.ndarray) -> np.ndarray:
    """The sky with its heaps of cloud, of these two colours above and below."""
    cover, shade = (Image.new("L", canvas.surface.size) for _ in range(2))
    cover_pen, shade_pen = ImageDraw.Draw(cover), ImageDraw.Draw(shade)
    for x, y, wide, high in canvas.scene.clouds.tolist():
        x, y = x * cover.width, y * cover.height
        wide, high = (length * canvas.scale * OVERSAMPLING for length in (wide, high))
        # Flat below, but for a slight belly.
        cover_pen.pieslice((x - wide, y - high, x + wide, y + high), 180, 360, 240)
        cover_pen.ellipse((x - wide, y - 0.2 * high, x + wide, y + 0.2 * high), 240)
        shade_pen.ellipse((x - wide, y - 0.45 * high, x + wide, y + 0.4 * high), 255)
    softness = canvas.scale * OVERSAMPLING
    cover = as_floats(cover.filter(ImageFilter.BoxBlur(softness * 0.004)), canvas)
    shade = as_floats(shade.filter(ImageFilter.BoxBlur(softness * 0.015)), canvas)
    return sky + (lit + (shaded - lit) * shade - sky) * cover


def _moon(canvas: Canvas, x: float, y: float, phase: float) -> np.ndarray:
    """The lit part of the moon's face, `[height, width, 3]`."""
    face = Image.new("L", canvas.surface.size)
    pen, radius = ImageDraw.Draw(face), 0.038 * canvas.scale * OVERSAMPLING
    x, y = x * face.width, y * face.height
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), 255)
    if abs(phase) > 0.4:  # else it is full
        x += (1.1 - 0.6 * abs(phase)) * radius * math.copysign(1, phase)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), 0)
    face = face.filter(ImageFilter.BoxBlur(0.002 * canvas.scale))
    return as_floats(face, canvas) * unit((242, 240, 220))
