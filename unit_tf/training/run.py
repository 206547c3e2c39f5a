"""A run: a model trained from where its folder left it, and all that it leaves there."""

import contextlib
import dataclasses
import os
import signal
import sys
from collections.abc import Callable

import keras
import tensorflow as tf
from absl import flags

from unit_tf import data, options
from unit_tf.data.levels import parse_levels
from unit_tf.engine import distribution
from unit_tf.models.method import Method
from unit_tf.training import callbacks, rehearsal
from unit_tf.training.run_folder import GO_ON, RunFolder
from unit_tf.training.signals import StopOnSignal

FLAGS = flags.FLAGS


@dataclasses.dataclass(frozen=True)
class Command:
    """What differs between the commands that train; the flags of `training.flags` they share.

    Attributes:
        module: what is typed after `python -m`.
        names: of the flags that a run is told by.
        changeable: the names of those that may differ when a run goes on.
        before: what a flag without a default stands for in a run that is older than the flag.
        if_out_of_memory: a sentence that says what to make smaller.
        make_model: makes a compiled model, as the flags say.
        begin: gives the model of a new run what it begins with.
        begun_with: the path of that, for the card; empty if it begins from the seed.
    """

    module: str
    names: list[str]
    changeable: set[str]
    before: dict
    if_out_of_memory: str
    make_model: Callable[[], Method]
    begin: Callable[[Method], None] = lambda model: None
    begun_with: Callable[[], str] = lambda: ""


def run(command: Command) -> int:
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
        model = command.make_model()
    resolved = options.write_down(
        command.names, dataclasses.asdict(model.architecture) | dataclasses.asdict(model.recipe)
    )
    if FLAGS.dry_run:
        report = rehearsal.report(model, FLAGS.batch_size)
        if distribution.is_chief(strategy):
            print(f"{resolved}\n{report}")
        return 0
    folder = RunFolder(FLAGS.run_dir)
    folder.check_place(sys.argv)
    try:
        return go_on(command, model, folder, resolved)
    except tf.errors.ResourceExhaustedError:
        return folder.stopped("out of memory", command.if_out_of_memory)
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


def go_on(command: Command, model: Method, folder: RunFolder, resolved: str) -> int:
    """Loads what there is of the run and trains on; returns the exit status."""
    strategy = model.distribute_strategy
    resumed_from = None
    if distribution.is_chief(strategy):
        folder.claim()
        folder.check_same_run(resolved, command.names, command.changeable, command.before)
        resumed_from = folder.resume(model)
        if not resumed_from:
            command.begin(model)
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
        status = train(command, model, folder, resolved)
    elif distribution.is_chief(strategy):
        status = folder.finish(model, FLAGS.dataset, command.begun_with())
    distribution.any_worker(strategy, False)  # none leaves before the first has written
    return status


def train(command: Command, model: Method, folder: RunFolder, resolved: str) -> int:
    """Trains from the model's step to the last, leaving everything in the run folder.

    Args:
        command: which goes on if it is typed again.
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
        channels=(model.channels("a"), model.channels("b")),
        domains=model.trained_on(),
        crop_margin=FLAGS.crop_margin,
        levels=parse_levels(FLAGS.levels),
    )
    strategy = model.distribute_strategy
    batches = data.load(
        split="train", batch_size=FLAGS.batch_size, seed=FLAGS.seed, start=model.step,
        flip=FLAGS.flip, stretch=FLAGS.stretch, shift=FLAGS.shift, slant=FLAGS.slant,
        context=distribution.input_context(strategy), **pictures,
    )  # fmt: skip
    stop, progress = StopOnSignal(), callbacks.Progress(steps)
    watching = [stop, callbacks.StopWhenNotFinite()]
    checkpoints = None
    if distribution.is_chief(strategy):
        shown = sample_pictures(pictures, batches)
        folder.begin(resolved)
        writer = tf.summary.create_file_writer(os.fsencode(folder.path / "tensorboard"))
        checkpoints = callbacks.Checkpoints(
            folder.checkpoints, FLAGS.checkpoint_every, FLAGS.keep_checkpoints
        )
        samples = callbacks.Samples(folder.path / "samples", FLAGS.sample_every, shown, writer)
        metrics = callbacks.Metrics(folder.path / "metrics.csv", FLAGS.log_every, writer)
        # What is due at a step is there before its checkpoint: a run that goes on repeats nothing.
        watching += [progress, metrics, samples, checkpoints]
    watching.append(callbacks.ResetMetrics(FLAGS.log_every))
    try:
        with stop, progress:
            model.fit(
                strategy.distribute_datasets_from_function(lambda context: batches),
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
        return folder.finish(model, FLAGS.dataset, command.begun_with()) if checkpoints else 0
    if checkpoints:
        print(f"Saved at step {model.step} of {steps}. {GO_ON.removesuffix('.')}, or:")
        print(f"  python -m {command.module} --flagfile={folder.flags}")
    return 128 + stop.received


def sample_pictures(pictures: dict, batches: tf.data.Dataset) -> tuple:
    """The fixed pictures of the sample sheets: test ones, or training ones where there are none."""
    try:
        test = data.load(split="test", batch_size=1, **pictures)
    except data.DataError as error:
        print(f"{error} The sample sheets show training pictures.", file=sys.stderr)
        return next(iter(batches.unbatch().batch(FLAGS.samples)))
    # Evenly spread: neighbours in a folder are often the same place.
    apart = max(1, int(test.cardinality()) // FLAGS.samples)
    return next(iter(test.shard(apart, 0).unbatch().batch(FLAGS.samples)))
