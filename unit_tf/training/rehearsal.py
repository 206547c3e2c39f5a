"""What a run will cost, before it is paid for: parameters, multiply-adds, memory and time."""

import resource
import sys
import time

import keras
import numpy as np
import tensorflow as tf

from unit_tf.models.method import Method
from unit_tf.training.cost import multiply_adds

MEASURED_STEPS = 3
LONG = 24 * 3600  # seconds from which on a run is better tried small first
# A step takes no longer than so many translations: measured were 4 to 9 on two cores, and 15 where
# the domains' networks do not run side by side.
TRANSLATIONS = 20
# And so many times as long as its losses without their gradients: measured were 3.0 to 3.5 on a
# CPU, with the three presets at 256 pixels and with small networks.
FORWARD_PASSES = 3.2


def report(model: Method, batch_size: int) -> str:
    """A table of the networks' sizes, and three measured steps on random pictures.

    The steps train the model: it is of no use afterwards.
    """
    height, width = model.image_shape[:2]
    counts = {}
    for direction in model.directions:
        counts |= one_way(model, direction, (height, width, model.channels(direction[0])))
    for name, network in model.discriminators().items():
        shape = (height, width, network.channels)
        counts[name] = network.count_params(), multiply_adds(network, shape)
    source, target = model.direction
    there = one_way(model, model.direction, (height, width, model.channels(source)))
    counts[f"one way, {source} to {target}"] = tuple(np.sum(list(there.values()), axis=0))
    lines = [f"{'network':<16} {'parameters':>12} {'multiply-adds':>14}  of one {height}x{width}"]
    lines += [f"{name:<16} {p:>12,} {m / 1e9:>12.3f} G" for name, (p, m) in counts.items()]

    timer = StepTimer()
    strategy = model.distribute_strategy
    own = batch_size // strategy.num_replicas_in_sync
    batches = tf.data.Dataset.from_tensors(random_pictures(model, own)).repeat()
    model.fit(
        strategy.distribute_datasets_from_function(lambda context: batches),
        steps_per_epoch=(MEASURED_STEPS + 1) * model.steps_per_execution,
        verbose=0,
        callbacks=[timer],
    )
    lines += [
        "",
        f"memory            {peak_memory() / 2**30:.2f} GiB",
        f"time of a step    {timer.seconds:.3g} s (median of {MEASURED_STEPS})",
        f"{model.recipe.steps:,} steps take {duration(timer.seconds * model.recipe.steps)}",
    ]
    return "\n".join(lines)


def one_way(model: Method, direction: str, shape: tuple) -> dict[str, tuple[int, int]]:
    """Parameters and multiply-adds of each network that a picture of this shape passes."""
    counts = {}
    for network in model.generator.one_way(direction):
        counts[network.name] = network.count_params(), multiply_adds(network, shape)
        shape = tuple(network.compute_output_spec(keras.KerasTensor((1, *shape))).shape[1:])
    return counts


class StepTimer(keras.callbacks.Callback):
    """Measures the steps after the first, which also compiles.

    Attributes:
        seconds: the median so far.
    """

    def __init__(self):
        super().__init__()
        self._ends: list[float] = []

    def on_train_batch_end(self, batch, logs=None):
        float(next(iter(logs.values())))  # waits for a device that runs ahead
        if len(self._ends) <= MEASURED_STEPS:
            self._ends.append(time.perf_counter())

    @property
    def seconds(self) -> float:
        return float(np.median(np.diff(self._ends))) / self.model.steps_per_execution


def warning(model: Method, batch_size: int) -> str | None:
    """Says so if what is left of a run will take days, and what takes minutes; else None.

    A first estimate, within seconds and before any picture is read; progress bar and `report`
    measure steps.
    """
    pictures = random_pictures(model, batch_size)
    left = model.recipe.steps - model.step
    if TRANSLATIONS * left * second_time(lambda: model(pictures[0])) < LONG:
        return None
    # Not as in training, where these random pictures would fill a pool of translations.
    forward_pass = tf.function(lambda: model.weigh(model.loss_terms(*pictures))[0])
    seconds = FORWARD_PASSES * left * second_time(forward_pass)
    if seconds < LONG:
        return None
    return (
        f"This run will take about {duration(seconds)} on this machine. For a first result in "
        "minutes add --flagfile=configs/demo.flags --run_dir=runs/small."
    )


def random_pictures(model: Method, batch_size: int) -> tuple[tf.Tensor, ...]:
    """Pictures of each domain that the model is trained on, each pixel at random."""
    height, width = model.image_shape[:2]
    return tuple(
        tf.random.uniform((batch_size, height, width, model.channels(domain)), -1.0, 1.0)
        for domain in model.trained_on()
    )


def second_time(call) -> float:
    """How long a call takes until its result is there, seconds; the first one may do more."""
    np.asarray(call())
    start = time.perf_counter()
    np.asarray(call())
    return time.perf_counter() - start


def peak_memory() -> int:
    """The most memory used so far, bytes: of the first GPU if there is one, else of the process."""
    if tf.config.list_logical_devices("GPU"):
        return tf.config.experimental.get_memory_info("GPU:0")["peak"]
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale


def duration(seconds: float) -> str:
    """A time in the unit that suits it: "40 seconds", "2.5 hours", "12 days"."""
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.1f} {unit}"
    return f"{seconds:.0f} seconds"
