"""Measures a translator against the truth, where the test pictures are paired.

    python -m unit_tf.evaluate --model=day2night.keras --dataset=scenes

Writes a table of PSNR and SSIM, beside two baselines that have learnt nothing (the picture as it
is, and Reinhard's colour transfer to the statistics of the other domain's training pictures), and a
sheet of pictures before, after and in truth.
"""

import json
from pathlib import Path

import numpy as np
from absl import flags
from PIL import Image

from unit_tf import data, metrics, options
from unit_tf.colour_transfer import colour_statistics, transfer
from unit_tf.model import UNIT
from unit_tf.model_files import load_model
from unit_tf.sheets import sheet

FLAGS = flags.FLAGS

flags.DEFINE_string("model", None, "a run folder, or a .keras file")
flags.DEFINE_string("dataset", "scenes", "with paired testA and testB, in the same order")
flags.DEFINE_string("image_size", None, "of the pictures; unset, that of the model's training")
flags.DEFINE_string("tflite_ab", None, "a TFLite file of export.convert to measure beside, a to b")
flags.DEFINE_string("tflite_ba", None, "the same, b to a")
flags.DEFINE_string("output", "evaluation.json", "the figures")
flags.DEFINE_string("sheet", None, "the pictures, such as sheet.png; unset, none")
flags.DEFINE_integer("sheet_rows", 6, "pictures of each domain on the sheet", lower_bound=1)
GROUPS = {
    "What to measure": ["model", "tflite_ab", "tflite_ba", "dataset", "image_size"],
    "What to write": ["output", "sheet", "sheet_rows"],
}
TRAINING_BATCHES = 50  # of 8 pictures, for the colour statistics


def main() -> int:
    """Evaluates both directions; returns the exit status."""
    if FLAGS.model is None:
        raise options.UsageError("--model is missing: give a run folder or a .keras file.")
    model = load_model(FLAGS.model)
    size = options.image_size(FLAGS.image_size) if FLAGS.image_size else model.image_shape[:2]
    pictures = dict(
        dataset=FLAGS.dataset,
        image_size=size,
        batch_size=8,
        channels=(model.architecture.channels_a, model.architecture.channels_b),
    )
    check_paired(FLAGS.dataset, size)
    images_a, images_b = (
        np.concatenate(images)
        for images in zip(*data.load(split="test", **pictures).as_numpy_iterator(), strict=True)
    )
    training = data.load(split="train", start=0, **pictures).take(TRAINING_BATCHES)
    statistics_a, statistics_b = (
        colour_statistics(map(coloured, batches))
        for batches in zip(*training.as_numpy_iterator(), strict=True)
    )
    figures, columns = {}, {}
    for direction, images, truth, statistics in (
        ("ab", images_a, images_b, statistics_b),
        ("ba", images_b, images_a, statistics_a),
    ):
        methods = {"UNIT": translate_all(model, images, direction)}
        tflite = FLAGS[f"tflite_{direction}"].value
        if tflite:
            methods["UNIT, TFLite"] = run_tflite(tflite, images)
        shown = {direction: methods["UNIT"]}
        shown |= {f"{direction}, TFLite": methods[name] for name in methods if "TFLite" in name}
        columns |= {direction[0]: images, **shown, f"{direction[1]} in truth": truth}
        methods["colour transfer"] = transfer(coloured(images), statistics)
        methods["unchanged"] = images
        figures[direction] = {
            name: compare(coloured(made), coloured(truth)) for name, made in methods.items()
        }
    print(table(figures, len(images_a)))
    Path(FLAGS.output).write_text(json.dumps(figures, indent=2) + "\n")
    if FLAGS.sheet:
        Image.fromarray(draw(columns, FLAGS.sheet_rows)).save(FLAGS.sheet)
        print(f"Pictures: {FLAGS.sheet}")
    return 0


def check_paired(dataset: str, size: tuple[int, int]):
    """Raises DataError if testA and testB cannot be pairs: of another number."""
    source = data.open_source(dataset, size)
    counts = [source.count(name) for name in ("testA", "testB") if name in source.splits()]
    if len(set(counts)) > 1:
        raise data.DataError(
            f"testA of {dataset} holds {counts[0]} pictures and testB {counts[1]}: they are no "
            "pairs, so there is no truth to measure against."
        )


def coloured(images: np.ndarray) -> np.ndarray:
    """Pictures of three channels, grey ones of three equal ones."""
    return images if images.shape[-1] == 3 else images.repeat(3, -1)


def translate_all(model: UNIT, images: np.ndarray, direction: str) -> np.ndarray:
    """Translates pictures eight at a time."""
    batches = np.array_split(images, -(-len(images) // 8))
    return np.concatenate([model.translate(batch, direction) for batch in batches])


def run_tflite(path: str, images: np.ndarray) -> np.ndarray:
    """What a TFLite file with pictures in and out makes of float pictures in [-1, 1].

    Raises:
        UsageError: LiteRT is not installed, or the file is not there, or it takes other pictures.
    """
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError as error:
        raise options.UsageError("LiteRT is missing: pip install -e '.[export]'.") from error
    pictures = data.to_uint8(coloured(images))
    try:
        translate = Interpreter(path).get_signature_runner("translate")
        height, width = translate.get_input_details()["image"]["shape"][1:3]
    except (ValueError, RuntimeError, KeyError) as error:
        raise options.UsageError(f"{path} is no file of export.convert ({error}).") from error
    if (height, width) != pictures.shape[1:3]:
        raise options.UsageError(
            f"{path} translates pictures of {height} x {width} pixels, and these have "
            f"{pictures.shape[1]} x {pictures.shape[2]}: convert the model at that --image_size."
        )
    made = [translate(image=picture[None])["translated"].copy() for picture in pictures]
    return np.concatenate(made) / np.float32(127.5) - 1.0


def compare(images: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """Means over pictures and the standard errors of these means."""
    result = {"count": len(images)}
    for name, metric in (("psnr", metrics.psnr), ("ssim", metrics.ssim)):
        values = metric(images, truth)
        result[name] = float(values.mean())
        result[f"{name}_standard_error"] = float(values.std(ddof=1) / np.sqrt(len(values)))
    return result


def table(figures: dict, count: int) -> str:
    """The figures as lines of text."""
    lines = [f"{count} paired test pictures, mean with standard error"]
    for direction, methods in figures.items():
        lines.append(f"{direction[0]} to {direction[1]:<12} {'PSNR, dB':>16} {'SSIM':>18}")
        lines += [
            f"  {name:<15} {f['psnr']:>8.2f} +- {f['psnr_standard_error']:.2f}"
            f" {f['ssim']:>10.3f} +- {f['ssim_standard_error']:.3f}"
            for name, f in methods.items()
        ]
        unit, best = methods["UNIT"], methods["colour transfer"]
        lines.append(
            f"  ahead of colour transfer by {unit['psnr'] - best['psnr']:+.2f} dB and "
            f"{unit['ssim'] - best['ssim']:+.3f}, of the picture unchanged by "
            f"{unit['psnr'] - methods['unchanged']['psnr']:+.2f} dB and "
            f"{unit['ssim'] - methods['unchanged']['ssim']:+.3f}"
        )
    return "\n".join(lines)


def draw(columns: dict[str, np.ndarray], count: int) -> np.ndarray:
    """A sheet with the first pictures of each column, under its title."""
    rows = []
    for index in range(min(count, min(map(len, columns.values())))):
        titles = tuple(columns) if index == 0 else ()
        rows.append((titles, [data.to_uint8(images[index]) for images in columns.values()]))
    return sheet(rows)


if __name__ == "__main__":
    options.run(main, __doc__, GROUPS, errors=(data.DataError,))
