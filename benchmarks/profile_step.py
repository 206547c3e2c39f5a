"""Where the time of a training step goes: by kind of operation and by operation, on a CPU.

    python -m benchmarks.profile_step '{"preset": "article", "filters": 16, "size": 64, "batch": 1}'

Times of operations that run side by side add up to more than the step's.
"""

import collections
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import tensorflow as tf

from benchmarks.keras_step import Step

STEPS = 5
SHOWN = 20


def main(arguments: str):
    step = Step(**json.loads(arguments))
    for _ in range(3):
        step()
    with tempfile.TemporaryDirectory() as folder:
        with tf.profiler.experimental.Profile(folder):
            for _ in range(STEPS):
                step()
        (trace,) = Path(folder).rglob("*.xplane.pb")
        events = list(operations(trace.read_bytes()))
    total = sum(seconds for _, _, seconds in events)
    for title, place in (("kind", 1), ("operation", 0)):
        times, counts = collections.Counter(), collections.Counter()
        for event in events:
            times[event[place]] += event[2]
            counts[event[place]] += 1
        print(f"by {title}, of {1e3 * total / STEPS:.1f} ms on all threads together")
        for name, value in times.most_common(SHOWN):
            share, calls = 100 * value / total, counts[name] / STEPS
            print(f"{1e3 * value / STEPS:9.2f} ms {share:5.1f} % {calls:5.0f} times  {name[-90:]}")


def operations(trace: bytes) -> Iterator[tuple[str, str, float]]:
    """Each operation's name, kind and seconds."""
    from tensorflow.tsl.profiler.protobuf import xplane_pb2

    space = xplane_pb2.XSpace.FromString(trace)
    for plane in space.planes:
        for line in plane.lines:
            for event in line.events:
                name, separator, kind = plane.event_metadata[event.metadata_id].name.rpartition(":")
                # The executor's own events hold those of its operations.
                if separator and name and kind.isidentifier() and kind not in ("Process", "Run"):
                    yield name, kind, event.duration_ps / 1e12


if __name__ == "__main__":
    main(sys.argv[1])
