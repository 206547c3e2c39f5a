"""Where the time of a training step goes: by kind of operation, on a CPU.

    python -m benchmarks.profile_step '{"preset": "article", "filters": 16, "size": 64, "batch": 1}'

Times of operations that run side by side add up to more than the step's.
"""

import collections
import json
import sys
import tempfile
from pathlib import Path

import tensorflow as tf

from benchmarks.keras_step import Step

STEPS = 5


def main(arguments: str):
    step = Step(**json.loads(arguments))
    for _ in range(3):
        step()
    with tempfile.TemporaryDirectory() as folder:
        with tf.profiler.experimental.Profile(folder):
            for _ in range(STEPS):
                step()
        (trace,) = Path(folder).rglob("*.xplane.pb")
        seconds, counts = by_kind(trace.read_bytes())
    total = sum(seconds.values())
    for kind, value in seconds.most_common(20):
        share = 100 * value / total
        print(f"{kind:32} {1e3 * value:9.2f} ms {share:5.1f} % {counts[kind]:7.0f} times a step")
    print(f"{'together':32} {1e3 * total:9.2f} ms")


def by_kind(trace: bytes) -> tuple[collections.Counter, collections.Counter]:
    """Seconds and calls of a step by the operation's type."""
    from tensorflow.tsl.profiler.protobuf import xplane_pb2

    space = xplane_pb2.XSpace.FromString(trace)
    seconds, counts = collections.Counter(), collections.Counter()
    for plane in space.planes:
        for line in plane.lines:
            for event in line.events:
                name, separator, kind = plane.event_metadata[event.metadata_id].name.rpartition(":")
                if separator and name and kind.isidentifier():
                    seconds[kind] += event.duration_ps / 1e12 / STEPS
                    counts[kind] += 1 / STEPS
    return seconds, counts


if __name__ == "__main__":
    main(sys.argv[1])
