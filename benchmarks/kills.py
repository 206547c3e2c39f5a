"""Kills a run hard at random moments, and holds what it ends with to a run that was left alone.

    python -m benchmarks.kills --kills=50

Weights must be equal to the bit, every row of metrics.csv and every sheet of samples must be there,
and nothing may lie about that was set aside or half written.
"""

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import keras
import numpy as np
from absl import app, flags

from unit_tf.models.files import list_checkpoints

FLAGS = flags.FLAGS
flags.DEFINE_integer("kills", 50, "how many times", lower_bound=1)
flags.DEFINE_integer("seed", 0, "of the moments")
flags.DEFINE_string("folder", "/tmp/kills", "to work in; what is there goes")

TINY = [
    "--preset=article", "--filters=2", "--encoder_blocks=1", "--decoder_blocks=1",
    "--discriminator_layers=2", "--image_size=16", "--samples=1", "--deterministic",
    "--schedule=constant", "--moving_average=0.9", "--checkpoint_every=10", "--log_every=7",
    "--sample_every=30", "--dataset=scenes",
]  # fmt: skip
LONGER = 4.0  # seconds beyond the start of the first step in which a kill may fall


def start(run_dir: Path, steps: int) -> subprocess.Popen:
    """The training command, in a process of its own."""
    command = [sys.executable, "-m", "unit_tf.train", *TINY, f"--run_dir={run_dir}"]
    return subprocess.Popen(
        [*command, f"--steps={steps}"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


def finish(run_dir: Path, steps: int) -> keras.Model:
    """The model of a run that is left alone to its end."""
    process = start(run_dir, steps)
    _, errors = process.communicate()
    if process.returncode:
        sys.exit(errors)
    return keras.saving.load_model(run_dir / "model.keras")


def newest(run_dir: Path) -> int:
    """The step of the newest checkpoint."""
    found = list_checkpoints(run_dir / "checkpoints")
    return int(found[0].stem) if found else 0


def main(_):
    folder = Path(FLAGS.folder)
    shutil.rmtree(folder, ignore_errors=True)
    killed, whole = folder / "killed", folder / "whole"
    generator = random.Random(FLAGS.seed)
    finish(folder / "first", 1)  # draws the scenes: later starts have them
    begun = time.perf_counter()
    process = start(killed, 10**6)
    while not newest(killed):
        time.sleep(0.05)
    until_first = time.perf_counter() - begun
    process.kill()
    process.wait()
    for kill in range(1, FLAGS.kills):
        process = start(killed, 10**6)
        time.sleep(generator.uniform(0.7 * until_first, until_first + LONGER))
        if process.poll() is not None:
            sys.exit(process.communicate()[1])
        process.kill()
        process.wait()
        print(f"kill {kill + 1}: newest checkpoint {newest(killed)}", flush=True)
    steps = newest(killed) + 15
    models = [finish(run_dir, steps) for run_dir in (killed, whole)]
    furthest = max(
        np.abs(one.numpy().astype(float) - other.numpy()).max()
        for one, other in zip(*(model.variables for model in models), strict=True)
    )
    rows = [(run / "metrics.csv").read_text().splitlines() for run in (killed, whole)]
    sheets = [{path.name for path in (run / "samples").iterdir()} for run in (killed, whole)]
    left = [str(path) for pattern in ("*.broken*", ".partial*") for path in killed.rglob(pattern)]
    print(f"{FLAGS.kills} kills in {steps} steps; largest difference of a weight: {furthest}")
    print(f"rows of metrics.csv: {len(rows[0])} and {len(rows[1])}, equal: {rows[0] == rows[1]}")
    print(f"sheets: {len(sheets[0])} and {len(sheets[1])}, equal: {sheets[0] == sheets[1]}")
    print(f"set aside or half written: {left or 'nothing'}")
    sys.exit(furthest > 0 or rows[0] != rows[1] or sheets[0] != sheets[1] or bool(left))


if __name__ == "__main__":
    app.run(main)
