"""Trains a translator on two sets of unpaired pictures: everything into a run folder.

    python -m unit_tf.train --flagfile=configs/demo.flags

The same command again goes on with a run that was stopped (see `run_folder`).
"""

import dataclasses
from pathlib import Path

import keras
from absl import flags

from unit_tf import data, options
from unit_tf.measures import adaptation
from unit_tf.models.methods import from_preset
from unit_tf.models.presets import PRESETS
from unit_tf.models.recipe import Recipe
from unit_tf.models.two_domains import TwoDomains
from unit_tf.networks.architecture import Architecture
from unit_tf.reason import reason
from unit_tf.training import saved
from unit_tf.training.flags import CHANGEABLE, DATA, ENGINE, MISCELLANEOUS, RUN, TRAINING
from unit_tf.training.run import Command, run

FLAGS = flags.FLAGS

MODEL = ["preset", "moving_average", "classifier", "start_from"]
flags.DEFINE_enum("preset", "paper", list(PRESETS), "the published program to follow")
options.define_path("classifier", None, "a .keras file that reads pictures of a, for --semantic")
options.define_path(
    "start_from", None, "a run folder or .keras file whose weights a new run begins with; its own "
    "step, learning rate and optimisers begin anew"
)  # fmt: skip
ARCHITECTURE = options.define_fields(
    Architecture, {name: preset.architecture for name, preset in PRESETS.items()}
)
LOSSES = options.define_fields(
    Recipe, {name: preset.recipe for name, preset in PRESETS.items()}, but=TRAINING
)
GROUPS = {
    "Data": DATA,
    "Model": MODEL,
    "Networks (unset: the preset's)": ARCHITECTURE,
    "Losses and optimisers (unset: the preset's)": [*LOSSES, *TRAINING],
    "Run": RUN,
    "Engine": ENGINE,
    "Miscellaneous": [*MISCELLANEOUS, "dry_run"],
}
NAMES = [*DATA, *MODEL, *ARCHITECTURE, *LOSSES, *TRAINING, *RUN, *ENGINE, *MISCELLANEOUS]


def main() -> int:
    """Trains as the flags say; returns the exit status."""
    return run(
        Command(
            module="unit_tf.train",
            names=NAMES,
            changeable=CHANGEABLE,
            before=dataclasses.asdict(Architecture()) | dataclasses.asdict(Recipe()),
            if_out_of_memory=(
                "Try --remat, a larger --accumulate, a smaller --image_size, or smaller --filters."
            ),
            make_model=make_model,
            begin=begin,
            begun_with=lambda: FLAGS.start_from or "",
        )
    )


def make_model() -> TwoDomains:
    """A compiled model as the flags say."""
    height, width = options.image_size(FLAGS.image_size)
    overrides = {"channels_a": 3, "channels_b": 3} | options.set_fields(Architecture)
    try:
        model = from_preset(
            FLAGS.preset,
            (height, width, overrides["channels_a"]),
            moving_average=FLAGS.moving_average,
            seed=FLAGS.seed,
            **overrides,
        )
        model.compile(
            classifier=load_classifier(),
            accumulate=FLAGS.accumulate,
            remat=FLAGS.remat,
            steps_per_execution=FLAGS.steps_per_execution,
            jit_compile="auto" if FLAGS.jit is None else FLAGS.jit,
            **options.set_fields(Recipe),
        )
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
        return adaptation.classifier(shape, classes=10)
    if FLAGS.classifier is None:
        raise options.UsageError("--semantic needs --classifier: make one with unit_tf.classify.")
    if not Path(FLAGS.classifier).is_file():
        raise options.UsageError(
            f"There is no file {FLAGS.classifier}: --classifier takes what unit_tf.classify made."
        )
    try:
        return keras.saving.load_model(FLAGS.classifier, compile=False)
    except Exception as error:
        raise options.UsageError(
            f"--classifier={FLAGS.classifier} cannot be read as a Keras model: {reason(error)}."
        ) from error


def begin(model: TwoDomains):
    """Gives a new run's model the weights of --start_from, if it is set."""
    if FLAGS.start_from:
        saved.start_from(FLAGS.start_from, model)
        print(f"Starting from the weights of {FLAGS.start_from}.")


if __name__ == "__main__":
    options.run(main, __doc__, GROUPS, errors=(data.DataError,))
