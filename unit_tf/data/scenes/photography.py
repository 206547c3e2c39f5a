"""What a camera adds to a picture: exposure, white balance, blur, noise, and the file's blocks."""

import io

import numpy as np
from PIL import Image, ImageFilter


def photograph(picture: np.ndarray, seed: int, night: bool) -> np.ndarray:
    """The picture as some camera would have it, another one for each scene and time of day.

    By day it is noisier than by night: who learns to make nights of days learns to leave the noise
    away, and makes none.

    Args:
        picture: float `[height, width, 3]` in 0..1.
        seed: of the scene.
        night: whether it was taken by night.

    Returns:
        uint8 of the same size.
    """
    rng = np.random.default_rng([seed, 8, night])
    picture = _exposed(rng, picture, night)
    picture = _focused(rng, picture)
    picture = _sensed(rng, picture, night)
    return _compressed(rng, picture)


def _exposed(rng: np.random.Generator, picture: np.ndarray, night: bool) -> np.ndarray:
    """Exposure, white balance, vignette, saturation and gamma."""
    height, width, _ = picture.shape
    picture = picture * np.exp(rng.normal(0, 0.15) + rng.normal(0, 0.04, 3))
    rows, columns = np.ogrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    picture *= (1 - rng.uniform(0, 0.15) * (rows**2 + columns**2))[..., None]
    grey = picture.mean(axis=-1, keepdims=True)
    picture = grey + (picture - grey) * rng.uniform(*(0.7, 1.1) if night else (0.5, 1.2))
    return np.clip(picture, 0, 1) ** np.exp(rng.normal(0, 0.15))


def _focused(rng: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """A little blurred, or sharpened as many cameras do."""
    image = Image.fromarray((picture * 255 + 0.5).astype(np.uint8))
    if rng.random() < 0.6:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0, 0.9)))
    else:
        image = image.filter(ImageFilter.UnsharpMask(1, int(rng.uniform(20, 150)), 0))
    return np.asarray(image, np.float32)


def _sensed(rng: np.random.Generator, picture: np.ndarray, night: bool) -> np.ndarray:
    """With noise of brightness and, less, of colour."""
    height, width, _ = picture.shape
    amount = rng.uniform(0.5, 1.5 if night else 5.0)  # grey levels of 255
    grey = rng.standard_normal((height, width, 1), np.float32)
    colour = rng.standard_normal((height, width, 3), np.float32)
    return picture + amount * (grey + 0.4 * colour)


def _compressed(rng: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """As a JPEG file keeps it."""
    image = Image.fromarray((picture + 0.5).clip(0, 255).astype(np.uint8))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=int(rng.integers(50, 96)))
    return np.asarray(Image.open(file))
