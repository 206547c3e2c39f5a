"""Writes the fixtures that readers in every language are held to: `python tests/golden/make.py`.

Plain loops over the rules of docs/contract.md, and nothing of the package: what is wrong there
must not be wrong here too. The same bytes come out each time. README.md tells the formats.
"""

import base64
import json
import sys
from pathlib import Path

import numpy as np
from camera import exif_cases, rotation_cases, yuv_cases
from refusals import refusal_cases

HERE = Path(__file__).parent


def tile_starts(length: int, tile: int, overlap: int) -> list[int]:
    count, step = 1, tile - overlap
    while tile + (count - 1) * step < length:
        count += 1
    return [0] if count == 1 else [i * (length - tile) // (count - 1) for i in range(count)]


def tile_weights(tile: int, overlap: int) -> list[int]:
    return [min(p + 1, tile - p, overlap + 1) for p in range(tile)]


def tile_cases() -> list[dict]:
    shapes = [
        (16, 16, 4), (17, 16, 4), (28, 16, 4), (29, 16, 4), (40, 16, 4), (41, 16, 4), (41, 16, 15),
        (41, 16, 0), (33, 16, 0), (1, 1, 0), (5, 1, 0), (9, 2, 1), (100, 24, 6), (64, 64, 16),
        (500, 256, 64), (257, 256, 255), (512, 256, 0), (1080, 256, 64), (1920, 256, 64),
        (4000, 64, 16), (8000, 256, 64), (6001, 250, 77), (20, 7, 6), (21, 7, 3),
    ]  # fmt: skip
    return [
        {
            "length": length,
            "tile": tile,
            "overlap": overlap,
            "starts": tile_starts(length, tile, overlap),
            "weights": tile_weights(tile, overlap),
        }
        for length, tile, overlap in shapes
    ]


def mirrored(position: int, length: int) -> int:
    """Where a picture continued by its mirror image, edge repeated, takes a position from."""
    position %= 2 * length
    return position if position < length else 2 * length - 1 - position


def model(tile: np.ndarray) -> np.ndarray:
    """Something to do to a tile that depends on the place in it."""
    made = np.zeros_like(tile)
    for row in range(tile.shape[0]):
        for column in range(tile.shape[1]):
            for channel in range(3):
                value = 255 - int(tile[row, column, channel]) + 7 * row + 3 * column
                made[row, column, channel] = value % 256
    return made


def mosaic(picture: np.ndarray, tile: tuple[int, int], overlap: int) -> np.ndarray:
    height, width = picture.shape[:2]
    full_height, full_width = max(height, tile[0]), max(width, tile[1])
    full = np.zeros((full_height, full_width, 3), np.uint8)
    for row in range(full_height):
        for column in range(full_width):
            full[row, column] = picture[mirrored(row, height), mirrored(column, width)]
    sums = np.zeros(full.shape, np.int64)
    totals = np.zeros(full.shape[:2], np.int64)
    by_row, by_column = tile_weights(tile[0], overlap), tile_weights(tile[1], overlap)
    for top in tile_starts(full_height, tile[0], overlap):
        for left in tile_starts(full_width, tile[1], overlap):
            made = model(full[top : top + tile[0], left : left + tile[1]])
            for row in range(tile[0]):
                for column in range(tile[1]):
                    weight = by_row[row] * by_column[column]
                    totals[top + row, left + column] += weight
                    for channel in range(3):
                        value = int(made[row, column, channel])
                        sums[top + row, left + column, channel] += weight * value
    blended = np.zeros(picture.shape, np.uint8)
    for row in range(height):
        for column in range(width):
            total = int(totals[row, column])
            for channel in range(3):
                doubled = 2 * int(sums[row, column, channel]) + total
                blended[row, column, channel] = doubled // (2 * total)
    return blended


def mosaic_cases() -> list[dict]:
    shapes = {
        "one pixel": (1, 1, 8, 12, 2),
        "smaller than a tile": (5, 7, 8, 12, 2),
        "much smaller: the mirror image goes on and on": (2, 3, 16, 10, 4),
        "exactly a tile": (8, 12, 8, 12, 2),
        "one row more than a tile": (9, 12, 8, 12, 2),
        "narrow and long": (3, 41, 8, 12, 2),
        "odd sizes": (31, 37, 8, 12, 3),
        "no overlap": (19, 25, 8, 12, 0),
        "every pixel under many tiles": (23, 21, 8, 12, 6),
        "the largest overlap": (13, 18, 8, 12, 7),
        "tiles higher than wide": (29, 22, 12, 8, 2),
        "a side of one pixel": (3, 11, 1, 4, 0),
    }
    generator = np.random.default_rng(7)
    cases = []
    for name, (height, width, tile_height, tile_width, overlap) in shapes.items():
        picture = generator.integers(0, 256, (height, width, 3)).astype(np.uint8)
        cases.append(
            {
                "name": name,
                "height": height,
                "width": width,
                "tile_height": tile_height,
                "tile_width": tile_width,
                "overlap": overlap,
                "picture": text(picture),
                "expected": text(mosaic(picture, (tile_height, tile_width), overlap)),
            }
        )
    return cases


def float_cases() -> list[dict]:
    one, cases = np.float32, []
    for ends in ([0, 1], [-1, 1], [0, 255], [-0.1, 2.7]):
        low, high = one(ends[0]), one(ends[1])
        into, back = (high - low) / one(255), one(255) / (high - low)
        values = [one(byte) * into + low for byte in range(256)]
        levels = (0.4999, 0.5, 0.5001, 1.5, 2.5, 127.5, 128.5, 254.4999, 254.5, 254.5001, 255.4)
        tried = [one(level) * into + low for level in levels]
        tried += [low, high, low - one(1e-6), high + one(1e-6), low - one(3), high + one(3)]
        tried += map(one, (0.0, -0.0, 1e-45, 3e38, -3e38, np.inf, -np.inf, np.nan))
        bytes_ = []
        for value in tried:
            with np.errstate(over="ignore"):
                level = (value - low) * back
            if np.isnan(level) or level < 0:
                level = one(0)
            bytes_.append(int(np.floor(min(level, one(255)) + one(0.5))))
        cases.append(
            {
                "range": ends,
                "values": [float(value) for value in values],
                "from_values": [number(value) for value in tried],
                "to_bytes": bytes_,
            }
        )
    return cases


def number(value: np.float32) -> float | str:
    """A number that JSON can write, or the name of one that it cannot."""
    if np.isnan(value):
        return "NaN"
    if np.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return float(value)


def text(content: np.ndarray) -> str:
    return base64.b64encode(content.tobytes()).decode()


def lines(cases: list[dict]) -> str:
    """JSON with a line a case, so that a change shows what it changes."""
    body = ",\n".join(json.dumps(case, separators=(",", ":"), allow_nan=False) for case in cases)
    return f'{{"cases":[\n{body}\n]}}\n'


def main(folder: Path):
    refusals, files = refusal_cases(), bytearray()
    for case in refusals:
        content = case.pop("tflite")
        case["bytes"] = [len(files), len(content)]
        files += content
    (folder / "files.bin").write_bytes(files)
    for name, cases in {
        "tiles": tile_cases(),
        "mosaic": mosaic_cases(),
        "yuv": yuv_cases(),
        "rotation": rotation_cases(),
        "exif": exif_cases(),
        "float": float_cases(),
        "refusals": refusals,
    }.items():
        (folder / f"{name}.json").write_text(lines(cases), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
