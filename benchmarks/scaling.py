"""What a second worker or a second device adds: two processes on loopback, one core each.

    python -m benchmarks.scaling --size=64 --filters=16

Each worker has a core of its own and the same number of pictures, so that without any cost of
speaking to each other, two would take as long for a step as one does. The runs take turns.
"""

import contextlib
import statistics

from absl import app, flags

from benchmarks import loopback
from benchmarks.serve import Runner

FLAGS = flags.FLAGS
flags.DEFINE_integer("size", 64, "side of the pictures, pixels")
flags.DEFINE_integer("filters", 16, "channels after the encoder's first convolution")
flags.DEFINE_integer("own", 2, "pictures of each domain on each worker")
flags.DEFINE_integer("steps", 20, "that a turn has")
flags.DEFINE_integer("rounds", 5, "how often they take turns")


def workers(count: int, **arguments) -> list[Runner]:
    """A cluster on this machine, worker 0 on core 0 and so on."""
    return [
        Runner("keras_step", environment, batch=count * FLAGS.own, cores=[index], **arguments)
        for index, environment in enumerate(loopback.cluster(count))
    ]


def main(_):
    shape = {"preset": "article", "size": FLAGS.size, "filters": FLAGS.filters}
    runs = {
        "one worker, one core": workers(1, **shape),
        "two workers, a core each": workers(2, **shape),
        "one device, both cores": [Runner("keras_step", batch=2 * FLAGS.own, **shape)],
        "two devices, both cores": [
            Runner("keras_step", batch=2 * FLAGS.own, devices="CPU:0,CPU:1", **shape)
        ],
    }
    pictures = dict(zip(runs, (FLAGS.own, *3 * [2 * FLAGS.own]), strict=True))
    with contextlib.ExitStack() as running:
        for runner in sum(runs.values(), []):
            running.callback(runner.close)
        for round_ in range(FLAGS.rounds + 1):
            for together in runs.values():
                for runner in together:
                    runner.begin(FLAGS.steps if round_ else 2)
                for runner in together:
                    runner.end()
    print("| | pictures a step | s a step | pictures a s |\n|---|---|---|---|")
    for name, (runner, *_) in runs.items():
        seconds = statistics.median(runner.seconds[1:])
        count = 2 * pictures[name]
        print(f"| {name} | {count} | {seconds:.4f} | {count / seconds:.1f} |")


if __name__ == "__main__":
    app.run(main)
