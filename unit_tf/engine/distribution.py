"""Where a model trains: on one device, on several of a machine, or on several machines.

The engines are TensorFlow's own. Every replica differentiates its share of a batch and the
gradients are summed, so a step over many devices is the one that a single device would take with
the whole batch. What several workers need to know of each other beyond that is said here.
"""

import json
import os
import re

import numpy as np
import tensorflow as tf

from on_device.processor import cores

LISTED = re.compile(r"(?:(?:GPU:\d+,)*GPU:\d+|(?:CPU:\d+,)*CPU:\d+)")


def open_strategy(devices: str | None = None) -> tf.distribute.Strategy:
    """The strategy for these devices: call it before TensorFlow does anything else.

    Where `TF_CONFIG` names more than one worker, all of them train together and each calls this;
    otherwise several GPUs mirror each other, and a single device needs no strategy: TensorFlow's
    default one is returned.

    Args:
        devices: such as "GPU:0,GPU:2"; None for every GPU that is visible, or else the CPU.
            CPUs beyond the first, such as "CPU:0,CPU:1", are made up: a way to try several
            devices where there is but one.

    Raises:
        ValueError: no such devices, or `TF_CONFIG` cannot be read.
    """
    chosen = None if devices is None else choose(devices)
    if workers_named() > 1:
        if chosen and len(chosen) > 1 and chosen[0].startswith("CPU"):
            raise ValueError(f"--devices={devices}: several workers use one CPU each.")
        return tf.distribute.MultiWorkerMirroredStrategy()
    names = chosen or [device.name for device in tf.config.list_logical_devices("GPU")]
    return tf.distribute.MirroredStrategy(names) if len(names) > 1 else tf.distribute.get_strategy()


def share_cores(beside: int = 2):
    """Has the two domains' networks run side by side, each on half of the processor's cores.

    So they need not wait for each other at every operation. Call it before TensorFlow does anything
    else; where there is a GPU, or `TF_NUM_INTRAOP_THREADS` is set, it changes nothing.

    Args:
        beside: how many run side by side; 1, where memory counts, and each has all cores.

    Raises:
        RuntimeError: TensorFlow has begun, and keeps its threads.
    """
    if "TF_NUM_INTRAOP_THREADS" in os.environ or tf.config.list_physical_devices("GPU"):
        return
    tf.config.threading.set_inter_op_parallelism_threads(beside)
    tf.config.threading.set_intra_op_parallelism_threads(max(1, cores() // beside))


def choose(devices: str) -> list[str]:
    """Makes these devices alone visible; returns the names that they have then."""
    if not LISTED.fullmatch(devices):
        raise ValueError(f"--devices={devices}: write GPU:0, or several such as GPU:0,GPU:1.")
    kind = devices[:3]
    numbers = [int(name[4:]) for name in devices.split(",")]
    physical = tf.config.list_physical_devices(kind)
    if len(set(numbers)) < len(numbers):
        raise ValueError(f"--devices={devices}: name each device once.")
    if kind == "CPU":
        tf.config.set_visible_devices([], "GPU")
        parts = [tf.config.LogicalDeviceConfiguration() for _ in numbers]
        tf.config.set_logical_device_configuration(physical[0], parts)
    elif missing := [number for number in numbers if number >= len(physical)]:
        raise ValueError(
            f"--devices={devices}: there is no GPU:{missing[0]}, as TensorFlow sees "
            f"{len(physical)} of them."
        )
    else:
        tf.config.set_visible_devices([physical[number] for number in numbers], kind)
    return [f"{kind}:{place}" for place in range(len(numbers))]


def workers_named() -> int:
    """How many workers `TF_CONFIG` names; 0 where it is not set."""
    text = os.environ.get("TF_CONFIG", "")
    if not text:
        return 0
    try:
        config = json.loads(text)
        cluster, task = config.get("cluster", {}), config.get("task", {})
        workers = sum(len(cluster.get(job, [])) for job in ("chief", "worker"))
        is_named = workers < 2 or int(task["index"]) < len(cluster[task["type"]])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(
            'TF_CONFIG must be like {"cluster": {"worker": ["host1:12345", "host2:12345"]}, '
            f'"task": {{"type": "worker", "index": 0}}}}, not {text!r}.'
        ) from error
    if not is_named or workers > 1 and task["type"] not in ("chief", "worker"):
        raise ValueError(f"TF_CONFIG names no {task['type']} {task['index']} among the workers.")
    return workers


def has_workers(strategy: tf.distribute.Strategy) -> bool:
    """Whether several workers, each a process of its own, train together."""
    return isinstance(strategy, tf.distribute.MultiWorkerMirroredStrategy) and bool(
        strategy.cluster_resolver.cluster_spec()
    )


def input_context(strategy: tf.distribute.Strategy) -> tf.distribute.InputContext:
    """Which worker this is, of how many, with how many replicas in all."""
    worker, workers = 0, 1
    if has_workers(strategy):
        resolver = strategy.cluster_resolver
        cluster = resolver.cluster_spec().as_dict()
        chiefs = len(cluster.get("chief", []))
        workers = chiefs + len(cluster.get("worker", []))
        worker = resolver.task_id + (chiefs if resolver.task_type == "worker" else 0)
    return tf.distribute.InputContext(workers, worker, strategy.num_replicas_in_sync)


def is_chief(strategy: tf.distribute.Strategy) -> bool:
    """Whether this process is the one that writes: the first worker, or the only one."""
    return input_context(strategy).input_pipeline_id == 0


def any_worker(strategy: tf.distribute.Strategy, value: bool) -> bool:
    """Whether any worker calls this with True; all must call it, and wait for each other."""
    if not has_workers(strategy):
        return value
    return float(_sum_over_replicas(strategy, _itself, tf.constant(float(value)))) > 0.0


def copy_from_chief(strategy: tf.distribute.Strategy, variables: list):
    """Gives every worker the chief's values of these Keras variables.

    So the chief alone reads checkpoints, and the others need not share its disk.
    """
    if not has_workers(strategy):
        return
    for kind in sorted({variable.dtype for variable in variables}):  # at once all of a kind
        own = [variable for variable in variables if variable.dtype == kind]
        values = [variable.numpy() for variable in own]
        joined = tf.constant(np.concatenate([value.ravel() for value in values]))
        of_chief = _sum_over_replicas(strategy, _zero_but_for_the_first, joined).numpy()
        ends = np.cumsum([value.size for value in values])
        for variable, value, end in zip(own, values, ends, strict=True):
            variable.assign(of_chief[end - value.size : end].reshape(value.shape))


def _itself(value):
    return value


def _zero_but_for_the_first(value):
    is_first = tf.equal(tf.distribute.get_replica_context().replica_id_in_sync_group, 0)
    return tf.where(is_first, value, tf.zeros_like(value))


@tf.function
def _sum_over_replicas(strategy, function, value):
    return strategy.reduce("SUM", strategy.run(function, args=(value,)), axis=None)
