"""What translators make of photographs: how near their nights are to true ones, and what glitters.

    python -m benchmarks.domain_features --dataset=day_night --image_size=96 --output=tells.keras
    python -m benchmarks.photographs --dataset=day_night --features=tells.keras \
        --models=runs/demo,runs/photographs --sheet=photographs.png

Colour transfer and the days themselves stand beside them. KID is to the true nights; glitter is the
energy of the finest band (a picture less its blurred self) of what comes out over that of what went
in; colour of grey is the saturation, in per cent, of what plain grey becomes.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from absl import app, flags
from PIL import Image

from benchmarks.translators import translator
from unit_tf import data
from unit_tf.data import to_float
from unit_tf.measures.colour_transfer import colours_of, transfer
from unit_tf.measures.feature_distances import between_sets, load_features, look
from unit_tf.pictures.sheets import sheet

FLAGS = flags.FLAGS
flags.DEFINE_string("dataset", None, "with trainB, testA and testB", required=True)
flags.DEFINE_list("models", [], "run folders, .keras or .tflite files that translate a to b")
flags.DEFINE_string("features", None, "of benchmarks.domain_features", required=True)
flags.DEFINE_integer("image_size", 256, "side of the pictures, pixels")
flags.DEFINE_string("sheet", None, "the pictures, such as photographs.png")
flags.DEFINE_list("rows", ["0", "8", "18", "21", "27", "44"], "pictures on the sheet")

GREY = 10  # grey levels of 255 by which the channels of plain grey differ at most
FLAT = 3  # and by which its pixels differ from their blurred selves


def blurred(images: np.ndarray) -> np.ndarray:
    """By the binomial 1 2 1 each way."""
    for axis in (1, 2):
        padded = np.pad(images, [(int(a == axis),) * 2 for a in range(4)], "edge")
        left, middle, right = (
            np.take(padded, np.arange(start, start + images.shape[axis]), axis)
            for start in range(3)
        )
        images = (left + 2 * middle + right) / 4
    return images


def glitter(made: np.ndarray, images: np.ndarray) -> float:
    """Energy of the finest band of what was made over that of the pictures."""
    finest = (x.astype(np.float32) - blurred(x.astype(np.float32)) for x in (made, images))
    return float(np.divide(*(np.mean(band**2) for band in finest)))


def colour_of_grey(made: np.ndarray, images: np.ndarray) -> float:
    """The saturation, per cent, of what was plain grey in the pictures."""
    smooth = blurred(images.astype(np.float32))
    is_flat = np.abs(images - smooth).max(-1) < FLAT
    is_grey = is_flat & (np.ptp(smooth, axis=-1) < GREY)
    became = blurred(made.astype(np.float32))[is_grey]
    return float(100 * np.ptp(became, axis=-1).mean() / became.max(-1).mean())


def translators(size: tuple[int, int]) -> dict[str, Callable[[np.ndarray], np.ndarray]]:
    """What makes nights of days, by name."""
    found = {}
    for path in FLAGS.models:
        made = translator(path)
        found[Path(path).name] = lambda images, made=made: to_float(made(data.to_uint8(images)))
    colours = colours_of(data.Split(FLAGS.dataset, "trainB", size))
    found["colour transfer"] = lambda images: transfer(images, colours)
    return found | {"unchanged": lambda images: images}


def main(_):
    size = (FLAGS.image_size, FLAGS.image_size)
    network = load_features(FLAGS.features)
    days, nights = (
        np.concatenate([images for images, _ in data.Split(FLAGS.dataset, split, size).batches(8)])
        for split in ("testA", "testB")
    )
    truth, shown = look(network, nights), data.to_uint8(days)
    print("| | KID x 1000 | glitter | colour of grey, % | mean level |\n|---|---|---|---|---|")
    columns = {"day": shown}
    for name, translate in translators(size).items():
        made = np.concatenate([np.asarray(translate(image[None])) for image in days])
        kid = between_sets(look(network, made), truth)["kid"]
        pictures = columns[name] = data.to_uint8(made)
        print(
            f"| {name} | {1000 * kid['mean']:.1f} ± {1000 * kid['standard_error']:.1f} | "
            f"{glitter(pictures, shown):.2f} | {colour_of_grey(pictures, shown):.0f} | "
            f"{pictures.mean():.0f} |",
            flush=True,
        )
    print(f"true nights: glitter {glitter(data.to_uint8(nights), shown):.2f} of the days', mean "
          f"level {data.to_uint8(nights).mean():.0f}")  # fmt: skip
    if FLAGS.sheet:
        names = [name for name in columns if name != "unchanged"]
        rows = [((), [columns[name][int(row)] for name in names]) for row in FLAGS.rows]
        rows[0] = (tuple(names), rows[0][1])
        Image.fromarray(sheet(rows)).save(FLAGS.sheet)


if __name__ == "__main__":
    app.run(main)
