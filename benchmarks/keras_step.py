"""One training step of this project, as `fit` takes it: a process.

    python -m benchmarks.keras_step '{"preset": "article", "filters": 16, "size": 64, "batch": 1}'

Speaks as `benchmarks.serve` says. With the first answer comes what a step multiplies and, at
`"peak": true`, how many multiplications with additions a second a large matrix product reaches.
"""

import json
import os
import sys
import time
from unittest import mock

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import tensorflow as tf

import unit_tf
from benchmarks.serve import serve
from unit_tf.engine.distribution import open_strategy, share_cores
from unit_tf.networks import minimal_filtering
from unit_tf.training.cost import multiply_adds_in

PRODUCT = 2048  # side of the matrices whose product tells the machine's peak


class Step:
    """One call of the function that `fit` calls for each batch."""

    def __init__(
        self,
        preset,
        filters,
        size,
        batch,
        threads=0,
        precision="float32",
        devices=None,
        **compile_arguments,
    ):
        if threads:
            tf.config.threading.set_intra_op_parallelism_threads(threads)
        else:
            share_cores(beside=1 if compile_arguments.get("remat") else 2)
        strategy = open_strategy(devices)
        keras.utils.set_random_seed(0)
        keras.config.set_dtype_policy(precision)
        with strategy.scope():
            self.model = unit_tf.UNIT.from_preset(
                preset, (size, size, 3), filters=filters, discriminator_filters=filters
            )
            self.model.compile(**compile_arguments)
        own = batch // strategy.num_replicas_in_sync
        images = [tf.random.uniform((own, size, size, 3), -1.0, 1.0) for _ in range(2)]
        pairs = tf.data.Dataset.from_tensors(tuple(images)).repeat().prefetch(2)
        self.pairs = iter(strategy.distribute_datasets_from_function(lambda context: pairs))
        self.spec = pairs.element_spec
        self.model.make_train_function()

    def __call__(self):
        # Reading a number waits for a device that runs ahead.
        return float(self.model.train_function(self.pairs)["generator"])

    def multiply_adds(self) -> int:
        """Multiplications with additions of one step on one device, had it no short cuts."""
        step = tf.function(self.model.train_step)
        with mock.patch.object(minimal_filtering, "suits", lambda *_: False):
            return multiply_adds_in(step.get_concrete_function(self.spec).graph)


def peak_rate(rounds: int = 10) -> float:
    """Multiplications with additions a second of the best of some pairs of large products."""
    x, y = (tf.random.uniform((PRODUCT, PRODUCT)) for _ in range(2))
    # Two side by side, so that all cores work however they are shared.
    product = tf.function(lambda: tf.reduce_sum(x @ x) + tf.reduce_sum(y @ y))
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        product().numpy()
        seconds.append(time.perf_counter() - start)
    return 2 * PRODUCT**3 / min(seconds)


if __name__ == "__main__":
    arguments = json.loads(sys.argv[1])
    wants_peak = arguments.pop("peak", False)
    if cores := arguments.pop("cores", None):
        os.sched_setaffinity(0, cores)
    step = Step(**arguments)
    told = {"multiply_adds": step.multiply_adds(), "rate": peak_rate()} if wants_peak else {}
    serve(step, **told)
