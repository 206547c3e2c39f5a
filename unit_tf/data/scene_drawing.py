"""Draws a street scene by day or by night.

The world of `scene_layout` is projected face by face, far things first, onto a canvas that keeps
what a face looks like (`surface`) apart from the light it gives off (`glow`). The day picture is
the surface under the sun, the haze and the sky. The night picture is the same surface under a dim
blue light and the pools of the lamps, with everything that glows, and its halo, added on top.
"""

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from unit_tf.data.scene_layout import (
    CAR_SHAPES,
    PANES,
    Building,
    Car,
    Colour,
    Lamp,
    Point,
    Scene,
    Shop,
    Tree,
    sample_scene,
)

OVERSAMPLING = 2  # canvas pixels per developed pixel, along each side
SMALLEST = 128  # pixels of the shorter side: smaller pictures are developed larger, then reduced
NEAR = 0.8  # metres: nothing nearer to the camera is drawn
VISIBILITY = 260.0  # metres at which haze hides all but a third of a thing
CROWDING = 32.0  # metres: lamps seen further off dim, for they stand close and would melt into one
DETAIL = 0.034  # a window bay narrower than this fraction of the picture gets no frame
GLARE = ((0.03, 1.2), (0.08, 0.35), (0.25, 0.18))  # (reach, power) of the sun and its shine
GRAIN = 1.2  # standard deviation of the film grain, in 0..255

BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)
GLASS: Colour = (52, 62, 76)
TYRE: Colour = (34, 34, 38)
STEEL: Colour = (132, 136, 142)
PAINT: Colour = (228, 228, 222)
BARK: Colour = (98, 78, 62)
HEADLIGHT: Colour = (255, 240, 205)
TAIL_LIGHT: Colour = (255, 40, 28)
# By night the sun's place is taken by a faint even light, so that forms stay readable.
SKYLIGHT: tuple[Colour, Colour] = ((165, 165, 165), (70, 70, 70))

Outline = Sequence[tuple[float, float]]
Spot = tuple[float, ...]  # x, y, reach in x, reach in y (pixels), red, green, blue (0..1)


def draw(seed: int, size: int | tuple[int, int], night: bool) -> np.ndarray:
    """Draws the scene of a seed: the same scene by day and by night, and at any size.

    Args:
        seed: which scene, a whole number from 0 up.
        size: side of a square picture, or (height, width), in pixels, 16 or more.
        night: whether to draw it by night.

    Returns:
        uint8 RGB `[height, width, 3]`.
    """
    height, width = (size, size) if isinstance(size, int) else size
    if min(height, width) < 16:
        raise ValueError(f"a scene needs 16 pixels or more on each side, not {height}x{width}")
    factor = math.ceil(SMALLEST / min(height, width))
    canvas = Canvas(sample_scene(seed), height * factor, width * factor, night)
    _draw_scene(canvas)
    picture = _develop_night(canvas) if night else _develop_day(canvas)
    picture = picture.reshape(height, factor, width, factor, 3).mean(axis=(1, 3))
    grain = np.random.default_rng([seed, 3, night]).standard_normal((height, width, 1), np.float32)
    return (picture * 255 + grain * GRAIN + 0.5).clip(0, 255).astype(np.uint8)


class Canvas:
    """Projects the world and paints it.

    `surface` is RGB with the clearness of the air as its fourth channel: 0 is sky, 255 is near.
    `glow` is RGB light with a fourth channel that is 255 on the ground and 0 elsewhere. Both are
    oversampled; spots of light are in pixels of the developed picture, `height` by `width`.
    """

    def __init__(self, scene: Scene, height: int, width: int, night: bool):
        """Starts with nothing but sky, `height` by `width` developed pixels."""
        self.scene, self.height, self.width, self.night = scene, height, width, night
        # The mean of the sides: a wide picture shows more street, and less sky and road.
        self.scale = math.sqrt(height * width)
        self.surface, self.glow = (
            Image.new("RGBA", (width * OVERSAMPLING, height * OVERSAMPLING)) for _ in range(2)
        )
        self.beams = Image.new("L", self.surface.size)  # what the headlights light on the road
        self.pools: list[Spot] = []  # light that falls on things
        self.halos: list[Spot] = []  # light that hangs in the air
        self.streaks: list[Spot] = []  # light mirrored in a wet road
        self.ambient, self.sun = SKYLIGHT if night else (scene.day.ambient, scene.day.sun)
        self._pens = [ImageDraw.Draw(self.surface), ImageDraw.Draw(self.glow)]
        self._beam_pen = ImageDraw.Draw(self.beams)
        self._cosine, self._sine = math.cos(scene.camera.heading), math.sin(scene.camera.heading)
        # The sun stands behind the camera and to one side, so that most faces seen are lit.
        right, forward = 0.66 * scene.sun_side, -0.45
        self.to_sun = (
            forward * self._cosine - right * self._sine,
            forward * self._sine + right * self._cosine,
            0.6,
        )

    def seen(self, point: Point) -> Point:
        """The point as (right, up, forward) of the camera, in metres."""
        camera = self.scene.camera
        along, across = point[0] - camera.along, point[1] - camera.across
        return (
            across * self._cosine - along * self._sine,
            point[2] - camera.up,
            along * self._cosine + across * self._sine,
        )

    def depth(self, point: Point) -> float:
        """How far before the camera the point is, in metres."""
        return self.seen(point)[2]

    def metre(self, depth: float) -> float:
        """How many developed pixels a metre measures at this depth."""
        return self.scale * self.scene.camera.focal / depth

    def locate(self, point: Point) -> tuple[float, float, float]:
        """Developed pixels (x, y) of a point before the camera, and what a metre measures there."""
        right, up, depth = self.seen(point)
        metre = self.metre(depth)
        horizon = self.scene.camera.horizon * self.height
        return self.width / 2 + right * metre, horizon - up * metre, metre

    def sees(self, points: Sequence[Point]) -> bool:
        """Whether a thing with these corners can show in the picture."""
        slope = self.width / (2 * self.metre(1.0))
        corners = [self.seen(point) for point in points]
        beyond_right = all(right > slope * depth for right, _, depth in corners)
        beyond_left = all(right < -slope * depth for right, _, depth in corners)
        return any(c[2] > NEAR for c in corners) and not beyond_left and not beyond_right

    def project(self, points: Sequence[Point]) -> tuple[list[tuple[float, float]], float]:
        """Canvas pixels of a face, cut where it comes too near, and the depth of a corner."""
        corners = [self.seen(point) for point in points]
        if any(corner[2] < NEAR for corner in corners):
            corners = _cut_near(corners)
        if not corners:
            return [], NEAR
        scale, middle = self.metre(1.0) * OVERSAMPLING, self.width * OVERSAMPLING / 2
        horizon = self.scene.camera.horizon * self.height * OVERSAMPLING
        pixels = [(middle + scale * r / d, horizon - scale * up / d) for r, up, d in corners]
        return pixels, corners[0][2]

    def shade(self, normal: Point) -> Colour:
        """Light on a face that looks along `normal`; 1 leaves a colour as it is."""
        cosine = max(0.0, sum(a * b for a, b in zip(normal, self.to_sun, strict=True)))
        return tuple((a + s * cosine) / 255 for a, s in zip(self.ambient, self.sun, strict=True))

    def face(
        self,
        points: Sequence[Point],
        colour: Colour,
        light: Colour = (1, 1, 1),
        glow: Colour = BLACK,
        ground: bool = False,
    ) -> None:
        """Paints a flat face: its corners, own colour, `shade`, and the light it gives at night."""
        pixels, depth = self.project(points)
        if len(pixels) < 3:
            return
        colour = (colour[0] * light[0], colour[1] * light[1], colour[2] * light[2])
        self._pens[0].polygon(pixels, _ink(colour, _clearness(depth)))
        if self.night:
            self._pens[1].polygon(pixels, _ink(glow, 255 * ground))

    def upright(
        self,
        shape: str,
        box: Sequence[float],
        colour: Colour,
        clearness: float,
        glow: Colour = BLACK,
    ) -> None:
        """Paints an "ellipse" or a "rectangle" in a (left, top, right, bottom) box of pixels."""
        box = [side * OVERSAMPLING for side in box]
        getattr(self._pens[0], shape)(box, _ink(colour, clearness))
        if self.night:
            getattr(self._pens[1], shape)(box, _ink(glow, 0))

    def solid(
        self,
        outline: Outline,
        axis: int,
        start: float,
        end: float,
        colour: Colour,
        glass: Colour | None = None,
    ) -> None:
        """Paints a convex prism: the faces that the camera sees, shaded.

        Args:
            outline: its section in metres, (across, up) where it extends along the street and
                (along, up) where it extends across, from its underside round by its far side.
            axis: which way it extends, 0 for along and 1 for across.
            start: where it begins on that axis.
            end: where it ends.
            colour: of its faces.
            glass: of the panes set into its upright faces, if any.
        """
        camera = self.scene.camera
        eye = (camera.along, camera.across, camera.up)
        faces = []
        for (here, low), (there, high) in zip(outline, [*outline[1:], outline[0]], strict=True):
            length = math.hypot(high - low, there - here)
            sideways, up = (high - low) / length, (here - there) / length
            section = [(here, start, low), (there, start, high), (there, end, high)]
            faces.append(([*section, (here, end, low)], (sideways, 0, up)))
        for place, outward in ((start, -1), (end, 1)):
            faces.append(([(u, place, v) for u, v in outline], (0, outward, 0)))
        for corners, normal in faces:
            if axis == 0:
                corners = [(across, along, up) for along, across, up in corners]
                normal = (normal[1], normal[0], normal[2])
            if sum(n * (e - c) for n, e, c in zip(normal, eye, corners[0], strict=True)) <= 0:
                continue
            light = self.shade(normal)
            self.face(corners, colour, light)
            if glass and normal[2] < 0.9:
                self.face(_shrink(corners, 0.84), glass, light)

    def halo(self, point: Point, radius: float, light: Colour, power: float) -> None:
        """Hangs light in the air round a point, `radius` in metres."""
        if self.depth(point) > NEAR:
            x, y, metre = self.locate(point)
            power *= math.exp(-self.depth(point) / CROWDING)
            self.halos.append(_spot(x, y, radius * metre, radius * metre, light, power))

    def pool(self, point: Point, radius: float, light: Colour, power: float) -> None:
        """Lights what is round a point: a patch of the ground if the point is on it."""
        depth = self.depth(point)
        if depth > NEAR:
            x, y, metre = self.locate(point)
            power *= math.exp(-depth / CROWDING)
            flatness = min(1.0, self.scene.camera.up / depth) if point[2] == 0 else 1.0
            self.pools.append(_spot(x, y, radius * metre, radius * metre * flatness, light, power))

    def mirror(self, point: Point, length: float, light: Colour, power: float) -> None:
        """Draws out the reflection of a light in the wet road, `length` in metres."""
        below = (point[0], point[1], -point[2])
        if self.depth(below) > NEAR and self.scene.night.wetness:
            x, y, metre = self.locate(below)
            power *= self.scene.night.wetness
            self.streaks.append(_spot(x, y, 0.22 * metre, length * metre, light, power))

    def beam(self, corners: Sequence[Point], strength: int) -> None:
        """Lights a patch of road before a headlight, `strength` in 0..255."""
        pixels, _ = self.project(corners)
        if len(pixels) > 2:
            self._beam_pen.polygon(pixels, strength)


def _cut_near(corners: list[Point]) -> list[Point]:
    """The part of a face beyond the near plane (Sutherland and Hodgman, for one plane)."""
    kept = []
    for here, there in zip(corners, [*corners[1:], corners[0]], strict=True):
        if here[2] >= NEAR:
            kept.append(here)
        if (here[2] < NEAR) != (there[2] < NEAR):
            kept.append(_mix(here, there, (NEAR - here[2]) / (there[2] - here[2])))
    return kept


def _ink(colour: Colour, fourth: float) -> tuple[int, int, int, int]:
    return (int(colour[0]), int(colour[1]), int(colour[2]), int(fourth))


def _spot(x: float, y: float, rx: float, ry: float, light: Colour, power: float) -> Spot:
    return (x, y, max(rx, 0.5), max(ry, 0.5), *(channel / 255 * power for channel in light))


def _clearness(depth: float) -> float:
    """How little of a thing the haze hides, in 1..255; 0 is kept for the sky."""
    return 1 + 254 * math.exp(-depth / VISIBILITY)


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    return (
        one[0] + (other[0] - one[0]) * share,
        one[1] + (other[1] - one[1]) * share,
        one[2] + (other[2] - one[2]) * share,
    )


def _darker(colour: Colour, share: float) -> Colour:
    return _mix(colour, BLACK, share)


def _shrink(points: Sequence[Point], share: float) -> list[Point]:
    middle = tuple(sum(axis) / len(points) for axis in zip(*points, strict=True))
    return [_mix(middle, point, share) for point in points]


def _rectangle(left: float, right: float, bottom: float, top: float) -> Outline:
    return [(left, bottom), (right, bottom), (right, top), (left, top)]


def _on_ground(start: float, end: float, left: float, right: float) -> list[Point]:
    return [(start, left, 0), (start, right, 0), (end, right, 0), (end, left, 0)]


def _draw_scene(canvas: Canvas) -> None:
    """Paints everything but the sky, far things first."""
    scene = canvas.scene

    def depth(thing: Lamp | Car | Tree) -> float:
        return canvas.depth((thing.along, thing.across, 0))

    def back(building: Building) -> float:
        return canvas.depth(((building.start + building.end) / 2, building.back, 0))

    _draw_skyline(canvas)
    _draw_ground(canvas)
    _cast_shadows(canvas)
    for building in sorted(scene.buildings, key=back, reverse=True):
        _draw_building(canvas, building)
    painters = {Lamp: _draw_lamp, Car: _draw_car, Tree: _draw_tree}
    for thing in sorted((*scene.lamps, *scene.cars, *scene.trees), key=depth, reverse=True):
        corners = [(thing.along + a, thing.across + c, 0) for a in (-4, 4) for c in (-4, 4)]
        if depth(thing) > 2.5 and canvas.sees(corners):
            painters[type(thing)](canvas, thing)


def _draw_skyline(canvas: Canvas) -> None:
    horizon, radius = canvas.scene.camera.horizon * canvas.height, canvas.scale * 0.0018
    for tower in canvas.scene.skyline:
        left = canvas.width / 2 + tower.left * canvas.scale
        wide, high = (tower.right - tower.left) * canvas.scale, tower.top * canvas.scale
        top, clearness = horizon - high, tower.clearness * 255
        canvas.upright("rectangle", (left, top, left + wide, horizon), tower.colour, clearness)
        pale = _mix(tower.colour, PAINT, 0.4)
        for x, y in tower.lights:
            x, y = left + x * wide, top + y * high
            box = (x - radius, y - radius, x + radius, y + radius)
            canvas.upright("rectangle", box, pale, clearness, (150, 112, 62))


def _draw_ground(canvas: Canvas) -> None:
    street, far = canvas.scene.street, 300.0
    road, line, light = street.road, street.road + street.pavement, canvas.shade((0, 0, 1))

    def strip(start: float, end: float, left: float, right: float, colour: Colour) -> None:
        canvas.face(_on_ground(start, end, left, right), colour, light, ground=True)

    strip(-far, far, -far, far, _mix(street.paving, (120, 124, 112), 0.4))
    strip(-far, far, -line, line, street.paving)
    for along in np.arange(-30, 50, 1.6).tolist():
        strip(along, along + 0.06, -line, line, _darker(street.paving, 0.14))
    strip(-far, far, -road - 0.3, road + 0.3, _mix(street.paving, PAINT, 0.4))
    strip(-far, far, -road - 0.05, road + 0.05, _darker(street.asphalt, 0.4))
    strip(-far, far, -road, road, street.asphalt)
    for along in np.arange(-40, 90, 5.0).tolist():
        strip(along, along + 2.4, -0.08, 0.08, PAINT)
    if street.crossing is not None:
        strip(street.crossing - 0.4, street.crossing + 3.4, -0.2, 0.2, street.asphalt)
        for across in np.arange(-road + 0.4, road - 0.4, 1.0).tolist():
            strip(street.crossing, street.crossing + 3.0, across, across + 0.5, PAINT)


def _cast_shadows(canvas: Canvas) -> None:
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
        return _on_ground(along - length, along + length, across - width, across + width)

    if not canvas.night:
        for house in scene.buildings:
            base = _on_ground(house.start, house.end, *sorted((house.front, house.back)))
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
    shade = Image.new("RGBA", mask.size, _ink(_darker(canvas.ambient, 0.25), 255))
    canvas.surface.paste(ImageChops.multiply(canvas.surface, shade), mask=mask)


def _draw_building(canvas: Canvas, building: Building) -> None:
    low, high = sorted((building.front, building.back))
    start, end, height = building.start, building.end, building.height
    if not canvas.sees(_on_ground(start, end, low, high)):
        return
    # The roof goes first: seen from the street, the walls hide what is under it.
    _draw_roof(canvas, building, low, high)
    canvas.solid(_rectangle(low, high, 0, height), 0, start, end, building.wall)
    outward = -math.copysign(1, building.front)
    if building.roof == "flat":
        edges = sorted((building.front, building.front + 0.25 * outward))
        canvas.solid(_rectangle(*edges, height - 0.3, height + 0.2), 0, start, end, building.trim)
    if (canvas.scene.camera.across - building.front) * outward > 0:
        light = canvas.shade((0, outward, 0))
        _draw_front(canvas, building, Front(canvas, building.front, outward, light))


def _draw_roof(canvas: Canvas, building: Building, low: float, high: float) -> None:
    start, end, height = building.start, building.end, building.height
    top, middle = height + building.roof_height, (low + high) / 2
    for place in building.chimneys:
        along = start + place * (end - start)
        stack = _rectangle(along - 0.45, along + 0.45, height, top + 0.6)
        canvas.solid(stack, 1, middle - 0.4, middle + 0.4, _darker(building.wall, 0.15))
    if building.roof == "pitched":
        ridge = [(low - 0.3, height), (high + 0.3, height), (middle, top)]
        canvas.solid(ridge, 0, start - 0.1, end + 0.1, building.roof_colour)
    elif building.roof == "gabled":
        peak, left, right = (start + end) / 2, start - 0.3, end + 0.3
        tiles = [(left, height - 0.2), (right, height - 0.2), (peak, top + 0.4)]
        canvas.solid(tiles, 1, low - 0.2, high + 0.2, building.roof_colour)
        canvas.solid([(start, height), (end, height), (peak, top)], 1, low, high, building.wall)


@dataclasses.dataclass(frozen=True)
class Front:
    """The wall of a building on the street, to put flat panels on."""

    canvas: Canvas
    across: float
    outward: float  # 1 if it looks to larger `across`, else -1
    light: Colour  # as `shade` gives it

    def panel(
        self, outline: Outline, colour: Colour, glow: Colour = BLACK, out: float = 0.0
    ) -> None:
        """Paints an outline of (along, up), in metres, `out` before the wall."""
        across = self.across + self.outward * out
        self.canvas.face([(a, across, up) for a, up in outline], colour, self.light, glow)


def _draw_front(canvas: Canvas, building: Building, front: Front) -> None:
    """Paints the windows, storey by storey, and the ground floor."""
    floors, columns = building.panes.shape
    ground = 3.4
    storey, bay = (building.height - ground - 0.4) / floors, building.bay
    corners = [(place, building.front, 0) for place in (building.start, building.end)]
    nearest = max(6.0, min(canvas.depth(corner) for corner in corners))
    is_detailed = bay * canvas.metre(nearest) > DETAIL * canvas.scale
    front.panel(_rectangle(building.start, building.end, ground - 0.25, ground), building.trim)
    wide, high = building.window[0] * bay / 2, building.window[1] * storey / 2
    for floor in range(floors):
        up = ground + (floor + 0.52) * storey
        for column in range(columns):
            along = building.start + (column + 0.5) * bay
            colour, light = PANES[building.panes[floor, column]]
            glow = _darker(light, 1 - building.glow[floor, column])
            edges = (along - wide, along + wide, up - high, up + high)
            if not canvas.sees([(edges[0], building.front, up), (edges[1], building.front, up)]):
                continue
            if is_detailed:
                _draw_window(front, building, edges, colour, glow)
            else:
                front.panel(_rectangle(*edges), colour, glow)
    if building.shop:
        _draw_shop(canvas, building, building.shop, front)
    else:
        _draw_ground_floor(building, front)


def _draw_window(
    front: Front,
    building: Building,
    edges: tuple[float, float, float, float],
    colour: Colour,
    glow: Colour,
) -> None:
    left, right, bottom, top = edges
    middle, lintel, trim = (left + right) / 2, top - 0.12 * (top - bottom), building.trim
    front.panel(_rectangle(left - 0.12, right + 0.12, bottom - 0.12, top + 0.12), trim)
    front.panel(_rectangle(*edges), colour, glow)
    shadow = _rectangle(left, right, lintel, top)
    front.panel(shadow, _darker(colour, 0.3), _darker(glow, 0.35))
    front.panel(_rectangle(middle - 0.05, middle + 0.05, bottom, top), trim)
    if building.balconies:
        railing = _rectangle(left - 0.25, right + 0.25, bottom - 0.3, bottom + 0.4 * (top - bottom))
        front.panel(railing, (58, 60, 66), out=0.5)
    else:
        sill = _rectangle(left - 0.2, right + 0.2, bottom - 0.25, bottom - 0.1)
        front.panel(sill, _darker(trim, 0.2))


def _draw_ground_floor(building: Building, front: Front) -> None:
    columns = building.panes.shape[1]
    half = building.window[0] * building.bay / 2
    for column in range(columns):
        along = building.start + (column + 0.5) * building.bay
        if column == columns // 2:
            door = _rectangle(along - 0.6, along + 0.6, 0, 2.4)
            front.panel(door, _darker(building.roof_colour, 0.3))
        else:
            frame = _rectangle(along - half - 0.1, along + half + 0.1, 0.9, 2.6)
            front.panel(frame, building.trim)
            front.panel(_rectangle(along - half, along + half, 1.0, 2.5), GLASS)


def _draw_shop(canvas: Canvas, building: Building, shop: Shop, front: Front) -> None:
    start, end = building.start + 0.5, building.end - 0.5
    middle, width = (start + end) / 2, end - start
    front.panel(_rectangle(start, end, 0.1, 3.0), _darker(building.trim, 0.55))
    inside, light = _mix(GLASS, shop.light, 0.55), _darker(shop.light, 0.15)
    places = np.linspace(start, end, max(3, round(width / 2.6) + 1)).tolist()
    for left, right in zip(places, places[1:], strict=False):
        pane, base = (_rectangle(left + 0.1, right - 0.1, 0.4, top) for top in (2.4, 1.0))
        if shop.is_open:
            front.panel(pane, inside, light)
            front.panel(base, _darker(inside, 0.3), _darker(light, 0.4))
        else:
            front.panel(pane, (142, 146, 150))
    sign = _mix(shop.sign, (90, 90, 96), 0.35)
    front.panel(_rectangle(start, end, 2.5, 3.1), _darker(sign, 0.5), out=0.05)
    name = _rectangle(middle - 0.3 * width, middle + 0.3 * width, 2.65, 2.95)
    front.panel(name, sign, shop.sign if shop.is_open else BLACK, out=0.06)
    if shop.awning:
        _draw_awning(canvas, front, start, end, shop.awning)
    if shop.is_open and canvas.night:
        pavement = front.across + front.outward * 1.4
        for along in np.linspace(start + 1, end - 1, 3).tolist():
            canvas.pool((along, pavement, 0), 2.0, shop.light, 0.45)
        canvas.mirror((middle, pavement, 1.8), 1.8, shop.light, 0.3)


def _draw_awning(canvas: Canvas, front: Front, start: float, end: float, colour: Colour) -> None:
    light = canvas.shade((0, front.outward * 0.5, 0.86))
    places = np.linspace(start, end, max(5, round((end - start) / 0.7))).tolist()
    wall, edge = front.across, front.across + front.outward * 1.3
    for number, (left, right) in enumerate(zip(places, places[1:], strict=False)):
        stripe = [(left, wall, 2.6), (right, wall, 2.6), (right, edge, 2.1), (left, edge, 2.1)]
        canvas.face(stripe, PAINT if number % 2 else colour, light)


def _draw_lamp(canvas: Canvas, lamp: Lamp) -> None:
    along, height, head = lamp.along, lamp.height, lamp.across + lamp.reach
    for half, top in ((0.13, 0.6), (0.06, height)):
        post = _rectangle(along - half, along + half, 0, top)
        canvas.solid(post, 1, lamp.across - half, lamp.across + half, STEEL)
    point = (along, head, height)
    x, y, metre = canvas.locate(point)
    clearness, hot = _clearness(canvas.depth(point)), _mix(lamp.light, WHITE, 0.5)
    if lamp.reach:
        arm = _rectangle(along - 0.05, along + 0.05, height - 0.05, height + 0.1)
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


def _draw_car(canvas: Canvas, car: Car) -> None:
    shape = CAR_SHAPES[car.kind]

    def placed(outline: Outline) -> Outline:
        """The outline where the car is, still wound the same way when the car is turned round."""
        points = [(car.along + car.direction * (u - shape.length / 2), v) for u, v in outline]
        return points if car.direction > 0 else points[::-1]

    left, right = car.across - shape.width / 2, car.across + shape.width / 2
    under = _rectangle(0.3, shape.length - 0.3, 0.16, 0.5)
    canvas.solid(placed(under), 1, left + 0.1, right - 0.1, TYRE)
    canvas.solid(placed(shape.body), 1, left, right, car.colour)
    glass = _mix(GLASS, canvas.scene.day.horizon, 0.15)
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
        lens = [(along, a, up) for a, up in _rectangle(side, inner, 0.56, 0.76)]
        canvas.face(lens, unlit, glow=light)
    if side_seen:
        lens = [(a, side + 0.01 * outward, up) for a, up in _rectangle(along, back, 0.58, 0.74)]
        canvas.face(lens, unlit, glow=light)
    if canvas.night and (end_seen or side_seen):
        point = (along, (side + inner) / 2, 0.66)
        power = (0.6 if end == 1 else 0.35) * (1.0 if end_seen else 0.6)
        canvas.halo(point, 0.3, light, power)
        canvas.halo(point, 0.9, light, power * 0.4)
        canvas.mirror(point, 0.9, light, power)
        if end == -1:
            canvas.pool((along, point[1], 0), 1.4, light, 0.4)


def _draw_tree(canvas: Canvas, tree: Tree) -> None:
    half = 0.12
    trunk = _rectangle(tree.along - half, tree.along + half, 0, tree.height * 0.5)
    canvas.solid(trunk, 1, tree.across - half, tree.across + half, BARK)
    point = (tree.along, tree.across, tree.height * 0.66)
    x, y, metre = canvas.locate(point)
    clearness, radius = _clearness(canvas.depth(point)), 0.33 * tree.height * metre
    light = canvas.shade((0, 0, 0.6))
    # Three coats, from the shaded underside to the leaves in the light, each smaller and sunward.
    coats = (
        (0.0, 1.0, _mix(tree.colour, (20, 30, 48), 0.45)),
        (0.25, 0.82, tree.colour),
        (0.5, 0.5, _mix(tree.colour, (255, 244, 170), 0.3)),
    )
    for shift, share, colour in coats:
        colour = tuple(c * s for c, s in zip(colour, light, strict=True))
        for right, up, ball in tree.balls.tolist():
            size, moved = ball * share * radius, shift * ball * radius
            ball_x = x + right * radius + moved * canvas.scene.sun_side
            ball_y = y - up * radius - moved
            box = (ball_x - size, ball_y - size, ball_x + size, ball_y + size)
            canvas.upright("ellipse", box, colour, clearness)


def _unit(colour: Colour) -> np.ndarray:
    """The colour as float32 `[3]` in 0..1."""
    return np.array(colour, np.float32) / 255


def _as_floats(image: Image.Image, canvas: Canvas) -> np.ndarray:
    """An image brought to the developed size, float32 `[height, width, channels]` in 0..1."""
    if image.width > canvas.width:
        image = image.reduce(image.width // canvas.width)
    elif image.width < canvas.width:
        image = image.resize((canvas.width, canvas.height), Image.Resampling.BILINEAR)
    array = np.asarray(image, np.float32) / 255
    return array.reshape(canvas.height, canvas.width, -1)


def _sum_of_spots(spots: Sequence[Spot], canvas: Canvas) -> np.ndarray:
    """The spots of light added up, `[height, width, 3]`."""
    if not spots:
        return np.zeros((canvas.height, canvas.width, 3), np.float32)
    table = np.array(spots, np.float32)
    x, y, rx, ry = table[:, :4].T[..., None]
    # A Gaussian is a product of one in x and one in y, so the sum is a matrix product.
    rows = np.exp(-(((np.arange(canvas.height, dtype=np.float32) + 0.5 - y) / ry) ** 2))
    columns = np.exp(-(((np.arange(canvas.width, dtype=np.float32) + 0.5 - x) / rx) ** 2))
    coloured = columns[:, :, None] * table[:, None, 4:]
    total = rows.T @ coloured.reshape(len(spots), -1)
    return total.reshape(canvas.height, canvas.width, 3)


def _gradient(canvas: Canvas, zenith: Colour, horizon: Colour) -> np.ndarray:
    """The clear sky, `[height, width, 3]`."""
    share = np.arange(canvas.height, dtype=np.float32) / (
        canvas.scene.camera.horizon * canvas.height
    )
    share = np.clip(share, 0, 1)[:, None, None] ** 1.3
    sky = _unit(zenith) * (1 - share) + _unit(horizon) * share
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
    cover = _as_floats(cover.filter(ImageFilter.BoxBlur(softness * 0.004)), canvas)
    shade = _as_floats(shade.filter(ImageFilter.BoxBlur(softness * 0.015)), canvas)
    return sky + (lit + (shaded - lit) * shade - sky) * cover


def _day_sky(canvas: Canvas) -> np.ndarray:
    day = canvas.scene.day
    sky, white = _gradient(canvas, day.zenith, day.horizon), _unit(day.cloud)
    veil = Image.fromarray(canvas.scene.veil).resize(
        (canvas.width, canvas.height), Image.Resampling.BICUBIC
    )
    sky += (white - sky) * np.clip(np.asarray(veil)[..., None] * 1.4 - 0.3, 0, 1) * day.cover
    if day.disc:
        x, y = day.disc[0] * canvas.width, day.disc[1] * canvas.height
        reaches = [(reach * canvas.scale, power) for reach, power in GLARE]
        sky += _sum_of_spots([_spot(x, y, r, r, (255, 236, 190), p) for r, p in reaches], canvas)
    return _add_clouds(canvas, sky, white, _unit(_mix(day.cloud, day.zenith, 0.35)))


def _night_sky(canvas: Canvas) -> np.ndarray:
    night, scale = canvas.scene.night, canvas.scale
    spots = []
    for x, y, brightness in night.stars.tolist():
        reach = scale * (0.003 + 0.003 * brightness**4)
        place = (x * canvas.width, y * canvas.height)
        spots.append(_spot(*place, reach, reach, (235, 240, 255), 0.2 + 0.7 * brightness))
    if night.moon:
        x, y, _ = night.moon
        for reach, power in ((0.08, 0.28), (0.22, 0.14)):
            place = (x * canvas.width, y * canvas.height, reach * scale, reach * scale)
            spots.append(_spot(*place, (190, 205, 255), power))
    sky = _gradient(canvas, night.zenith, night.horizon) + _sum_of_spots(spots, canvas)
    if night.moon:
        sky += _moon(canvas, *night.moon)
    cloud = _mix(night.zenith, night.horizon, 0.7)
    return _add_clouds(canvas, sky, _unit(_mix(cloud, (150, 165, 205), 0.15)), _unit(cloud))


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
    return _as_floats(face, canvas) * _unit((242, 240, 220))


def _through_air(
    canvas: Canvas, surface: np.ndarray, light: np.ndarray, sky: np.ndarray, haze: Colour
) -> np.ndarray:
    """Lights the surface, fades it into the haze with distance and puts the sky behind it."""
    # On the edge of the sky a developed pixel is surface only in part: `covered` tells how much.
    opaque = canvas.surface.getchannel("A").point(lambda clearness: 255 if clearness else 0)
    covered, clear = _as_floats(opaque, canvas), surface[..., 3:]
    return surface[..., :3] * light * clear + _unit(haze) * (covered - clear) + sky * (1 - covered)


def _develop_day(canvas: Canvas) -> np.ndarray:
    surface, light = _as_floats(canvas.surface, canvas), np.float32(1)
    return _through_air(canvas, surface, light, _day_sky(canvas), canvas.scene.day.horizon)


def _develop_night(canvas: Canvas) -> np.ndarray:
    """Lights the surface, adds what glows and lets bright places fade out softly."""
    night, glow = canvas.scene.night, canvas.glow.convert("RGB")
    ground = _as_floats(canvas.glow.getchannel("A"), canvas)
    beams = canvas.beams.reduce(8).filter(ImageFilter.GaussianBlur(canvas.scale * 0.003))
    light = _unit(night.ambient) + _sum_of_spots(canvas.pools, canvas) * (0.3 + 0.7 * ground)
    light += _as_floats(beams, canvas) * ground * _unit(HEADLIGHT)
    haze = _darker(night.horizon, 0.45)
    surface = _as_floats(canvas.surface, canvas)
    picture = _through_air(canvas, surface, light, _night_sky(canvas), haze)
    picture += _sum_of_spots(canvas.streaks, canvas) * ground
    picture += _as_floats(glow, canvas) + _bloom(glow, canvas)
    picture += _sum_of_spots(_unhidden(canvas.halos, glow), canvas)
    squared = picture * picture
    return picture / np.sqrt(np.sqrt(1 + squared * squared))


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
    return _as_floats(ImageChops.add(near, wide), canvas) * 0.22
