"""The canvas that a street scene is painted on: projects the world and keeps its light apart.

What a thing looks like (`surface`) is kept apart from the light it gives off (`glow`). Here too are
the outlines that things are made of, and what turns images and spots of light into arrays.
"""

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from unit_tf.data.scenes.colours import BLACK, Colour, mix
from unit_tf.data.scenes.layout import Point, Scene

OVERSAMPLING = 2  # canvas pixels per developed pixel, along each side
NEAR = 0.8  # metres: nothing nearer to the camera is drawn
VISIBILITY = 260.0  # metres at which haze hides all but a third of a thing
CROWDING = 32.0  # metres: lamps seen further off dim, for they stand close and would melt into one

# By night the sun's place is taken by a faint even light, so that forms stay readable.
SKYLIGHT: tuple[Colour, Colour] = ((165, 165, 165), (70, 70, 70))

Outline = Sequence[tuple[float, float]]
Spot = tuple[float, ...]  # x, y, reach in x, reach in y (pixels), red, green, blue (0..1)


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
        self._pens[0].polygon(pixels, ink(colour, clearness_at(depth)))
        if self.night:
            self._pens[1].polygon(pixels, ink(glow, 255 * ground))

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
        getattr(self._pens[0], shape)(box, ink(colour, clearness))
        if self.night:
            getattr(self._pens[1], shape)(box, ink(glow, 0))

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
            self.halos.append(spot(x, y, radius * metre, radius * metre, light, power))

    def pool(self, point: Point, radius: float, light: Colour, power: float) -> None:
        """Lights what is round a point: a patch of the ground if the point is on it."""
        depth = self.depth(point)
        if depth > NEAR:
            x, y, metre = self.locate(point)
            power *= math.exp(-depth / CROWDING)
            flatness = min(1.0, self.scene.camera.up / depth) if point[2] == 0 else 1.0
            self.pools.append(spot(x, y, radius * metre, radius * metre * flatness, light, power))

    def mirror(self, point: Point, length: float, light: Colour, power: float) -> None:
        """Draws out the reflection of a light in the wet road, `length` in metres."""
        below = (point[0], point[1], -point[2])
        if self.depth(below) > NEAR and self.scene.night.wetness:
            x, y, metre = self.locate(below)
            power *= self.scene.night.wetness
            self.streaks.append(spot(x, y, 0.22 * metre, length * metre, light, power))

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
            kept.append(mix(here, there, (NEAR - here[2]) / (there[2] - here[2])))
    return kept


def ink(colour: Colour, fourth: float) -> tuple[int, int, int, int]:
    return (int(colour[0]), int(colour[1]), int(colour[2]), int(fourth))


def spot(x: float, y: float, rx: float, ry: float, light: Colour, power: float) -> Spot:
    return (x, y, max(rx, 0.5), max(ry, 0.5), *(channel / 255 * power for channel in light))


def clearness_at(depth: float) -> float:
    """How little of a thing the haze hides, in 1..255; 0 is kept for the sky."""
    return 1 + 254 * math.exp(-depth / VISIBILITY)


def _shrink(points: Sequence[Point], share: float) -> list[Point]:
    middle = tuple(sum(axis) / len(points) for axis in zip(*points, strict=True))
    return [mix(middle, point, share) for point in points]


def rectangle(left: float, right: float, bottom: float, top: float) -> Outline:
    return [(left, bottom), (right, bottom), (right, top), (left, top)]


def on_ground(start: float, end: float, left: float, right: float) -> list[Point]:
    return [(start, left, 0), (start, right, 0), (end, right, 0), (end, left, 0)]


def as_floats(image: Image.Image, canvas: Canvas) -> np.ndarray:
    """An image brought to the developed size, float32 `[height, width, channels]` in 0..1."""
    if image.width > canvas.width:
        image = image.reduce(image.width // canvas.width)
    elif image.width < canvas.width:
        image = image.resize((canvas.width, canvas.height), Image.Resampling.BILINEAR)
    array = np.asarray(image, np.float32) / 255
    return array.reshape(canvas.height, canvas.width, -1)


def sum_of_spots(spots: Sequence[Spot], canvas: Canvas) -> np.ndarray:
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
