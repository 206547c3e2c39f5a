"""A translator of whatever kind of file, from a to b."""

from collections.abc import Callable

import numpy as np

import export
from unit_tf import data
from unit_tf.models.files import load_model


def translator(path: str) -> Callable[[np.ndarray], np.ndarray]:
    """What makes of uint8 frames others."""
    if path.endswith(".tflite"):
        translate = export.TFLiteTranslator(path)
        return lambda frames: np.stack([translate(frame) for frame in frames])
    model = load_model(path)
    return lambda frames: data.to_uint8(model.translate(data.to_float(frames), "ab"))
