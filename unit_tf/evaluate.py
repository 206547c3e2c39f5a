"""Measures a translator on test pictures, beside methods that have learnt nothing.

    python -m unit_tf.evaluate --model=runs/demo --dataset=scenes
    python -m unit_tf.evaluate --model=runs/0,runs/1,runs/2 --task=transfer --dataset=a.npz,b.npz

Beside it stand the picture as it is and Reinhard's colour transfer. Measured are

- where the test pictures are pairs, PSNR and SSIM against the truth;
- FID and KID of the translations to the other domain's test pictures: of InceptionV3, whose Keras
  weights give other figures than those of other programs, or of any network (--features);
- the error of the reconstruction and of the whole cycle, as mean absolute grey levels of 255;
- how far a translation's latent is from its source's, relative to the latent's own size;
- of a student with its --teacher, PSNR to the teacher's pictures, and how sharp its own are: the
  mean difference between neighbouring pixels relative to that of the teacher's.

Intervals hold 95 %. FID of few pictures is too high: it is marked ~ where they are no more than the
features, and left out below eight. Pictures are read batch by batch, so that any number will do.

With --task=transfer, on labelled pictures: what share a classifier reads right that has learnt from
translations, or reads them; over several models their mean and spread.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from absl import flags
from PIL import Image

from unit_tf import data, options
from unit_tf.data.labelled import Labelled
from unit_tf.data.levels import define_levels
from unit_tf.measures import translation
from unit_tf.measures.adaptation import STEPS, adaptation
from unit_tf.measures.colour_transfer import colours_of, transfer
from unit_tf.measures.feature_distances import FeaturesError, load_features
from unit_tf.measures.pairs import are_pairs, edges
from unit_tf.measures.tables import adaptation_table, notes, translation_table
from unit_tf.measures.translation import with_channels
from unit_tf.models.files import levels_of, load_model
from unit_tf.models.method import Method
from unit_tf.pictures.by_tflite import TFLitePictures
from unit_tf.pictures.sheets import sheet
from unit_tf.training import card

FLAGS = flags.FLAGS

options.define_paths("model", "a run folder, or a .keras file; of transfer, one or several")
options.define_dataset(
    "dataset", "scenes", "with testA and testB; for colours and transfer, trainA too"
)
define_levels()
flags.DEFINE_enum("task", "translation", ["translation", "transfer"], "what to measure")
flags.DEFINE_enum(
    "paired", "auto", ["auto", "yes", "no"], "whether testA and testB are pairs, in order; auto: "
    "by what they show, if they are as many; in doubt they are not"
)  # fmt: skip
options.define_path("features", "inception", "of FID and KID: inception, a .keras file, or none")
flags.DEFINE_integer(
    "classifier_steps", STEPS, "that a classifier learns for, with --task=transfer", lower_bound=1
)
flags.DEFINE_string("image_size", None, "of the pictures; unset, that of the model's training")
options.define_path("tflite_ab", None, "a TFLite file of export.convert to measure beside, a to b")
options.define_path("tflite_ba", None, "the same, b to a")
options.define_path("teacher", None, "the model that --model, a student, learnt from")
options.define_path("output", "evaluation.json", "the figures")
options.define_path("sheet", None, "the pictures, such as sheet.png; unset, none")
flags.DEFINE_integer("sheet_rows", 6, "pictures of each domain on the sheet", lower_bound=1)
GROUPS = {
    "What to measure": [
        "model", "teacher", "tflite_ab", "tflite_ba", "dataset", "levels", "task", "paired",
        "features", "classifier_steps", "image_size",
    ],
    "What to write": ["output", "sheet", "sheet_rows"],
}  # fmt: skip
EXPECTED = (data.DataError, FeaturesError)
PAIRS = 200  # that are looked at to tell whether the test pictures are such


def main() -> int:
    """Evaluates as --task says; returns the exit status."""
    if not FLAGS.model:
        raise options.UsageError("--model is missing: give a run folder or a .keras file.")
    models = [load_model(path) for path in FLAGS.model]
    size = options.image_size(FLAGS.image_size) if FLAGS.image_size else models[0].image_shape[:2]
    columns = None
    if FLAGS.task == "transfer":
        result, text = evaluate_adaptation(models, size)
    elif len(models) > 1:
        raise options.UsageError("--model takes one model, but with --task=transfer several.")
    else:
        result, text, columns = evaluate_translation(models[0], size)
    print(text)
    try:
        told = json.dumps(result, indent=2, allow_nan=False)
        Path(FLAGS.output).write_text(f"{told}\n")
    except OSError as error:
        raise options.UsageError(
            f"--output={FLAGS.output} cannot be written ({error.strerror})."
        ) from error
    for run_dir in filter(Path.is_dir, map(Path, FLAGS.model)):
        try:
            card.add_measured(run_dir, f"{FLAGS.dataset}: {text}")
        except OSError as error:  # such as of a model that belongs to somebody else
            print(
                f"{run_dir / card.NAME} cannot be written ({error.strerror}): the figures are in "
                f"{FLAGS.output} alone.",
                file=sys.stderr,
            )
    if FLAGS.sheet and columns:
        write_sheet(columns)
    return 0


def evaluate_translation(
    model: Method, size: tuple[int, int]
) -> tuple[dict, str, dict[str, list[np.ndarray]]]:
    """The figures of every direction, a table of them, and the first pictures for the sheet."""
    network = None if FLAGS.features == "none" else find_features()
    channels = {"a": model.architecture.channels_a, "b": model.architecture.channels_b}
    splits = {
        domain: data.Split(
            FLAGS.dataset, f"test{domain.upper()}", size, count, levels_of(FLAGS.model[0])
        )
        for domain, count in channels.items()
    }
    is_paired, reason = find_pairs(splits["a"], splits["b"])
    teacher = load_model(FLAGS.teacher) if FLAGS.teacher else None
    measured = {
        direction: translation.Measured(
            model, direction, translations(model, teacher, direction, size), network
        )
        for direction in model.directions
    }
    columns, method = {}, type(model).__name__
    for direction, found in measured.items():
        source, target = direction
        say(f"Measuring {source} to {target}")
        counterparts = splits[target] if is_paired else None
        for images, truth in splits[source].batches(translation.BATCH, counterparts):
            made = found.add(images, truth)
            shown = {source: images}
            for name, pictures in made.items():
                if name.startswith((method, translation.TEACHER)):
                    shown[name.replace(method, direction)] = pictures
            shown |= {f"{target} in truth": truth} if is_paired else {}
            for title, pictures in shown.items():
                kept = columns.setdefault(title, [])
                kept += list(data.to_uint8(pictures[: FLAGS.sheet_rows - len(kept)]))
    seen = {direction[0]: found.features("unchanged") for direction, found in measured.items()}
    counts = {direction[0]: found.count for direction, found in measured.items()}
    for domain in sorted(set(splits) - set(seen)):  # of a student's target nothing else is asked
        seen[domain] = network and translation.features_of(splits[domain], network)
        counts[domain] = len(splits[domain]) if network is None else len(seen[domain])
    result = {
        "dataset": FLAGS.dataset,
        "paired": is_paired,
        "pictures": {domain: counts[domain] for domain in splits},
        **{direction: found.figures(seen[direction[1]]) for direction, found in measured.items()},
    }
    equal = {direction: found.equal() for direction, found in measured.items()}
    result["notes"] = [reason, *notes(result, equal, network and seen["a"].shape[1])]
    return result, translation_table(result), columns


def find_features():
    """The network for FID and KID, or None where InceptionV3 cannot be had."""
    try:
        return load_features(FLAGS.features)
    except FeaturesError as error:
        if FLAGS.features != "inception":
            raise
        print(f"FID and KID are left out. {error}", file=sys.stderr)
        return None


def find_pairs(a: data.Split, b: data.Split) -> tuple[bool, str]:
    """Whether the pictures of both domains are pairs, in order, and a sentence that says why.

    Raises:
        DataError: --paired=yes, but there are not as many pictures in both domains.
    """
    if FLAGS.paired == "no":
        return False, "Not paired: --paired=no says so."
    if len(a) != len(b):
        counts = f"testA of {FLAGS.dataset} holds {len(a)} pictures and testB {len(b)}"
        if FLAGS.paired == "yes":
            raise data.DataError(
                f"{counts}: they are no pairs, so there is no truth to measure against."
            )
        return False, f"Not paired: {counts}."
    if FLAGS.paired == "yes":
        return True, "Paired: --paired=yes says so."
    say("Looking for pairs")
    chosen = range(0, len(a), -(-len(a) // PAIRS))
    both = zip(a.pictures(chosen), b.pictures(chosen, is_shown=False), strict=True)
    seen = [(edges(x), edges(y)) for x, y in both if x is not None and y is not None]
    found, why = are_pairs([x for x, _ in seen], [y for _, y in seen])
    if found:
        return True, f"Paired: {why}. --paired=no takes them for two sets."
    return False, f"Not paired: {why}. --paired=yes takes them for pairs."


def translations(
    model: Method, teacher: Method | None, direction: str, size: tuple[int, int]
) -> dict[str, Callable[[np.ndarray], np.ndarray]]:
    """What each method makes of a batch of pictures."""
    method = type(model).__name__
    methods = {method: lambda images: model.translate(images, direction)}
    if tflite := FLAGS[f"tflite_{direction}"].value:
        translate = TFLitePictures(Path(tflite), direction)

        def by_tflite(images):
            made = [translate(picture) for picture in data.to_uint8(with_channels(images, 3))]
            return np.stack(made) / np.float32(127.5) - 1.0

        methods[f"{method}, TFLite"] = by_tflite
    if teacher is not None:
        if direction not in teacher.directions or any(
            teacher.channels(domain) != model.channels(domain) for domain in direction
        ):
            raise options.UsageError(
                f"--teacher={FLAGS.teacher} does not translate {direction}, or has grey pictures "
                "where --model has coloured ones: give the model that it learnt from."
            )
        methods[translation.TEACHER] = lambda images: teacher.translate(images, direction)
    pictures = data.Split(
        FLAGS.dataset, f"train{direction[1].upper()}", size, levels=levels_of(FLAGS.model[0])
    )
    colours = colours_of(pictures)
    methods["colour transfer"] = lambda images: transfer(with_channels(images, 3), colours)
    return methods | {"unchanged": lambda images: images}


def evaluate_adaptation(models: list[Method], size: tuple[int, int]) -> tuple[dict, str]:
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
    for direction in models[0].directions:
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


def write_sheet(columns: dict[str, list[np.ndarray]]):
    """Writes a sheet with the pictures of each column under its title.

    Raises:
        UsageError: it cannot be written.
    """
    rows = []
    for pictures in zip(*columns.values(), strict=False):  # domains may have more and fewer
        rows.append(((), pictures) if rows else (tuple(columns), pictures))
    try:
        Image.fromarray(sheet(rows)).save(Path(FLAGS.sheet))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise options.UsageError(f"--sheet={FLAGS.sheet} cannot be written ({reason}).") from error
    print(f"Pictures: {FLAGS.sheet}")


if __name__ == "__main__":
    options.run(main, __doc__, GROUPS, errors=EXPECTED)
