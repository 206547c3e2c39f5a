"""Paints the street with the shadows on it, and the lamps, cars and trees that stand there."""

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from unit_tf.data.scenes.canvas import Canvas, Outline, clearness_at, ink, on_ground, rectangle
from unit_tf.data.scenes.colours import (
    BARK,
    GLASS,
    HEADLIGHT,
    PAINT,
    STEEL,
    TAIL_LIGHT,
    TYRE,
    WHITE,
    Colour,
    darker,
    mix,
)
from unit_tf.data.scenes.layout import CAR_SHAPES, Car, Lamp, Point, Tree


def draw_ground(canvas: Canvas) -> None:
    street, far = canvas.scene.street, 300.0
    road, line, light = street.road, street.road + street.pavement, canvas.shade((0, 0, 1))

    def strip(start: float, end: float, left: float, right: float, colour: Colour) -> None:
        canvas.face(on_ground(start, end, left, right), colour, light, ground=True)

    strip(-far, far, -far, far, mix(street.paving, (120, 124, 112), 0.4))
    strip(-far, far, -line, line, street.paving)
    for along in np.arange(-30, 50, 1.6).tolist():
        strip(along, along + 0.06, -line, line, darker(street.paving, 0.14))
    strip(-far, far, -road - 0.3, road + 0.3, mix(street.paving, PAINT, 0.4))
    strip(-far, far, -road - 0.05, road + 0.05, darker(street.asphalt, 0.4))
    strip(-far, far, -road, road, street.asphalt)
    for along in np.arange(-40, 90, 5.0).tolist():
        strip(along, along + 2.4, -0.08, 0.08, PAINT)
    if street.crossing is not None:
        strip(street.crossing - 0.4, street.crossing + 3.4, -0.2, 0.2, street.asphalt)
        for across in np.arange(-road + 0.4, road - 0.4, 1.0).tolist():
            strip(street.crossing, street.crossing + 3.0, across, across + 0.5, PAINT)


def cast_shadows(canvas: Canvas) -> None:
    """Darkens the ground under cars, and by day wherever something stands before the sun.

    It comes before anything stands on the ground, so that only the ground is darkened.
    """
    scene, mask = canvas.scene, Image.new("L", canvas.surface.size)
    pen = ImageDraw.Draw(mask)
    # An even sky casts faint shadows.
    sunlit = int(40 + 170 * min(1.0, sum(canvas.sun) / 300))

    def cast(base: Sequence[Point], low: float, high: float, darkness: int = sunlit) -> None:
        """The shadow of an upright prism on `base`: where its base sweeps away from the sun."""
        # Shorter than the sun is low, or one row of houses would darken the whole street.
        bottom, top = (
            [(x - h * canvas.to_sun[0], y - h * canvas.to_sun[1], 0) for x, y, _ in base]
            for h in (0.8 * low, 0.8 * high)
        )
        sides = zip(bottom, top, [*top[1:], top[0]], [*bottom[1:], bottom[0]], strict=True)
        for shape in (bottom, top, *sides):
            pixels, _ = canvas.project(shape)
            if len(pixels) > 2:
                pen.polygon(pixels, darkness)

    def around(thing: Lamp | Car | Tree, length: float, width: float) -> list[Point]:
        along, across = thing.along, thing.across
        return on_ground(along - length, along + length, across - width, across + width)

    if not canvas.night:
        for house in scene.buildings:
            base = on_ground(house.start, house.end, *sorted((house.front, house.back)))
            cast(base, 0, 0.6 * min(house.height, 10))
        for tree in scene.trees:
            angles, radius = np.linspace(0, math.tau, 12).tolist(), 0.25 * tree.height
            crown = [
                (tree.along + radius * math.cos(a), tree.across + radius * math.sin(a), 0)
                for a in angles
            ]
            cast(crown, 0.4 * tree.height, 0.9 * tree.height)
            cast(around(tree, 0.1, 0.1), 0, 0.6 * tree.height)
        for lamp in scene.lamps:
            cast(around(lamp, 0.07, 0.07), 0, lamp.height)
    for car in scene.cars:
        shape = CAR_SHAPES[car.kind]
        cast(around(car, shape.length / 2, shape.width / 2), 0, 0 if canvas.night else 1.4, 215)
    mask = mask.filter(ImageFilter.GaussianBlur(canvas.scale * 0.004))
    shade = Image.new("RGBA", mask.size, ink(darker(canvas.ambient, 0.25), 255))
    canvas.surface.paste(ImageChops.multiply(canvas.surface, shade), mask=mask)


def draw_lamp(canvas: Canvas, lamp: Lamp) -> None:
    along, height, head = lamp.along, lamp.height, lamp.across + lamp.reach
    for half, top in ((0.13, 0.6), (0.06, height)):
        post = rectangle(along - half, along + half, 0, top)
        canvas.solid(post, 1, lamp.across - half, lamp.across + half, STEEL)
    point = (along, head, height)
    x, y, metre = canvas.locate(point)
    clearness, hot = clearness_at(canvas.depth(point)), mix(lamp.light, WHITE, 0.5)
    if lamp.reach:
        arm = rectangle(along - 0.05, along + 0.05, height - 0.05, height + 0.1)
        canvas.solid(arm, 1, *sorted((lamp.across, head)), STEEL)
        wide, high = 0.42 * metre, 0.16 * metre
        canvas.upright("ellipse", (x - wide, y - high, x + wide, y + high), STEEL, clearness)
        bulb = (x - wide * 0.8, y - high * 0.3, x + wide * 0.8, y + high)
    else:
        bulb = (x - 0.32 * metre, y - 0.32 * metre, x + 0.32 * metre, y + 0.32 * metre)
    canvas.upright("ellipse", bulb, (228, 228, 222), clearness, hot)
    if canvas.night:
        for radius, power in ((0.55, 0.7), (1.5, 0.24), (4.0, 0.06)):
            canvas.halo(point, radius, lamp.light, power)
        canvas.pool(point, 3.6, lamp.light, 0.85)
        canvas.pool((along, head, 0), 4.0, lamp.light, 0.8)
        canvas.mirror((along, head, height * 0.6), 2.6, lamp.light, 0.45)


def draw_car(canvas: Canvas, car: Car) -> None:
    shape = CAR_SHAPES[car.kind]

    def placed(outline: Outline) -> Outline:
        """The outline where the car is, still wound the same way when the car is turned round."""
        points = [(car.along + car.direction * (u - shape.length / 2), v) for u, v in outline]
        return points if car.direction > 0 else points[::-1]

    left, right = car.across - shape.width / 2, car.across + shape.width / 2
    under = rectangle(0.3, shape.length - 0.3, 0.16, 0.5)
    canvas.solid(placed(under), 1, left + 0.1, right - 0.1, TYRE)
    canvas.solid(placed(shape.body), 1, left, right, car.colour)
    glass = mix(GLASS, canvas.scene.day.horizon, 0.15)
    canvas.solid(placed(shape.cabin), 1, left + 0.12, right - 0.12, car.colour, glass)
    for side, outward in ((left, -1), (right, 1)):
        if (canvas.scene.camera.across - side) * outward > 0:
            _draw_wheels(canvas, car, side + 0.01 * outward, outward)
    for end, light, unlit in ((1, HEADLIGHT, (225, 228, 226)), (-1, TAIL_LIGHT, (150, 44, 40))):
        for side, outward in ((left, -1), (right, 1)):
            _draw_car_light(canvas, car, end, side, outward, unlit, light)
    if canvas.night:
        nose = car.along + car.direction * shape.length / 2
        for reach, strength in ((9, 70), (6, 130), (3.5, 200)):
            tip, spread = nose + car.direction * reach, 0.25 * reach
            sides = [(nose, left + 0.2, 0), (nose, right - 0.2, 0)]
            canvas.beam([*sides, (tip, right + spread, 0), (tip, left - spread, 0)], strength)


def _draw_wheels(canvas: Canvas, car: Car, side: float, outward: int) -> None:
    angles, light = np.linspace(0, math.tau, 14).tolist(), canvas.shade((0, outward, 0))
    for place in (-0.3, 0.3):
        along = car.along + place * CAR_SHAPES[car.kind].length
        for radius, colour in ((0.36, TYRE), (0.2, STEEL)):
            rim = [
                (along + radius * math.cos(a), side, 0.36 + radius * math.sin(a)) for a in angles
            ]
            canvas.face(rim, colour, light)


def _draw_car_light(
    canvas: Canvas,
    car: Car,
    end: int,
    side: float,
    outward: int,
    unlit: Colour,
    light: Colour,
) -> None:
    """One light of a car: on its front (`end` 1) or rear (-1), and round the corner on its side."""
    camera, facing = canvas.scene.camera, end * car.direction
    along = car.along + facing * (CAR_SHAPES[car.kind].length / 2 + 0.01)
    inner, back = side - 0.42 * outward, along - 0.4 * facing
    end_seen = (camera.along - along) * facing > 0
    side_seen = (camera.across - side) * outward > 0
    if end_seen:
        lens = [(along, a, up) for a, up in rectangle(side, inner, 0.56, 0.76)]
        canvas.face(lens, unlit, glow=light)
    if side_seen:
        lens = [(a, side + 0.01 * outward, up) for a, up in rectangle(along, back, 0.58, 0.74)]
        canvas.face(lens, unlit, glow=light)
    if canvas.night and (end_seen or side_seen):
        point = (along, (side + inner) / 2, 0.66)
        power = (0.6 if end == 1 else 0.35) * (1.0 if end_seen else 0.6)
        canvas.halo(point, 0.3, light, power)
        canvas.halo(point, 0.9, light, power * 0.4)
        canvas.mirror(point, 0.9, light, power)
        if end == -1:
            canvas.pool((along, point[1], 0), 1.4, light, 0.4)


def draw_tree(canvas: Canvas, tree: Tree) -> None:
    half = 0.12
    trunk = rectangle(tree.along - half, tree.along + half, 0, tree.height * 0.5)
    canvas.solid(trunk, 1, tree.across - half, tree.across + half, BARK)
    point = (tree.along, tree.across, tree.height * 0.66)
    x, y, metre = canvas.locate(point)
    clearness, radius = clearness_at(canvas.depth(point)), 0.33 * tree.height * metre
    light = canvas.shade((0, 0, 0.6))
    # Three coats, from the shaded underside to the leaves in the light, each smaller and sunward.
    coats = (
        (0.0, 1.0, mix(tree.colour, (20, 30, 48), 0.45)),
        (0.25, 0.82, tree.colour),
        (0.5, 0.5, mix(tree.colour, (255, 244, 170), 0.3)),
    )
    for shift, share, colour in coats:
        colour = tuple(c * s for c, s in zip(colour, light, strict=True))
        for right, up, ball in tree.balls.tolist():
            size, moved = ball * share * radius, shift * ball * radius
            ball_x = x + right * radius + moved * canvas.scene.sun_side
            ball_y = y - up * radius - moved
            box = (ball_x - size, ball_y - size, ball_x + size, ball_y + size)
            canvas.upright("ellipse", box, colour, clearness)
