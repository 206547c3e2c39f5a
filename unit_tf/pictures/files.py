"""Pictures as files hold them, read and written with their transparency and their bit depth."""

import dataclasses
import io
import zlib
from pathlib import Path

import numpy as np
import tensorflow as tf
from PIL import Image, PngImagePlugin

from unit_tf.data.deep_png import is_deep_png, read_deep_png
from unit_tf.data.folder import plain
from unit_tf.data.levels import Values, to_unsigned, values_of
from unit_tf.data.reading import frames_in, read_by, read_frame
from unit_tf.pictures.whole_file import whole_file
from unit_tf.reason import reason

# What a picture can be written as, by its suffix, and what Pillow is told beside that.
WRITTEN = {
    ".png": {},
    ".jpg": {"quality": 95},
    ".jpeg": {"quality": 95},
    ".webp": {"quality": 95},
    ".tif": {"compression": "tiff_adobe_deflate"},
    ".tiff": {"compression": "tiff_adobe_deflate"},
    ".gif": {},
    ".bmp": {},
    ".jp2": {},
    ".ppm": {},
    ".tga": {},
}
OPAQUE = (".jpg", ".jpeg", ".bmp", ".ppm")  # formats without transparency
LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601, as Pillow turns colour into grey
SPACES = {b"GRAY": 1, b"RGB ": 3}  # channels of the colours that a profile is about


class UnreadableError(ValueError):
    """A file cannot be read as what it should be: the message names it and says why."""


class IncompleteError(UnreadableError):
    """Not all of a file could be read; what could has been translated and written."""


@dataclasses.dataclass(frozen=True)
class Picture:
    """An upright picture.

    Attributes:
        pixels: uint8 or uint16 `[height, width, 1 or 3]`, grey or RGB.
        alpha: of the same type `[height, width, 1]`; None where all is opaque.
        profile: the ICC profile, which says what colours the pixels are; None if there is none.
        frames: how many frames or pages the file held, of which this is the first.
        values: what the file held where that were more than eight bits, else None.
    """

    pixels: np.ndarray
    alpha: np.ndarray | None = None
    profile: bytes | None = None
    frames: int = 1
    values: Values | None = None


def read_picture(path: Path, levels: tuple[float, float] | None = None) -> Picture:
    """Reads any picture that Pillow does; of several frames, the first.

    It is turned upright as its EXIF data say. Pixels that are wholly transparent become white: what
    colour is stored there is chance.

    Args:
        path: of the file.
        levels: which values become black and white of 16 bits, 32 bits and floats, as of
            `unit_tf.data.folder.plain`.

    Raises:
        UnreadableError: it is no picture, or damaged.
    """
    try:
        if is_deep_png(path):
            held, alpha = read_deep_png(path)
            pixels, values = to_unsigned(held, np.uint16, levels), values_of(held, levels)
            profile = read_by(path, lambda picture: picture.info.get("icc_profile"))
        else:
            picture = read_frame(path)
            pixels, alpha = _pixels(picture, levels)
            is_deep = picture.mode.startswith(("I", "F"))
            values = values_of(np.asarray(picture), levels) if is_deep else None
            profile = picture.info.get("icc_profile")
        frames = frames_in(path)
    except Exception as error:  # readers raise what they like of a damaged file
        raise UnreadableError(f"{path} cannot be read as a picture ({reason(error)})") from error
    if alpha is not None:
        white = pixels.dtype.type(np.iinfo(pixels.dtype).max)
        pixels = np.where(alpha == 0, white, pixels)
    return Picture(pixels, alpha, profile, frames, values)


def _pixels(
    picture: Image.Image, levels: tuple[float, float] | None
) -> tuple[np.ndarray, np.ndarray | None]:
    """Pixels and alpha of an upright picture of any mode."""
    if picture.mode.startswith(("I", "F")):  # 16 bits, 32 or floats
        return to_unsigned(np.asarray(picture), np.uint16, levels)[..., None], None
    if not picture.has_transparency_data:
        pixels = np.asarray(plain(picture))
        return pixels.reshape(*pixels.shape[:2], -1), None
    pixels = np.asarray(picture.convert("LA" if picture.mode == "LA" else "RGBA"))
    return pixels[..., :-1], pixels[..., -1:]


def write_picture(path: Path, picture: Picture):
    """Writes a picture, whole or not at all, as its suffix says.

    16 bits stay in PNG, grey ones in TIFF too; elsewhere the upper eight are written. Where a
    format has no transparency, white is laid beneath. The ICC profile goes along if it speaks of as
    many channels; EXIF data do not: they describe, and show, the picture before.

    Raises:
        OSError, ValueError: it cannot be written, or not as large.
    """
    suffix = path.suffix.lower()
    pixels, alpha = picture.pixels, picture.alpha
    deep = pixels.dtype == np.uint16
    if (
        deep
        and suffix != ".png"
        and not (suffix in (".tif", ".tiff") and alpha is None and pixels.shape[-1] == 1)
    ):
        pixels, alpha, deep = to_bytes(pixels), None if alpha is None else to_bytes(alpha), False
    if alpha is not None and suffix in OPAQUE:
        pixels, alpha = over_white(pixels, alpha), None
    profile = picture.profile or b""
    profile = profile if SPACES.get(profile[16:20]) == pixels.shape[-1] else None
    whole = pixels if alpha is None else np.concatenate([pixels, alpha], -1)
    with whole_file(path) as partial:
        if deep and suffix == ".png":
            partial.write_bytes(_encode_deep_png(whole, profile))
            return
        image = Image.fromarray(whole[..., 0] if whole.shape[-1] == 1 else whole)
        if image.mode == "LA" and suffix not in (".png", ".tif", ".tiff"):
            image = image.convert("RGBA")
        image.save(partial, icc_profile=profile, **WRITTEN[suffix])


def _encode_deep_png(pixels: np.ndarray, profile: bytes | None) -> bytes:
    """TensorFlow's encoder: Pillow's writes 16 bits of grey alone."""
    encoded = tf.io.encode_png(pixels).numpy()
    chunk = io.BytesIO()
    if profile:
        PngImagePlugin.putchunk(chunk, b"iCCP", b"ICC Profile\0\0" + zlib.compress(profile))
    header = 33  # bytes: the signature and the chunk IHDR
    return encoded[:header] + chunk.getvalue() + encoded[header:]


def to_bytes(pixels: np.ndarray) -> np.ndarray:
    """16 bits to eight, as the data sets are read; eight stay as they are."""
    return pixels if pixels.dtype == np.uint8 else (pixels // 257).astype(np.uint8)


def over_white(pixels: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """uint8 pixels laid over white."""
    part = alpha.astype(np.float32) / 255
    return np.rint(pixels * part + 255 * (1 - part)).astype(np.uint8)


def with_channels(pixels: np.ndarray, channels: int) -> np.ndarray:
    """Pixels as grey (1) or RGB (3), whatever they were."""
    if pixels.shape[-1] == channels:
        return pixels
    if channels == 3:
        return pixels.repeat(3, -1)
    grey = pixels.astype(np.float32) @ np.array(LUMA, np.float32)
    return np.rint(grey)[..., None].astype(pixels.dtype)


def beside(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Two pictures of one height side by side, of the type of the second."""
    if before.dtype != after.dtype:
        before = to_bytes(before)
    channels = max(before.shape[-1], after.shape[-1])
    return np.concatenate([with_channels(picture, channels) for picture in (before, after)], 1)
