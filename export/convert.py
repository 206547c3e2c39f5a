"""Turns one direction of a trained model into TFLite files, and proves what they are worth.

    python -m export.convert --model=runs/demo --direction=ab --output=exported

Every file is run in LiteRT on pictures that were not used to make it and compared with the Keras
model. One that falls below its floor is set aside as `.rejected`, and the status is 1.
"""

import unit_tf  # noqa: F401 - it says how TensorFlow starts

# isort: split
import hashlib
import math
import sys
from pathlib import Path

import numpy as np
from absl import flags

from export import report
from export.conversion import IO, ConversionError, check_size
from export.output import output_folder, write_all
from export.pictures import calibration_and_test
from export.quantization import RECIPES
from export.variants import FLOORS, Settings, make
from unit_tf import data, options
from unit_tf.data.levels import define_levels, parse_levels
from unit_tf.models.files import direction_of, load_model, model_file, own_data_set
from unit_tf.models.method import Method
from unit_tf.models.student import Student
from unit_tf.models.translator import Translator
from unit_tf.options import UsageError

FLAGS = flags.FLAGS

options.define_path("model", None, "a run folder, or a .keras file")
flags.DEFINE_string("direction", None, "ab or ba; unset, ab, or a student's own")
flags.DEFINE_list(
    "quantize", None, f"one or several of {', '.join(RECIPES)}; or all; unset, int8, or integer of "
    "a student"
)  # fmt: skip
flags.DEFINE_string("image_size", None, "a side or HEIGHTxWIDTH; unset, that of the training")
flags.DEFINE_enum("io", "uint8", IO, "pictures as bytes, or the network's own floats in [-1, 1]")
flags.DEFINE_list("domains", ["a", "b"], "what the domains show, such as day,night")
options.define_path("output", "exported", "the folder to write into")
options.define_dataset(
    "calibration", None, "pictures to convert by and compare with: a data set, or a folder of the "
    "direction's first domain; unset, what the run was trained on, by its train.flags"
)  # fmt: skip
define_levels()
flags.DEFINE_integer("calibration_pictures", 100, "how many to convert by", lower_bound=1)
flags.DEFINE_integer("pictures", 16, "how many others to compare with", lower_bound=1)
flags.DEFINE_list("floor", [], "dB that a file must hold, such as int8=40,none=80")
flags.DEFINE_integer("runs", 10, "of each file, to take its time", lower_bound=1)
GROUPS = {
    "Model": ["model", "direction", "domains"],
    "Files": ["quantize", "image_size", "io", "output"],
    "Proof": ["calibration", "levels", "calibration_pictures", "pictures", "floor", "runs"],
}

EXPECTED = (data.DataError, ConversionError)


def main() -> int:
    """Converts as the flags say; returns the exit status."""
    if FLAGS.model is None:
        raise UsageError("--model is missing: give a run folder or a .keras file.")
    if FLAGS.direction not in (None, "ab", "ba"):
        raise UsageError(f"--direction={FLAGS.direction}: write ab or ba.")
    if len(FLAGS.domains) != 2:
        raise UsageError("--domains takes two names, such as day,night.")
    check_recipes()
    floors = chosen_floors()
    with output_folder(Path(FLAGS.output)) as folder:
        return convert(floors, folder)


def convert(floors: dict[str, float], folder: Path) -> int:
    """Makes, judges and writes the files; returns the exit status."""
    model = load_model(FLAGS.model)
    recipes, direction = chosen_recipes(model), direction_of(model)
    if not is_trained(model.networks()):
        raise UsageError(f"{FLAGS.model} has never been trained: train it first.")
    source, told, levels = chosen_pictures()
    size = options.image_size(FLAGS.image_size) if FLAGS.image_size else model.image_shape[:2]
    check_size(model.architecture, size)
    settings = Settings(
        direction, size, recipes, floors, FLAGS.io, tuple(FLAGS.domains), FLAGS.runs
    )
    say(f"Pictures of {told}")
    counts = FLAGS.calibration_pictures, FLAGS.pictures
    try:
        calibration, test = calibration_and_test(
            source, direction[0], size, counts, parse_levels(levels)
        )
    except data.DataError as error:
        if FLAGS.calibration is not None:
            raise
        raise UsageError(
            f"The pictures that {FLAGS.model} was trained on cannot be had, {source}: give them, "
            f"or others of the kind, by --calibration=FOLDER. ({error})"
        ) from error
    digest = hashlib.sha256(model_file(FLAGS.model).read_bytes()).hexdigest()
    origin = {"source_sha256": digest, "calibration": told}
    variants = make(model, settings, calibration, test, origin, say)
    write_all(variants, folder)
    print(report.table(variants.figures))
    if "none" not in recipes:
        print("none is what the others are held to; --quantize=none writes it.")
    print(f"Files and report.md: {folder}")
    for recipe in variants.rejected:
        print(
            f"error: {direction}_{recipe}.tflite holds "
            f"{variants.figures[recipe]['psnr']:.1f} dB, less than its floor of "
            f"{floors[recipe]:g}, and is set aside as .rejected: "
            f"{report.instead(recipe, variants.rejected)}",
            file=sys.stderr,
        )
    return 1 if variants.rejected else 0


def chosen_pictures() -> tuple[str, str, str | None]:
    """The data set or folder to take pictures from, how it is told, and its --levels."""
    if FLAGS.calibration is not None:
        return FLAGS.calibration, FLAGS.calibration, FLAGS.levels
    file = model_file(FLAGS.model)
    own = own_data_set(file)
    if not own:
        print(
            f"{file} does not tell what it was trained on: it is converted by the drawn scenes and "
            "compared on them. If it is for other pictures, give such by --calibration=FOLDER.",
            file=sys.stderr,
        )
        return "scenes", "scenes (the model does not tell its own pictures)", None
    return own["dataset"], own["dataset"], FLAGS.levels or own.get("levels")


def is_trained(generator: Translator) -> bool:
    """Whether any bias has left zero, where all of them begin."""
    return any(np.any(w) for w in generator.weights if w.name == "bias")


def check_recipes():
    """Raises UsageError if --quantize names what there is not."""
    for name in FLAGS.quantize or ():
        if name not in (*RECIPES, "all"):
            raise UsageError(f"--quantize={name}: choose from {', '.join(RECIPES)}, or all.")
    if FLAGS.quantize == []:
        raise UsageError("--quantize is empty: int8 is a good choice.")


def chosen_recipes(model: Method) -> list[str]:
    """The recipes that --quantize names, each once; a student bears whole integers."""
    names = FLAGS.quantize or ["integer" if isinstance(model, Student) else "int8"]
    return list(RECIPES) if "all" in names else list(dict.fromkeys(names))


def chosen_floors() -> dict[str, float]:
    """The floors, with those that --floor changes."""
    floors = dict(FLOORS)
    for entry in FLAGS.floor:
        name, _, value = entry.partition("=")
        try:
            floors[name] = float(value)
            if name not in FLOORS or math.isnan(floors[name]):
                raise ValueError
        except ValueError:
            raise UsageError(f"--floor={entry}: write RECIPE=DECIBELS, such as int8=40.") from None
    return floors


def say(text: str):
    """Progress, for whoever waits."""
    print(f"{text} ...", file=sys.stderr, flush=True)


if __name__ == "__main__":
    options.run(main, __doc__, GROUPS, errors=EXPECTED)
