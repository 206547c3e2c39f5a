"""Trains a translator on two sets of unpaired pictures: everything into a run folder.

    python -m unit_tf.train --flagfile=configs/demo.flags

The same command again goes on with a run that was stopped (see `run_folder`).
"""

import contextlib
import dataclasses
import os
import signal
import sys

import keras
import tensorflow as tf
from absl import flags

from unit_tf import data, options
from unit_tf.data.levels import parse_levels
from unit_tf.engine import distribution
from unit_tf.measures import adaptation
from unit_tf.models.methods import from_preset
from unit_tf.models.recipe import Recipe
from unit_tf.models.two_domains import TwoDomains
from unit_tf.networks.architecture import Architecture
from unit_tf.reason import reason
from unit_tf.training import callbacks, rehearsal, saved
from unit_tf.training.flags import BEFORE, CHANGEABLE, GROUPS, NAMES
from unit_tf.training.run_folder import GO_ON, RunFolder
from unit_tf.training.signals import StopOnSignal

FLAGS = flags.FLAGS


def main() -> int:
    """Trains as the flags say; returns the exit status."""
    with contextlib.suppress(RuntimeError):  # called from a program in which TensorFlow has begun
        distribution.share_cores(beside=1 if FLAGS.remat else 2)
    try:
        strategy = distribution.open_strategy(FLAGS.devices)
    except ValueError as error:
        raise options.UsageError(str(error)) from error
    check_shares(strategy)
    if FLAGS.deterministic:
        tf.config.experimental.enable_op_determinism()
    keras.utils.set_random_seed(FLAGS.seed)
    keras.config.set_dtype_policy(FLAGS.precision)
    with strategy.scope():
        model = make_model()
    resolved = options.write_down(
        NAMES, dataclasses.asdict(model.architecture) | dataclasses.asdict(model.recipe)
    )
    if FLAGS.dry_run:
        report = rehearsal.report(model, FLAGS.batch_size)
        if distribution.is_chief(strategy):
            print(f"{resolved}\n{report}")
        return 0
    folder = RunFolder(FLAGS.run_dir)
    folder.check_place(sys.argv)
    try:
        return run(model, folder, resolved)
    except tf.errors.ResourceExhaustedError:
        return folder.stopped(
            "out of memory", "Try --remat, a larger --accumulate, a smaller --image_size, "
            "or smaller --filters.",
        )  # fmt: skip
    except tf.errors.OpError as error:
        if not distribution.has_workers(strategy):
            raise
        status = folder.stopped(
            f"another worker is gone or cannot be reached ({type(error).__name__})",
            "Start all workers again with the same command.",
        )  # fmt: skip
        sys.stderr.flush()
        os._exit(status)  # at once: TensorFlow's threads may be waiting for the other still
    finally:
        folder.release()


def check_shares(strategy: tf.distribute.Strategy):
    """Says how a step is shared; raises UsageError if it cannot be."""
    replicas, batch = strategy.num_replicas_in_sync, FLAGS.batch_size
    if batch % (replicas * FLAGS.accumulate):
        raise options.UsageError(
            f"--batch_size={batch} cannot be shared by {replicas} devices in {FLAGS.accumulate} "
            f"parts each: give a multiple of {replicas * FLAGS.accumulate}."
        )
    for name in ("steps", "checkpoint_every", "sample_every", "log_every"):
        if FLAGS[name].value and FLAGS[name].value % FLAGS.steps_per_execution:
            raise options.UsageError(
                f"--{name}={FLAGS[name].value} must be a multiple of "
                f"--steps_per_execution={FLAGS.steps_per_execution}."
            )
    context = distribution.input_context(strategy)
    if context.num_input_pipelines > 1:
        print(f"Worker {context.input_pipeline_id} of {context.num_input_pipelines}; 0 writes.")
    if replicas > 1:
        print(
            f"{replicas} devices: a step takes {batch} pictures of each domain, "
            f"{batch // replicas} on each. The learning rate is that of such a step, not scaled."
        )


def run(model: TwoDomains, folder: RunFolder, resolved: str) -> int:
    """Loads what there is of the run and trains on; returns the exit status."""
    strategy = model.distribute_strategy
    resumed_from = None
    if distribution.is_chief(strategy):
        folder.claim()
        folder.check_same_run(resolved, NAMES, CHANGEABLE, BEFORE)
        resumed_from = folder.resume(model)
        if not resumed_from and FLAGS.start_from:
            saved.start_from(FLAGS.start_from, model)
            print(f"Starting from the weights of {FLAGS.start_from}.")
        if model.step < model.recipe.steps:
            if resumed_from:
                print(f"Going on from step {model.step} ({resumed_from}).")
            if warning := rehearsal.warning(model, FLAGS.batch_size):
                print(warning, file=sys.stderr)
    distribution.copy_from_chief(
        strategy,
        model.variables
        + model.generator_optimizer.variables
        + model.discriminator_optimizer.variables,
    )
    status = 0
    if model.step < model.recipe.steps:
        status = train(model, folder, resolved)
    elif distribution.is_chief(strategy):
        status = folder.finish(model, FLAGS.dataset)
    distribution.any_worker(strategy, False)  # none leaves before the first has written
    return status


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
    try:
        return keras.saving.load_model(FLAGS.classifier, compile=False)
    except Exception as error:
        raise options.UsageError(
            f"--classifier={FLAGS.classifier} cannot be read as a Keras model: {reason(error)}."
        ) from error


def train(model: TwoDomains, folder: RunFolder, resolved: str) -> int:
    """Trains from the model's step to the last, leaving everything in the run folder.

    Args:
        model: at the step to go on from.
        folder: written to once the pictures are there.
        resolved: the run's flags.

    Returns:
        The exit status.
    """
    steps = model.recipe.steps
    pictures = dict(
        dataset=FLAGS.dataset,
        image_size=options.image_size(FLAGS.image_size),
        channels=(model.architecture.channels_a, model.architecture.channels_b),
        crop_margin=FLAGS.crop_margin,
        levels=parse_levels(FLAGS.levels),
    )
    strategy = model.distribute_strategy
    pairs = data.load(
        split="train", batch_size=FLAGS.batch_size, seed=FLAGS.seed, start=model.step,
        flip=FLAGS.flip, stretch=FLAGS.stretch, shift=FLAGS.shift, slant=FLAGS.slant,
        context=distribution.input_context(strategy), **pictures,
    )  # fmt: skip
    stop, progress = StopOnSignal(), callbacks.Progress(steps)
    watching = [stop, callbacks.StopWhenNotFinite()]
    checkpoints = None
    if distribution.is_chief(strategy):
        shown = sample_pictures(pictures, pairs)
        folder.begin(resolved)
        writer = tf.summary.create_file_writer(os.fsencode(folder.path / "tensorboard"))
        checkpoints = callbacks.Checkpoints(
            folder.checkpoints, FLAGS.checkpoint_every, FLAGS.keep_checkpoints
        )
        samples = callbacks.Samples(folder.path / "samples", FLAGS.sample_every, *shown, writer)
        metrics = callbacks.Metrics(folder.path / "metrics.csv", FLAGS.log_every, writer)
        # What is due at a step is there before its checkpoint: a run that goes on repeats nothing.
        watching += [progress, metrics, samples, checkpoints]
    watching.append(callbacks.ResetMetrics(FLAGS.log_every))
    try:
        with stop, progress:
            model.fit(
                strategy.distribute_datasets_from_function(lambda context: pairs),
                steps_per_epoch=steps - model.step,
                verbose=0,
                callbacks=watching,
            )
            if checkpoints:
                if model.step == steps and steps % FLAGS.sample_every:
                    samples.draw()
                checkpoints.save()
    except callbacks.NotFiniteError as error:
        return folder.stopped(
            f"{error} at step {model.step}", "Look for blank pictures, or lower "
            "--learning_rate, before you type the same command again.",
        )  # fmt: skip
    except OSError as error:
        return folder.unwritable(error)
    except KeyboardInterrupt:
        folder.stopped(f"interrupted at step {model.step}, unsaved", GO_ON)
        return 128 + signal.SIGINT
    if model.step == steps:
        return folder.finish(model, FLAGS.dataset) if checkpoints else 0
    if checkpoints:
        print(f"Saved at step {model.step} of {steps}. {GO_ON}")
        print(f"  python -m unit_tf.train --flagfile={folder.flags}")
    return 0 if stop.received == signal.SIGINT else 128 + stop.received


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
