"""Time and peak memory of a step as pictures grow, and what `--dry_run` says beforehand.

    python -m benchmarks.curve --sizes=64,128,256,512 --filters=16

The dry run takes four steps on made-up pictures. A real run beside it trains on drawn scenes and
writes a checkpoint and samples.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from absl import app, flags
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader

FLAGS = flags.FLAGS
flags.DEFINE_list("sizes", ["64", "128", "256", "512"], "sides of the pictures, pixels")
flags.DEFINE_string("preset", "article", "paper, article or nvidia2018")
flags.DEFINE_integer("filters", 16, "channels after the encoder's first convolution")
flags.DEFINE_integer("steps", 20, "of the real run")
flags.DEFINE_string("dataset", "scenes", "what the real run trains on")


def train(size: str, *arguments: str) -> tuple[str, float]:
    """What a run says, and its peak memory in GiB."""
    command = [
        sys.executable, "-m", "unit_tf.train", f"--preset={FLAGS.preset}", f"--image_size={size}",
        f"--filters={FLAGS.filters}", f"--discriminator_filters={FLAGS.filters}",
        f"--dataset={FLAGS.dataset}", *arguments,
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    said = process.stdout.read() + process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(said)
    return said, used.ru_maxrss / 2**20


def main(_):
    print("| px | said: GiB | s a step | a run: GiB | s a step |\n|---|---|---|---|---|")
    for size in FLAGS.sizes:
        said, _ = train(size, "--dry_run")
        memory = float(re.search(r"memory +([\d.]+) GiB", said)[1])
        seconds = float(re.search(r"time of a step +([\d.e-]+) s", said)[1])
        with tempfile.TemporaryDirectory() as folder:
            run = (f"--steps={FLAGS.steps}", f"--run_dir={folder}", "--log_every=1")
            _, used = train(size, *run)
            (events,) = Path(folder).glob("tensorboard/*")
            times = {event.step: event.wall_time for event in EventFileLoader(str(events)).Load()}
        step = statistics.median(np.diff([times[n] for n in range(2, FLAGS.steps)]))
        print(f"| {size} | {memory:.2f} | {seconds:.3g} | {used:.2f} | {step:.3g} |", flush=True)


if __name__ == "__main__":
    app.run(main)
