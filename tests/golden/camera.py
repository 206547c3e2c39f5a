"""Pictures as cameras and their files hold them, with what they must look like."""

import base64

import numpy as np


def yuv_cases() -> list[dict]:
    generator = np.random.default_rng(11)
    cases = []
    for name, height, width in (("odd", 7, 9), ("even", 6, 8), ("one pixel", 1, 1)):
        half = (height + 1) // 2, (width + 1) // 2
        # Blacks, whites and the strongest colours among them, which leave 0..255 and are clamped.
        y, u, v = (
            generator.choice([0, 1, 30, 90, 128, 129, 200, 254, 255], shape).astype(np.uint8)
            for shape in ((height, width), half, half)
        )
        cases.append(
            {
                "name": name,
                "height": height,
                "width": width,
                "expected": text(rgb(y, u, v).tobytes()),
                "layouts": layouts(y, u, v),
            }
        )
    return cases


def rgb(y: np.ndarray, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Full range BT.601, in millionths so that nothing is rounded before the end."""
    picture = np.zeros((*y.shape, 3), np.uint8)
    for row in range(y.shape[0]):
        for column in range(y.shape[1]):
            light = 1_000_000 * int(y[row, column])
            blue = int(u[row // 2, column // 2]) - 128
            red = int(v[row // 2, column // 2]) - 128
            levels = (
                light + 1_402_000 * red,
                light - 344_136 * blue - 714_136 * red,
                light + 1_772_000 * blue,
            )
            for channel, level in enumerate(levels):
                picture[row, column, channel] = min(255, max(0, (level + 500_000) // 1_000_000))
    return picture


def layouts(y: np.ndarray, u: np.ndarray, v: np.ndarray) -> list[dict]:
    """The same planes as phones lay them out; each plane ends with its last pixel, or later."""
    width, half = y.shape[1], u.shape[1]
    found = []
    for name, padding, short in (
        ("tight", 0, False),
        ("padded rows", 5, False),
        ("padded rows, the last one short", 5, True),
    ):
        found.append(
            {
                "name": f"I420, {name}",
                "y": plane(y, width + padding, 1, short),
                "u": plane(u, half + padding, 1, short),
                "v": plane(v, half + padding, 1, short),
            }
        )
        # Interleaved: one buffer of pairs. The second plane begins a byte later, and so each
        # buffer that Android gives ends a byte before its last pair does.
        stride = 2 * half + padding
        for kind, pair in (("NV12", "uv"), ("NV21", "vu")):
            planes = {"u": u, "v": v}
            first, second = (planes[name] for name in pair)
            woven = weave(first, second, stride, short)
            found.append(
                {
                    "name": f"{kind}, {name}",
                    "y": plane(y, width + padding, 1, short),
                    pair[0]: of_bytes(woven[: len(woven) - 1], stride, 2),
                    pair[1]: of_bytes(woven[1:], stride, 2),
                }
            )
    return found


def plane(pixels: np.ndarray, row_stride: int, pixel_stride: int, short: bool) -> dict:
    return of_bytes(laid_out(pixels, row_stride, pixel_stride, short), row_stride, pixel_stride)


def laid_out(pixels: np.ndarray, row_stride: int, pixel_stride: int, short: bool) -> bytes:
    """Rows with a filling between them that would show."""
    rows, columns = pixels.shape
    content = bytearray([77] * (rows * row_stride))
    for row in range(rows):
        for column in range(columns):
            content[row * row_stride + column * pixel_stride] = pixels[row, column]
    end = (rows - 1) * row_stride + (columns - 1) * pixel_stride + 1
    return bytes(content[:end] if short else content)


def weave(first: np.ndarray, second: np.ndarray, row_stride: int, short: bool) -> bytes:
    rows, columns = first.shape
    content = bytearray([77] * (rows * row_stride))
    for row in range(rows):
        for column in range(columns):
            content[row * row_stride + 2 * column] = first[row, column]
            content[row * row_stride + 2 * column + 1] = second[row, column]
    end = (rows - 1) * row_stride + 2 * columns
    return bytes(content[:end] if short else content)


def of_bytes(content: bytes, row_stride: int, pixel_stride: int) -> dict:
    return {"bytes": text(content), "rowStride": row_stride, "pixelStride": pixel_stride}


def rotation_cases() -> list[dict]:
    """Degrees clockwise that turn a camera's frame upright on the display.

    Android's SENSOR_ORIENTATION is the clockwise angle that turns a frame upright on the screen
    of a device in its natural orientation, for either facing. Display.getRotation is how far
    whatever is drawn is turned clockwise to make up for a device that was turned counterclockwise.

    Back: turned by the sensor's angle alone, a frame drawn on the turned device is a window, and
    upright in the world; drawing adds `display` clockwise, so as much is taken off.
    Front: it looks at the user, and from there the same turn of the device runs the other way.
    What the window would make up for by itself is doubled instead: `display` comes on top twice,
    and drawing has done it once.

    So a phone with sensors at 90 (back) and 270 (front), its left side down (display 90), needs 0
    for either. It is the rule that Android documents for JPEG_ORIENTATION, whose device
    orientation is counted clockwise: 360 - display. Mirroring a selfie comes after this.
    """
    return [
        {
            "sensor": sensor,
            "display": display,
            "front": front,
            "degrees": (sensor + display if front else sensor - display + 360) % 360,
        }
        for sensor in (0, 90, 180, 270)
        for display in (0, 90, 180, 270)
        for front in (False, True)
    ]


# Where the first stored row and the first stored column are seen, of EXIF 2.3's tag 274.
EXIF = {
    1: ("top", "left"),
    2: ("top", "right"),
    3: ("bottom", "right"),
    4: ("bottom", "left"),
    5: ("left", "top"),
    6: ("right", "top"),
    7: ("right", "bottom"),
    8: ("left", "bottom"),
}


def exif_cases() -> list[dict]:
    upright = np.arange(10, 10 + 2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    height, width = upright.shape[:2]
    cases = []
    for code, (first_row, first_column) in EXIF.items():
        turned = first_row in ("left", "right")
        stored = np.zeros((width, height, 3) if turned else (height, width, 3), np.uint8)
        for row in range(stored.shape[0]):
            for column in range(stored.shape[1]):
                seen = {first_row: row, first_column: column}
                y = seen["top"] if "top" in seen else height - 1 - seen["bottom"]
                x = seen["left"] if "left" in seen else width - 1 - seen["right"]
                stored[row, column] = upright[y, x]
        cases.append(
            {
                "code": code,
                "stored_width": stored.shape[1],
                "stored_height": stored.shape[0],
                "stored": text(stored.tobytes()),
                "width": width,
                "height": height,
                "upright": text(upright.tobytes()),
            }
        )
    return cases


def text(content: bytes) -> str:
    return base64.b64encode(content).decode()
