"""The arm64 library's pictures against Python's."""

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from . import host
from .compile import APP
from .project import BUILD
from .results import Outcome
from .tools import BuildError

GOLDEN = APP / "test/resources/golden_model"
SIDE = 256


@dataclass(frozen=True)
class Case:
    """A model, a picture, and what Python made of it.

    Attributes:
        model: a .tflite file of 256 by 256 pixels, bytes in and out.
        picture: the name of the PNG file of that size that goes in.
        expected: the name of the one that Python made.
        worst: levels of 255 that a byte may differ.
        mean: levels of 255 that bytes may differ on average.
    """

    model: Path
    picture: str
    expected: str
    worst: int
    mean: float


CASES = [
    # Integer kernels of other processors and versions round otherwise here and there.
    Case(APP / "main/assets/models/day_to_night.tflite",
         "day_frame.png", "day_frame_to_night.png", 4, 0.3),
    # Floats differ in their last places, which turns a level where they end near a half.
    Case(GOLDEN / "ab_float16.tflite",
         "day_frame.png", "day_frame_to_night_float16.png", 1, 0.01),
]  # fmt: skip


def compare_on_arm64():
    """Runs each model once on its picture; see `Outcome`."""
    outcome = Outcome()
    for case in CASES:
        try:
            compare(case)
        except (BuildError, OSError) as error:
            outcome.failures[case.model.name] = str(error)
        else:
            outcome.passed += 1
    return outcome


def compare(case):
    """Raises BuildError where the arm64 library's picture is not like Python's."""
    (*size, picture), (*expected_size, expected) = map(
        read_png, (GOLDEN / case.picture, GOLDEN / case.expected)
    )
    if size != [SIDE, SIDE] or expected_size != size:
        raise BuildError(f"{case.picture} or {case.expected} is not of {SIDE} by {SIDE} pixels.")
    given = BUILD / "host" / "given.rgb"
    output = BUILD / "host" / "output.rgb"
    given.write_bytes(picture)
    host.run_model(host.ARM64, case.model, given, output)
    worst, mean = difference(output.read_bytes(), expected)
    if worst > case.worst or mean > case.mean:
        raise BuildError(
            f"{case.model.name} on arm64 differs from {case.expected} by {worst} levels, "
            f"{mean:.4f} on average; expected at most {case.worst} and {case.mean}."
        )


def difference(one, other):
    """The largest and the mean difference of two strings of bytes."""
    if len(one) != len(other):
        raise BuildError(f"The pictures have {len(one)} and {len(other)} bytes.")
    differences = [abs(a - b) for a, b in zip(one, other, strict=True)]
    return max(differences), sum(differences) / len(differences)


def read_png(path):
    """Width, height and RGB bytes of a PNG file of 8 bits a channel, without interlacing."""
    data = path.read_bytes()
    at, packed = 8, b""
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        if kind == b"IHDR":
            width, height, *form = struct.unpack(">IIBBBBB", body)
            if form != [8, 2, 0, 0, 0]:
                raise BuildError(f"{path.name} is not a plain RGB picture of 8 bits a channel.")
        elif kind == b"IDAT":
            packed += body
        at += 12 + size
    lines = zlib.decompress(packed)
    stride = 3 * width
    above, rows = bytes(stride), []
    for start in range(0, height * (stride + 1), stride + 1):
        above = unfilter(lines[start], lines[start + 1 : start + 1 + stride], above)
        rows.append(above)
    return width, height, b"".join(rows)


def unfilter(method, line, above):
    """A row of pixels from its filtered bytes and the row above it."""
    row = bytearray(line)
    for index in range(len(row)):
        left, corner = (row[index - 3], above[index - 3]) if index >= 3 else (0, 0)
        up = above[index]
        row[index] = (row[index] + predict(method, left, up, corner)) & 255
    return bytes(row)


def predict(method, left, up, corner):
    """PNG's five filters: none, left, up, their mean, and Paeth's."""
    if method < 4:
        return (0, left, up, (left + up) // 2)[method]
    estimate = left + up - corner
    return min((left, up, corner), key=lambda value: abs(estimate - value))
