"""Paints the buildings of a street scene, with their windows and shops, and the far skyline."""

import dataclasses
import math

import numpy as np

from unit_tf.data.scenes.canvas import Canvas, Outline, on_ground, rectangle
from unit_tf.data.scenes.colours import BLACK, GLASS, PAINT, Colour, darker, mix
from unit_tf.data.scenes.layout import PANES, Building, Shop

DETAIL = 0.034  # a window bay narrower than this fraction of the picture gets no frame


def draw_skyline(canvas: Canvas) -> None:
    horizon, radius = canvas.scene.camera.horizon * canvas.height, canvas.scale * 0.0018
    for tower in canvas.scene.skyline:
        left = canvas.width / 2 + tower.left * canvas.scale
        wide, high = (tower.right - tower.left) * canvas.scale, tower.top * canvas.scale
        top, clearness = horizon - high, tower.clearness * 255
        canvas.upright("rectangle", (left, top, left + wide, horizon), tower.colour, clearness)
        pale = mix(tower.colour, PAINT, 0.4)
        for x, y in tower.lights:
            x, y = left + x * wide, top + y * high
            box = (x - radius, y - radius, x + radius, y + radius)
            canvas.upright("rectangle", box, pale, clearness, (150, 112, 62))


def draw_building(canvas: Canvas, building: Building) -> None:
    low, high = sorted((building.front, building.back))
    start, end, height = building.start, building.end, building.height
    if not canvas.sees(on_ground(start, end, low, high)):
        return
    # The roof goes first: seen from the street, the walls hide what is under it.
    _draw_roof(canvas, building, low, high)
    canvas.solid(rectangle(low, high, 0, height), 0, start, end, building.wall)
    outward = -math.copysign(1, building.front)
    if building.roof == "flat":
        edges = sorted((building.front, building.front + 0.25 * outward))
        canvas.solid(rectangle(*edges, height - 0.3, height + 0.2), 0, start, end, building.trim)
    if (canvas.scene.camera.across - building.front) * outward > 0:
        light = canvas.shade((0, outward, 0))
        _draw_front(canvas, building, Front(canvas, building.front, outward, light))


def _draw_roof(canvas: Canvas, building: Building, low: float, high: float) -> None:
    start, end, height = building.start, building.end, building.height
    top, middle = height + building.roof_height, (low + high) / 2
    for place in building.chimneys:
        along = start + place * (end - start)
        stack = rectangle(along - 0.45, along + 0.45, height, top + 0.6)
        canvas.solid(stack, 1, middle - 0.4, middle + 0.4, darker(building.wall, 0.15))
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
    front.panel(rectangle(building.start, building.end, ground - 0.25, ground), building.trim)
    wide, high = building.window[0] * bay / 2, building.window[1] * storey / 2
    for floor in range(floors):
        up = ground + (floor + 0.52) * storey
        for column in range(columns):
            along = building.start + (column + 0.5) * bay
            colour, light = PANES[building.panes[floor, column]]
            glow = darker(light, 1 - building.glow[floor, column])
            edges = (along - wide, along + wide, up - high, up + high)
            if not canvas.sees([(edges[0], building.front, up), (edges[1], building.front, up)]):
                continue
            if is_detailed:
                _draw_window(front, building, edges, colour, glow)
            else:
                front.panel(rectangle(*edges), colour, glow)
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
    front.panel(rectangle(left - 0.12, right + 0.12, bottom - 0.12, top + 0.12), trim)
    front.panel(rectangle(*edges), colour, glow)
    shadow = rectangle(left, right, lintel, top)
    front.panel(shadow, darker(colour, 0.3), darker(glow, 0.35))
    front.panel(rectangle(middle - 0.05, middle + 0.05, bottom, top), trim)
    if building.balconies:
        railing = rectangle(left - 0.25, right + 0.25, bottom - 0.3, bottom + 0.4 * (top - bottom))
        front.panel(railing, (58, 60, 66), out=0.5)
    else:
        sill = rectangle(left - 0.2, right + 0.2, bottom - 0.25, bottom - 0.1)
        front.panel(sill, darker(trim, 0.2))


def _draw_ground_floor(building: Building, front: Front) -> None:
    columns = building.panes.shape[1]
    half = building.window[0] * building.bay / 2
    for column in range(columns):
        along = building.start + (column + 0.5) * building.bay
        if column == columns // 2:
            door = rectangle(along - 0.6, along + 0.6, 0, 2.4)
            front.panel(door, darker(building.roof_colour, 0.3))
        else:
            frame = rectangle(along - half - 0.1, along + half + 0.1, 0.9, 2.6)
            front.panel(frame, building.trim)
            front.panel(rectangle(along - half, along + half, 1.0, 2.5), GLASS)


def _draw_shop(canvas: Canvas, building: Building, shop: Shop, front: Front) -> None:
    start, end = building.start + 0.5, building.end - 0.5
    middle, width = (start + end) / 2, end - start
    front.panel(rectangle(start, end, 0.1, 3.0), darker(building.trim, 0.55))
    inside, light = mix(GLASS, shop.light, 0.55), darker(shop.light, 0.15)
    places = np.linspace(start, end, max(3, round(width / 2.6) + 1)).tolist()
    for left, right in zip(places, places[1:], strict=False):
        pane, base = (rectangle(left + 0.1, right - 0.1, 0.4, top) for top in (2.4, 1.0))
        if shop.is_open:
            front.panel(pane, inside, light)
            front.panel(base, darker(inside, 0.3), darker(light, 0.4))
        else:
            front.panel(pane, (142, 146, 150))
    sign = mix(shop.sign, (90, 90, 96), 0.35)
    front.panel(rectangle(start, end, 2.5, 3.1), darker(sign, 0.5), out=0.05)
    name = rectangle(middle - 0.3 * width, middle + 0.3 * width, 2.65, 2.95)
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
