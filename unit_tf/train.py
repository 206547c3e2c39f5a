"""Trains UNIT on two sets of unpaired pictures: a run folder with everything in, a model out.

    python -m unit_tf.train --flagfile=configs/demo.flags

A run looks for its weights in this order:
1. the newest checkpoint in the run folder: it goes on from there;
2. if that cannot be read, it is set aside as `.broken` and the one before it is taken;
3. `model.keras`, where no checkpoint is left;
4. nothing of these: it starts from the seed.
"""

import dataclasses
import signal
import sys
import zipfile
from pathlib import Path

import keras
import tensorflow as tf
from absl import flags

from unit_tf import callbacks, card, data, options, rehearsal, transfer
from unit_tf.model import UNIT
from unit_tf.networks import Architecture
from unit_tf.presets import PRESETS, Recipe

FLAGS = flags.FLAGS

DATA = ["dataset", "image_size", "batch_size", "crop_margin", "flip", "stretch", "shift", "slant"]
flags.DEFINE_string(
    "dataset", "scenes", "folder with trainA, trainB; tfds:NAME; A.npz,B.npz; or scenes"
)
flags.DEFINE_string("image_size", "256", "of training pictures: a side or HEIGHTxWIDTH, pixels")
flags.DEFINE_integer("batch_size", 1, "pictures of each domain in a step", lower_bound=1)
flags.DEFINE_float("crop_margin", 1.12, "how much larger pictures are than crops", lower_bound=1.0)
flags.DEFINE_boolean("flip", True, "mirror half of the training pictures")
flags.DEFINE_float("stretch", 1.0, "up to which factor to stretch or shrink them", lower_bound=1.0)
flags.DEFINE_float("shift", 0.0, "up to which share of their sides to move them", lower_bound=0.0)
flags.DEFINE_float("slant", 0.0, "how far to lean them, as a share of height", lower_bound=0.0)

MODEL = ["preset", "moving_average", "classifier"]
flags.DEFINE_enum("preset", "paper", list(PRESETS), "the published program to follow")
flags.DEFINE_float("moving_average", 0.0, "decay of the generator's average, such as 0.999; 0: off")
flags.DEFINE_string("classifier", None, "a .keras file that reads pictures of a, for --semantic")
ARCHITECTURE = options.define_fields(
    Architecture, {name: preset.architecture for name, preset in PRESETS.items()}
)
RECIPE = options.define_fields(Recipe, {name: preset.recipe for name, preset in PRESETS.items()})

RUN = ["run_dir", "checkpoint_every", "keep_checkpoints", "sample_every", "samples", "log_every"]
flags.DEFINE_string("run_dir", "runs/unit", "folder of everything that the run writes")
flags.DEFINE_integer("checkpoint_every", 1000, "steps between checkpoints", lower_bound=1)
flags.DEFINE_integer("keep_checkpoints", 3, "how many of the last to keep", lower_bound=1)
flags.DEFINE_integer("sample_every", 1000, "steps between sample sheets", lower_bound=1)
flags.DEFINE_integer("samples", 4, "test pictures of each domain on a sheet", lower_bound=1)
flags.DEFINE_integer("log_every", 50, "steps between rows of metrics.csv", lower_bound=1)

MISCELLANEOUS = ["seed", "deterministic", "mixed_precision"]
flags.DEFINE_integer(
    "seed", 0, "of the weights, the noise and the order", lower_bound=0, upper_bound=2**32 - 1
)
flags.DEFINE_boolean("deterministic", False, "the same run again to the bit, if slower")
flags.DEFINE_boolean("mixed_precision", False, "compute in bfloat16, keep weights in float32")
flags.DEFINE_boolean("dry_run", False, "show flags, sizes, memory and time, then stop")

GROUPS = {
    "Data": DATA,
    "Model": MODEL,
    "Networks (unset: the preset's)": ARCHITECTURE,
    "Losses and optimisers (unset: the preset's)": RECIPE,
    "Run": RUN,
    "Miscellaneous": [*MISCELLANEOUS, "dry_run"],
}
NAMES = [*DATA, *MODEL, *ARCHITECTURE, *RECIPE, *RUN, *MISCELLANEOUS]
# These may differ when a run goes on; with any other flag changed it would be another run.
CHANGEABLE = {*RUN, "steps"}


def main() -> int:
    """Trains as the flags say; returns the exit status."""
    if FLAGS.deterministic:
        tf.config.experimental.enable_op_determinism()
    keras.utils.set_random_seed(FLAGS.seed)
    if FLAGS.mixed_precision:
        keras.config.set_dtype_policy("mixed_bfloat16")
    model = make_model()
    resolved = options.write_down(
        NAMES, dataclasses.asdict(model.architecture) | dataclasses.asdict(model.recipe)
    )
    if FLAGS.dry_run:
        print(resolved)
        print(rehearsal.report(model, FLAGS.batch_size))
        return 0
    run_dir = Path(FLAGS.run_dir)
    check_same_run(run_dir, resolved)
    resumed_from = resume(model, run_dir)
    try:
        run_dir.mkdir(parents=True, exist_ok=True)
        (run_dir / "train.flags").write_text(resolved)
    except OSError as error:
        raise options.UsageError(
            f"{run_dir} cannot be written ({error.strerror}): choose another --run_dir."
        ) from error
    if model.step >= model.recipe.steps:
        return finish(model, run_dir)
    if resumed_from:
        print(f"Going on from step {model.step} ({resumed_from}).")
    if warning := rehearsal.warning(model, FLAGS.batch_size):
        print(warning, file=sys.stderr)
    return train(model, run_dir)


def make_model() -> UNIT:
    """A compiled model as the flags say."""
    height, width = options.image_size(FLAGS.image_size)
    overrides = {"channels_a": 3, "channels_b": 3} | options.set_fields(Architecture)
    try:
        model = UNIT.from_preset(
            FLAGS.preset,
            (height, width, overrides["channels_a"]),
            moving_average=FLAGS.moving_average,
            seed=FLAGS.seed,
            **overrides,
        )
        model.compile(classifier=load_classifier(), **options.set_fields(Recipe))
        if model.recipe.perceptual:
            model.load_features()
    except ValueError as error:
        raise options.UsageError(str(error)) from error
    return model


def load_classifier() -> keras.Model | None:
    """What --classifier names, if --semantic needs it; for a dry run, one like it."""
    if not FLAGS.semantic:
        return None
    if FLAGS.dry_run:
        shape = (*options.image_size(FLAGS.image_size), FLAGS.channels_a or 3)
        return transfer.classifier(shape, classes=10)
    if FLAGS.classifier is None:
        raise options.UsageError("--semantic needs --classifier: make one with unit_tf.classify.")
    try:
        return keras.saving.load_model(FLAGS.classifier, compile=False)
    except Exception as error:
        reason = str(error).strip().splitlines()[0]
        raise options.UsageError(
            f"--classifier={FLAGS.classifier} cannot be read as a Keras model: {reason}"
        ) from error


def check_same_run(run_dir: Path, resolved: str):
    """Raises UsageError if the run folder holds a run with flags that make it another."""
    path = run_dir / "train.flags"
    if not path.exists() or not saved_models(run_dir):
        return
    before = options.read_back(path.read_text(), NAMES)
    now = options.read_back(resolved, NAMES)
    for name in NAMES:
        if name not in CHANGEABLE and before.get(name) != now.get(name):
            raise options.UsageError(
                f"{run_dir} was begun with --{name}={before.get(name, '')}, which is now "
                f"--{name}={now.get(name, '')}: set it back, or choose another --run_dir."
            )


def saved_models(run_dir: Path) -> list[Path]:
    """Where a run may go on from, the best first."""
    checkpoints = callbacks.list_checkpoints(run_dir / "checkpoints")
    return checkpoints + [path for path in [run_dir / "model.keras"] if path.exists()]


def resume(model: UNIT, run_dir: Path) -> Path | None:
    """Loads the first of `saved_models` that can be read; returns it, or None if there is none."""
    for path in saved_models(run_dir):
        try:
            model.load_weights(path)
            return path
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            broken = path.rename(path.with_suffix(".broken"))
            print(f"{path} cannot be read ({error}): set aside as {broken.name}.", file=sys.stderr)
    return None


def train(model: UNIT, run_dir: Path) -> int:
    """Trains from the model's step to the last, leaving everything in the run folder."""
    steps = model.recipe.steps
    pictures = dict(
        dataset=FLAGS.dataset,
        image_size=options.image_size(FLAGS.image_size),
        channels=(model.architecture.channels_a, model.architecture.channels_b),
        crop_margin=FLAGS.crop_margin,
    )
    pairs = data.load(
        split="train", batch_size=FLAGS.batch_size, seed=FLAGS.seed, start=model.step,
        flip=FLAGS.flip, stretch=FLAGS.stretch, shift=FLAGS.shift, slant=FLAGS.slant,
        **pictures,
    )  # fmt: skip
    images_a, images_b = sample_pictures(pictures, pairs)
    writer = tf.summary.create_file_writer(str(run_dir / "tensorboard"))
    checkpoints = callbacks.Checkpoints(
        run_dir / "checkpoints", FLAGS.checkpoint_every, FLAGS.keep_checkpoints
    )
    samples = callbacks.Samples(run_dir / "samples", FLAGS.sample_every, images_a, images_b, writer)
    try:
        with callbacks.StopOnSignal() as stop, callbacks.Progress(steps) as progress:
            model.fit(
                pairs,
                steps_per_epoch=steps - model.step,
                verbose=0,
                callbacks=[
                    stop,
                    callbacks.StopWhenNotFinite(),
                    progress,
                    callbacks.Metrics(run_dir / "metrics.csv", FLAGS.log_every, writer),
                    checkpoints,
                    samples,
                ],
            )
            checkpoints.save()
            if model.step == steps and steps % FLAGS.sample_every:
                samples.draw()
    except callbacks.NotFiniteError as error:
        return stopped(
            run_dir, f"{error} at step {model.step}", "Look for blank pictures, or lower "
            "--learning_rate, before you type the same command again.",
        )  # fmt: skip
    except OSError as error:
        return unwritable(run_dir, error)
    except KeyboardInterrupt:
        stopped(run_dir, f"interrupted at step {model.step}, unsaved", GO_ON)
        return 128 + signal.SIGINT
    if model.step == steps:
        return finish(model, run_dir)
    print(f"Saved at step {model.step} of {steps}. {GO_ON}")
    print(f"  python -m unit_tf.train --flagfile={run_dir / 'train.flags'}")
    return 0 if stop.received == signal.SIGINT else 128 + stop.received


GO_ON = "To go on, type the same command again."


def finish(model: UNIT, run_dir: Path) -> int:
    """Writes the result; returns the exit status."""
    try:
        callbacks.save_whole(model, run_dir / "model.keras")
        card.write(model, run_dir, FLAGS.dataset)
    except OSError as error:
        return unwritable(run_dir, error)
    print(f"Trained {model.step} steps: {run_dir / 'model.keras'}, {run_dir / 'samples'}")
    return 0


def unwritable(run_dir: Path, error: OSError) -> int:
    """Says what could not be written; returns the exit status."""
    return stopped(run_dir, f"{run_dir} cannot be written ({error})", f"Make room. {GO_ON}")


def stopped(run_dir: Path, reason: str, advice: str) -> int:
    """Says why a run ended early, what is kept of it and what to do; returns the exit status."""
    saved = saved_models(run_dir)
    kept = f"the last good checkpoint is {saved[0]}" if saved else "there is no checkpoint yet"
    print(f"error: {reason}; {kept}. {advice}", file=sys.stderr)
    return 1


def sample_pictures(pictures: dict, pairs: tf.data.Dataset):
    """The fixed pictures of the sample sheets: test ones, or training ones where there are none."""
    try:
        test = data.load(split="test", batch_size=1, **pictures)
    except data.DataError as error:
        print(f"{error} The sample sheets show training pictures.", file=sys.stderr)
        return next(iter(pairs.unbatch().batch(FLAGS.samples)))
    # Evenly spread: neighbours in a folder are often the same place.
    apart = max(1, int(test.cardinality()) // FLAGS.samples)
    return next(iter(test.shard(apart, 0).unbatch().batch(FLAGS.samples)))


if __name__ == "__main__":
    options.run(main, __doc__, GROUPS, errors=(data.DataError,))
