"""How long a training step takes, what it reaches of the machine's peak, and PyTorch beside it.

    python -m benchmarks.train_step --sizes=64,128 --filters=16,32

Every row is measured by processes that take turns, so that what else the machine does falls on all
of them alike. PyTorch runs the same networks and the same step, the `article` preset's, with its
tensors in either layout; the faster one counts. The peak is that of a large matrix product.
"""

import contextlib
import itertools
import json
import statistics

from absl import app, flags

from benchmarks.serve import Runner

FLAGS = flags.FLAGS
flags.DEFINE_list("presets", ["article"], "paper, article, nvidia2018; PyTorch has article alone")
flags.DEFINE_list("sizes", ["64", "128", "256"], "sides of the pictures, pixels")
flags.DEFINE_list("filters", ["16", "32", "64"], "channels after the encoder's first convolution")
flags.DEFINE_list("batches", ["1"], "pictures of each domain in a step")
flags.DEFINE_list("threads", ["0"], "of TensorFlow; 0: its own choice")
flags.DEFINE_integer("torch_threads", 2, "of PyTorch")
flags.DEFINE_list("precisions", ["float32"], "float32, mixed_bfloat16")
flags.DEFINE_string("compile", "{}", 'arguments of compile, such as {"remat": true}')
flags.DEFINE_boolean("torch", True, "whether PyTorch runs beside it")
flags.DEFINE_integer("rounds", 5, "how often they take turns", lower_bound=1)
flags.DEFINE_float("seconds", 4.0, "how long a turn should take", lower_bound=0.0)

COLUMNS = (
    "preset", "px", "filters", "batch", "threads", "precision", "s a step", "pictures a s",
    "multiply-adds", "of peak", "GiB", "first step s", "PyTorch s", "layout", "GiB", "ratio",
)  # fmt: skip


def row(preset: str, size: int, filters: int, batch: int, threads: int, precision: str) -> list:
    """The measured numbers of one setting, in the order of `COLUMNS`."""
    shape = {"filters": filters, "size": size, "batch": batch}
    theirs = []
    with contextlib.ExitStack() as running:

        def start(module: str, **arguments) -> Runner:
            runner = Runner(module, **shape, **arguments)
            running.callback(runner.close)
            runner.run(2)  # warms up, and tells how many steps make a turn
            return runner

        ours = start(
            "keras_step", preset=preset, threads=threads, precision=precision, peak=True,
            **json.loads(FLAGS.compile),
        )  # fmt: skip
        if FLAGS.torch and preset == "article":
            theirs = [
                start(
                    "torch_step", threads=FLAGS.torch_threads, channels_last=channels_last,
                    bfloat16=precision == "mixed_bfloat16",
                )
                for channels_last in (False, True)
            ]  # fmt: skip
        steps = max(1, round(FLAGS.seconds / ours.seconds[0]))
        for runner in (ours, *theirs):
            runner.seconds.clear()
        for _ in range(FLAGS.rounds):
            for runner in (ours, *theirs):
                runner.run(steps)
    seconds = statistics.median(ours.seconds)
    share = ours.first["multiply_adds"] / seconds / ours.first["rate"]
    cells = [
        preset, size, filters, batch, threads or "own", precision, f"{seconds:.3g}",
        f"{2 * batch / seconds:.3g}", f"{ours.first['multiply_adds'] / 1e9:.1f} G",
        f"{100 * share:.0f} %", f"{ours.peak / 2**30:.2f}", f"{ours.first['first']:.0f}",
    ]  # fmt: skip
    if not theirs:
        return [*cells, "", "", "", ""]
    best = min(theirs, key=lambda runner: statistics.median(runner.seconds))
    ratios = [o / t for o, t in zip(ours.seconds, best.seconds, strict=True)]
    return [
        *cells, f"{statistics.median(best.seconds):.3g}",
        "channels last" if best is theirs[1] else "channels first", f"{best.peak / 2**30:.2f}",
        f"**{statistics.median(ratios):.2f}** ({min(ratios):.2f} to {max(ratios):.2f})",
    ]  # fmt: skip


def main(_):
    print(f"| {' | '.join(COLUMNS)} |")
    print("|" + "---|" * len(COLUMNS), flush=True)
    settings = itertools.product(
        FLAGS.presets, FLAGS.sizes, FLAGS.filters, FLAGS.batches, FLAGS.threads, FLAGS.precisions
    )
    for preset, *numbers, precision in settings:
        cells = row(preset, *map(int, numbers), precision)
        print(f"| {' | '.join(map(str, cells))} |", flush=True)


if __name__ == "__main__":
    app.run(main)
