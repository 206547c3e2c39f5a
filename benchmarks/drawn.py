"""Pictures for a TFLite file of this project to translate: scenes of its own size and domain."""

import numpy as np

from export.flatbuffer import metadata
from unit_tf.data.scenes import drawing


def pictures_for(tflite: bytes, count: int) -> np.ndarray:
    """uint8 `[count, height, width, 3]`: by day for a file that makes night, or the other way."""
    told = metadata(tflite)
    size, night = (told["height"], told["width"]), told["direction"] == "ba"
    return np.stack([drawing.draw(seed, size, night) for seed in range(count)])
