"""What a street scene holds: its description, without a single pixel.

The scene is a small three-dimensional world in metres. A point is (along, across, up): `along` runs
down the street, `across` from its left to its right, and `up` from the ground. The camera looks
either down the street, towards a vanishing point, or across it, at a row of buildings. Everything
by which the day picture and the night picture could disagree (walls, cars, trees) is decided once,
here.
"""

import dataclasses

import numpy as np

from unit_tf.data.scenes.colours import Colour

Point = tuple[float, float, float]

# What hangs behind a window pane: the colour by day, and the light through it at night. Pale and
# warm curtains are those of rooms in use; the bare dark pane, the last, is that of an empty one.
PANES: tuple[tuple[Colour, Colour], ...] = (
    ((240, 226, 190), (255, 205, 118)),
    ((232, 180, 118), (255, 158, 66)),
    ((231, 235, 238), (226, 232, 255)),
    ((236, 205, 196), (255, 178, 128)),
    ((54, 68, 86), (255, 198, 110)),
)
DARK_PANE = len(PANES) - 1


@dataclasses.dataclass(frozen=True)
class CarShape:
    """Outlines from the side, in metres from the rear and from the ground; both are convex."""

    body: tuple[tuple[float, float], ...]
    cabin: tuple[tuple[float, float], ...]
    length: float
    width: float


CAR_SHAPES = {
    "saloon": CarShape(
        body=((0.0, 0.3), (4.4, 0.3), (4.4, 0.72), (4.25, 0.86), (0.1, 0.94), (0.0, 0.8)),
        cabin=((0.45, 0.9), (3.25, 0.86), (2.5, 1.42), (1.0, 1.44)),
        length=4.4,
        width=1.76,
    ),
    "hatchback": CarShape(
        body=((0.0, 0.3), (3.8, 0.3), (3.8, 0.74), (3.65, 0.88), (0.05, 0.96), (0.0, 0.8)),
        cabin=((0.08, 0.92), (2.95, 0.88), (2.2, 1.5), (0.4, 1.52)),
        length=3.8,
        width=1.7,
    ),
    "van": CarShape(
        body=((0.0, 0.32), (4.7, 0.32), (4.7, 0.9), (4.55, 1.08), (0.05, 1.12), (0.0, 1.0)),
        cabin=((0.03, 1.08), (4.2, 1.06), (3.5, 2.0), (0.1, 2.05)),
        length=4.7,
        width=1.86,
    ),
}


@dataclasses.dataclass(frozen=True)
class Camera:
    """Where the picture is taken from; verticals stay vertical, as with a shift lens."""

    along: float
    across: float
    up: float
    heading: float  # radians, 0 down the street, pi / 2 to its right
    focal: float  # picture widths per unit of slope
    horizon: float  # fraction of the picture's height, from the top


@dataclasses.dataclass(frozen=True)
class Street:
    """The ground: a road in the middle and a pavement on each side."""

    road: float  # half its width
    pavement: float
    crossing: float | None  # where along the street it begins
    asphalt: Colour
    paving: Colour


@dataclasses.dataclass(frozen=True)
class Shop:
    """A ground floor of shop windows; a closed one shows its shutters."""

    is_open: bool
    awning: Colour | None
    sign: Colour
    light: Colour


@dataclasses.dataclass(frozen=True)
class Building:
    """A box with a roof, its front on the street and its windows in a grid on that front."""

    start: float
    end: float
    front: float  # across
    back: float  # across, further from the street's middle than the front
    height: float  # of the eaves
    roof: str  # "flat", "pitched" (ridge along the street) or "gabled" (gable on the street)
    roof_height: float
    wall: Colour
    trim: Colour
    roof_colour: Colour
    panes: np.ndarray  # [floors, columns] indices into PANES
    glow: np.ndarray  # [floors, columns] light at night, 0 for a dark window, up to 1
    window: tuple[float, float]  # share of its grid cell that it fills, (width, height)
    balconies: bool
    shop: Shop | None
    chimneys: tuple[float, ...]  # where along the roof, in 0..1

    @property
    def bay(self) -> float:
        """The width of a column of windows, in metres."""
        return (self.end - self.start) / self.panes.shape[1]


@dataclasses.dataclass(frozen=True)
class Tower:
    """A far building of the skyline, in fractions of the picture's scale from the horizon."""

    left: float
    right: float
    top: float
    clearness: float  # 0 lost in the haze, 1 near
    colour: Colour
    lights: np.ndarray  # [lights, 2] positions in 0..1 of its front


@dataclasses.dataclass(frozen=True)
class Lamp:
    """A street lamp: a globe on a post, or an arm that reaches over the road."""

    along: float
    across: float
    height: float
    reach: float  # of the arm, across; 0 for a globe
    light: Colour


@dataclasses.dataclass(frozen=True)
class Car:
    """A car, its middle at (along, across), that drives up (1) or down (-1) the street."""

    along: float
    across: float
    direction: int
    kind: str  # a key of CAR_SHAPES
    colour: Colour


@dataclasses.dataclass(frozen=True)
class Tree:
    """A tree on the pavement, its crown a heap of balls."""

    along: float
    across: float
    height: float
    colour: Colour
    balls: np.ndarray  # [balls, 3] (right, up, radius), in crown radii


@dataclasses.dataclass(frozen=True)
class Day:
    """Daylight and the sky it comes from."""

    zenith: Colour
    horizon: Colour
    cloud: Colour
    cover: float  # of the veil of thin cloud, 0..1
    ambient: Colour  # light on every face, 255 leaves a colour as it is
    sun: Colour  # light on faces turned to the sun, likewise
    disc: tuple[float, float] | None  # the sun in the sky, fractions of (width, height)


@dataclasses.dataclass(frozen=True)
class Night:
    """The night sky and the state of the road."""

    zenith: Colour
    horizon: Colour
    ambient: Colour
    stars: np.ndarray  # [stars, 3] (x, y, brightness), all fractions
    moon: tuple[float, float, float] | None  # x, y and phase in -1..1, 0 being full
    wetness: float


@dataclasses.dataclass(frozen=True)
class Scene:
    """All that a picture of either time of day is drawn from."""

    camera: Camera
    street: Street
    buildings: tuple[Building, ...]
    skyline: tuple[Tower, ...]
    lamps: tuple[Lamp, ...]
    cars: tuple[Car, ...]
    trees: tuple[Tree, ...]
    clouds: np.ndarray  # [puffs, 4] (x, y, half width, half height), fractions
    veil: np.ndarray  # [rows, columns] uneven thickness of the thin cloud, 0..1
    sun_side: int  # -1 from the left, 1 from the right
    day: Day
    night: Night
