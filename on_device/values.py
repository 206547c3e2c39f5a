"""Bytes of pictures as a file's values, and back: in float32 throughout, as every reader does."""

import numpy as np

from on_device.contract import Values


def to_model(picture: np.ndarray, values: Values) -> np.ndarray:
    """uint8 of any shape as the values that go in."""
    if values.type == "uint8":
        return picture
    low, high = np.float32(values.low), np.float32(values.high)
    return picture * ((high - low) / np.float32(255)) + low


def from_model(made: np.ndarray, values: Values) -> np.ndarray:
    """Values that came out as uint8 of the same shape: rounded half up; what is no number is 0."""
    if values.type == "uint8":
        return made
    low, high = np.float32(values.low), np.float32(values.high)
    with np.errstate(over="ignore", invalid="ignore"):
        levels = (made - low) * (np.float32(255) / (high - low))
    levels = np.where(np.isnan(levels), np.float32(0), levels).clip(0, 255)
    return np.floor(levels + np.float32(0.5)).astype(np.uint8)
