"""Makes what the app and the page carry, and what their tests expect of it.

    .venv/bin/python -m unit_tf.train --flagfile=configs/photographs.flags
    for way in ab ba; do
        .venv/bin/python -m unit_tf.distill --model=runs/photographs --direction=$way \
            --run_dir=runs/photographs_$way
    done
    .venv/bin/python android_demo/make_assets.py
    .venv/bin/python web_demo/tests/make_golden.py

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
from unit_tf.data.scenes import drawing

FLAGS = flags.FLAGS
flags.DEFINE_string("students", "runs/photographs", "the run folders, without their _ab and _ba")
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
                sys.executable, "-m", "export.convert",
                f"--model={FLAGS.students}_{direction}", "--domains=day,night",
                f"--image_size={SIDE}", "--quantize=integer,float16",
                f"--output={FLAGS.exported}",
            ],
            check=True,
        )  # fmt: skip
    exported = Path(FLAGS.exported)
    for folder in (ASSETS / "models", ASSETS / "samples", GOLDEN):
        folder.mkdir(parents=True, exist_ok=True)
    for direction, name in MODELS.items():
        shutil.copy(exported / f"{direction}_integer.tflite", ASSETS / "models" / f"{name}.tflite")
    for name, (seed, night) in SAMPLES.items():
        sample = Image.fromarray(drawing.draw(seed, SAMPLE_SIZE, night))
        sample.save(ASSETS / "samples" / f"{name}.jpg", quality=88)
    shutil.copy(exported / "ab_float16.tflite", GOLDEN)
    carried = export.TFLiteTranslator(ASSETS / "models/day_to_night.tflite")
    float16 = export.TFLiteTranslator(GOLDEN / "ab_float16.tflite")
    day = drawing.draw(100005, PHOTO_SIZE, night=False)
    save("day", day)
    save("day_to_night", carried(day))
    save("day_to_night_float16", float16(day))
    frame = as_filmed(drawing.draw(100003, SIDE, night=False))
    save("day_frame", frame)
    save("day_frame_to_night", carried(frame))
    save("day_frame_to_night_float16", float16(frame))


def as_filmed(picture: np.ndarray) -> np.ndarray:
    """A picture like this one that a camera's frame holds without loss.

    Two by two pixels are of one colour, as a frame keeps colour no finer, and of such colours as
    come back equal from YCbCr in bytes, full range BT.601.
    """
    height, width, channels = picture.shape
    blocks = picture.reshape(height // 2, 2, width // 2, 2, channels).mean((1, 3))
    for _ in range(50):
        blocks, before = through_camera(blocks), blocks
    assert (blocks == before).all()
    return blocks.astype(np.uint8).repeat(2, 0).repeat(2, 1)


def through_camera(colours: np.ndarray) -> np.ndarray:
    """Colours in RGB, put into YCbCr and taken back, rounded to whole levels both times."""
    red, green, blue = np.moveaxis(colours, -1, 0)
    light = level(0.299 * red + 0.587 * green + 0.114 * blue)
    u = level(-0.168736 * red - 0.331264 * green + 0.5 * blue + 128) - 128
    v = level(0.5 * red - 0.418688 * green - 0.081312 * blue + 128) - 128
    back = (light + 1.402 * v, light - 0.344136 * u - 0.714136 * v, light + 1.772 * u)
    return level(np.stack(back, -1))


def level(values: np.ndarray) -> np.ndarray:
    """The nearest levels, upwards from halves."""
    return np.floor(values + 0.5).clip(0, 255)


def save(name: str, picture: np.ndarray):
    """Writes a picture without loss."""
    Image.fromarray(picture).save(GOLDEN / f"{name}.png", optimize=True)


if __name__ == "__main__":
    app.run(main)
