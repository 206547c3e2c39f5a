"""Measures a translator on test pictures, beside methods that have learnt nothing.

    python -m unit_tf.evaluate --model=runs/demo --dataset=scenes
    python -m unit_tf.evaluate --model=runs/0,runs/1,runs/2 --task=transfer --dataset=a.npz,b.npz

Beside it stand the picture as it is and Reinhard's colour transfer. Measured are

- where the test pictures are pairs, PSNR and SSIM against the truth;
- FID and KID of the translations to the other domain's test pictures: of InceptionV3, whose Keras
  weights give other figures than those of other programs, or of any network (--features);
- the error of the reconstruction and of the whole cycle, as mean absolute grey levels of 255;
- how far a translation's latent is from its source's, relative to the latent's own size.

Intervals hold 95 %. With --task=transfer, on labelled pictures: what share a classifier reads right
that has learnt from translations, or reads them; over several models their mean and spread.
"""

import json
import sys
from pathlib import Path

import numpy as np
from absl import flags
from PIL import Image

from unit_tf import data, options
from unit_tf.data.labelled import Labelled
from unit_tf.data.loading import Pictures
from unit_tf.measures import translation
from unit_tf.measures.adaptation import STEPS, adaptation
from unit_tf.measures.colour_transfer import colour_statistics, transfer
from unit_tf.measures.feature_distances import FeaturesError, load_features, look
from unit_tf.measures.tables import adaptation_table, translation_table
from unit_tf.measures.translation import in_batches, with_channels
from unit_tf.models.files import load_model
from unit_tf.models.translator import SharedLatentSpace
from unit_tf.models.two_domains import TwoDomains
from unit_tf.pictures.by_tflite import TFLitePictures
from unit_tf.pictures.sheets import sheet
from unit_tf.training import card

FLAGS = flags.FLAGS

options.define_paths("model", "a run folder, or a .keras file; of transfer, one or several")
options.define_dataset(
    "dataset", "scenes", "with testA and testB; for colours and transfer, trainA too"
)
flags.DEFINE_enum("task", "translation", ["translation", "transfer"], "what to measure")
flags.DEFINE_enum("paired", "auto", ["auto", "yes", "no"], "whether testA and testB are pairs")
options.define_path("features", "inception", "of FID and KID: inception, a .keras file, or none")
flags.DEFINE_integer(
    "classifier_steps", STEPS, "that a classifier learns for, with --task=transfer", lower_bound=1
)
flags.DEFINE_string("image_size", None, "of the pictures; unset, that of the model's training")
options.define_path("tflite_ab", None, "a TFLite file of export.convert to measure beside, a to b")
options.define_path("tflite_ba", None, "the same, b to a")
options.define_path("output", "evaluation.json", "the figures")
options.define_path("sheet", None, "the pictures, such as sheet.png; unset, none")
flags.DEFINE_integer("sheet_rows", 6, "pictures of each domain on the sheet", lower_bound=1)
GROUPS = {
    "What to measure": [
        "model", "tflite_ab", "tflite_ba", "dataset", "task", "paired", "features",
        "classifier_steps", "image_size",
    ],
    "What to write": ["output", "sheet", "sheet_rows"],
}  # fmt: skip
EXPECTED = (data.DataError, FeaturesError)
COLOUR_PICTURES = 400  # training pictures of a domain that the colour statistics are taken of


def main() -> int:
    """Evaluates as --task says; returns the exit status."""
    if not FLAGS.model:
        raise options.UsageError("--model is missing: give a run folder or a .keras file.")
    models = [load_model(path) for path in FLAGS.model]
    size = options.image_size(FLAGS.image_size) if FLAGS.image_size else models[0].image_shape[:2]
    if FLAGS.task == "transfer":
        result, text = evaluate_adaptation(models, size)
    elif len(models) > 1:
        raise options.UsageError("--model takes one model, but with --task=transfer several.")
    else:
        result, text = evaluate_translation(models[0], size)
    print(text)
    try:
        Path(FLAGS.output).write_text(json.dumps(result, indent=2) + "\n")
        for run_dir in map(Path, FLAGS.model):
            if run_dir.is_dir():
                card.add_measured(run_dir, f"{FLAGS.dataset}: {text}")
    except OSError as error:
        raise options.UsageError(
            f"{error.filename} cannot be written ({error.strerror})."
        ) from error
    return 0


def evaluate_translation(model: TwoDomains, size: tuple[int, int]) -> tuple[dict, str]:
    """The figures of both directions, and a table of them."""
    features = None if FLAGS.features == "none" else find_features()
    channels = {"a": model.architecture.channels_a, "b": model.architecture.channels_b}
    read = {
        domain: data.read(FLAGS.dataset, f"test{domain.upper()}", size, count)
        for domain, count in channels.items()
    }
    pairs = find_pairs(read)
    images = {domain: pictures.images for domain, pictures in read.items()}
    if pairs:
        images = {domain: images[domain][pairs[domain]] for domain in images}
    seen = {d: look(features, with_channels(images[d], 3)) for d in images} if features else {}
    figures, columns, method = {}, {}, type(model).__name__
    for direction in ("ab", "ba"):
        source, target = direction
        say(f"Measuring {source} to {target}")
        methods = translations(model, direction, images[source], size)
        figures[direction] = {}
        for name, made in methods.items():
            found = {}
            if pairs:
                found |= translation.against_truth(
                    with_channels(made, 3), with_channels(images[target], 3)
                )
            if features:
                made_features = look(features, with_channels(made, 3))
                found |= translation.between_sets(made_features, seen[target])
            translated = with_channels(made, channels[target])
            if isinstance(model, SharedLatentSpace):
                found["latent"] = translation.latent_distance(
                    model, direction, images[source], translated
                )
            if name == method:
                found |= translation.round_trip(model, direction, images[source], translated)
            figures[direction][name] = found
        shown = {name: made for name, made in methods.items() if name.startswith(method)}
        columns[source] = images[source]
        columns |= {name.replace(method, direction): made for name, made in shown.items()}
        if pairs:
            columns[f"{target} in truth"] = images[target]
    if FLAGS.sheet:
        Image.fromarray(draw(columns, FLAGS.sheet_rows)).save(FLAGS.sheet)
        print(f"Pictures: {FLAGS.sheet}")
    counts = {domain: len(pictures) for domain, pictures in images.items()}
    result = {"dataset": FLAGS.dataset, "paired": bool(pairs), "pictures": counts, **figures}
    return result, translation_table(result)


def find_features():
    """The network for FID and KID, or None where InceptionV3 cannot be had."""
    try:
        return load_features(FLAGS.features)
    except FeaturesError as error:
        if FLAGS.features != "inception":
            raise
        print(f"FID and KID are left out. {error}", file=sys.stderr)
        return None


def find_pairs(read: dict[str, Pictures]) -> dict[str, np.ndarray] | None:
    """For each domain which of the read pictures have a counterpart, in order; None: no pairs.

    Raises:
        DataError: --paired=yes, but there are not as many pictures in both domains.
    """
    if FLAGS.paired == "no":
        return None
    counts = [len(pictures.names) for pictures in read.values()]
    if counts[0] != counts[1]:
        if FLAGS.paired == "yes":
            raise data.DataError(
                f"testA of {FLAGS.dataset} holds {counts[0]} pictures and testB {counts[1]}: they "
                "are no pairs, so there is no truth to measure against."
            )
        return None
    names = [
        [Path(name).stem.removeprefix(f"test{domain.upper()}") for name in pictures.names]
        for domain, pictures in read.items()
    ]
    if FLAGS.paired == "auto" and names[0] != names[1]:
        return None
    _, *chosen = np.intersect1d(read["a"].places, read["b"].places, return_indices=True)
    return dict(zip("ab", chosen, strict=True))


def translations(
    model: TwoDomains, direction: str, images: np.ndarray, size
) -> dict[str, np.ndarray]:
    """What each method makes of the pictures."""
    method = type(model).__name__
    methods = {method: in_batches(lambda batch: model.translate(batch, direction), images)}
    if tflite := FLAGS[f"tflite_{direction}"].value:
        translate = TFLitePictures(Path(tflite), direction)
        made = [translate(picture) for picture in data.to_uint8(with_channels(images, 3))]
        methods[f"{method}, TFLite"] = np.stack(made) / np.float32(127.5) - 1.0
    split = f"train{direction[1].upper()}"
    colours = data.read(FLAGS.dataset, split, size).images
    statistics = colour_statistics([colours[:: -(-len(colours) // COLOUR_PICTURES)]])
    methods["colour transfer"] = transfer(with_channels(images, 3), statistics)
    return methods | {"unchanged": images}


def evaluate_adaptation(models: list[TwoDomains], size: tuple[int, int]) -> tuple[dict, str]:
    """The shares that are read right in both directions over the models, and a table of them."""
    source = data.open_source(FLAGS.dataset, size)
    if not isinstance(source, Labelled):
        raise options.UsageError("--task=transfer needs labels: --dataset=A.npz,B.npz.")
    labelled = {}
    for split in ("trainA", "trainB", "testA", "testB"):
        channels = getattr(models[0].architecture, f"channels_{split[-1].lower()}")
        pictures = data.read(FLAGS.dataset, split, size, channels)
        labelled[split] = pictures.images, pictures.labels
    result = {"dataset": FLAGS.dataset, "models": FLAGS.model}
    for direction in ("ab", "ba"):
        a, b = direction.upper()
        sets = labelled[f"train{a}"], labelled[f"train{b}"], labelled[f"test{b}"]
        runs = []
        for seed, model in enumerate(models):
            say(f"Adapting {direction[0]} to {direction[1]} by {FLAGS.model[seed]}")
            runs.append(
                adaptation(
                    model, direction, *sets, seed=seed, steps=FLAGS.classifier_steps, say=say
                )
            )
        result[direction] = {method: [run[method] for run in runs] for method in runs[0]}
    return result, adaptation_table(result)


def say(text: str):
    """Progress, for whoever waits."""
    print(f"{text} ...", file=sys.stderr, flush=True)


def draw(columns: dict[str, np.ndarray], count: int) -> np.ndarray:
    """A sheet with the first pictures of each column, under its title."""
    rows = []
    for index in range(min(count, min(map(len, columns.values())))):
        titles = tuple(columns) if index == 0 else ()
        rows.append((titles, [data.to_uint8(images[index]) for images in columns.values()]))
    return sheet(rows)


if __name__ == "__main__":
    options.run(main, __doc__, GROUPS, errors=EXPECTED)
