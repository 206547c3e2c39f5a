"""Makes what the app carries, and what its tests expect of it, from the demo's trained model.

    make demo
    .venv/bin/python android_demo/make_assets.py

Models and sample pictures go into `app/src/main/assets`; into `app/src/test/resources/golden_model`
go pictures, a file that computes in floats, and what Python's reader makes of the pictures.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
from absl import app, flags
from PIL import Image

import export
from unit_tf.data import scene_drawing

FLAGS = flags.FLAGS
flags.DEFINE_string("model", "runs/demo", "the run folder, or a .keras file, of the demo")
flags.DEFINE_string("exported", "exported/app", "the folder for the exporter's files and report")

HERE = Path(__file__).parent
ASSETS = HERE / "app/src/main/assets"
GOLDEN = HERE / "app/src/test/resources/golden_model"
MODELS = {"ab": "day_to_night", "ba": "night_to_day"}
SIDE = 256  # pixels of a tile
# Seeds of scenes that no training draws, by the names of their pictures.
SAMPLES = {"street_by_day": (100003, False), "shops_by_day": (100002, False),
           "avenue_by_night": (100004, True)}  # fmt: skip
SAMPLE_SIZE = 720, 960
PHOTO_SIZE = 283, 301  # odd, two by two tiles


def main(_):
    """Exports, draws and translates."""
    for direction in MODELS:
        subprocess.run(
            [
                sys.executable, "-m", "export.convert", f"--model={FLAGS.model}",
                f"--direction={direction}", "--domains=day,night", f"--image_size={SIDE}",
                "--quantize=int8,float16", f"--output={FLAGS.exported}",
            ],
            check=True,
        )  # fmt: skip
    exported = Path(FLAGS.exported)
    for folder in (ASSETS / "models", ASSETS / "samples", GOLDEN):
        folder.mkdir(parents=True, exist_ok=True)
    for direction, name in MODELS.items():
        shutil.copy(exported / f"{direction}_int8.tflite", ASSETS / "models" / f"{name}.tflite")
    for name, (seed, night) in SAMPLES.items():
        sample = Image.fromarray(scene_drawing.draw(seed, SAMPLE_SIZE, night))
        sample.save(ASSETS / "samples" / f"{name}.jpg", quality=88)
    shutil.copy(exported / "ab_float16.tflite", GOLDEN)
    int8 = export.TFLiteTranslator(ASSETS / "models/day_to_night.tflite")
    float16 = export.TFLiteTranslator(GOLDEN / "ab_float16.tflite")
    day = scene_drawing.draw(100005, PHOTO_SIZE, night=False)
    save("day", day)
    save("day_to_night_int8", int8(day))
    save("day_to_night_float16", float16(day))
    frame = in_blocks(scene_drawing.draw(100003, SIDE, night=False))
    save("day_frame", frame)
    save("day_frame_to_night_int8", int8(frame))


def in_blocks(picture: np.ndarray) -> np.ndarray:
    """The picture with two by two pixels of one colour: a camera keeps colour no finer."""
    height, width, channels = picture.shape
    blocks = picture.reshape(height // 2, 2, width // 2, 2, channels).mean((1, 3))
    return blocks.round().astype(np.uint8).repeat(2, 0).repeat(2, 1)


def save(name: str, picture: np.ndarray):
    """Writes a picture without loss."""
    Image.fromarray(picture).save(GOLDEN / f"{name}.png", optimize=True)


if __name__ == "__main__":
    app.run(main)
