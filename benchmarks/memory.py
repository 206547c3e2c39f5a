"""Whether memory grows: with training steps, and with the pictures of an evaluation.

python benchmarks/memory.py

Prints the resident size over 2,000 steps at a tiny size, then the peak of unit_tf.evaluate by a
small model over 50 and over 300 pairs of 256 x 256 pixels.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import keras
import numpy as np
import psutil
import tensorflow as tf
from PIL import Image

import unit_tf
from unit_tf.training import callbacks

STEPS = 2000
WARM_UP = 200


class ResidentSize(keras.callbacks.Callback):
    """Prints the process' resident size every 200 steps."""

    def __init__(self):
        super().__init__()
        self.sizes = {}

    def on_train_batch_end(self, batch, logs=None):
        if self.model.step % WARM_UP == 0:
            self.sizes[self.model.step] = psutil.Process().memory_info().rss / 2**20
            print(f"step {self.model.step:5}: {self.sizes[self.model.step]:.1f} MiB", flush=True)


# Tells its own peak, VmHWM: what a parent held would count in getrusage.
EVALUATION = """
import atexit, re, runpy, sys
print_peak = lambda: print(re.search("VmHWM.*", open("/proc/self/status").read())[0])
atexit.register(print_peak)
runpy.run_module("unit_tf.evaluate", run_name="__main__")
"""


def evaluation(folder: Path, pairs: int) -> float:
    """Peak resident size of an evaluation over so many pairs, MiB."""
    random = np.random.default_rng(0)
    for split, count in (("train", 8), ("test", pairs)):
        for domain in "AB":
            (folder / f"{split}{domain}").mkdir(exist_ok=True)
        for index in range(count):
            small = Image.fromarray(random.integers(0, 256, (12, 12, 3), np.uint8))
            picture = small.resize((256, 256))
            picture.save(folder / f"{split}A" / f"{index:03}.png")
            picture.point(lambda level: level // 2).save(folder / f"{split}B" / f"{index:03}.png")
    model = unit_tf.UNIT.from_preset("paper", (256, 256, 3), filters=4, downsamplings=1)
    model.compile()
    model.save(folder / "x.keras")
    command = [
        sys.executable, "-c", EVALUATION, f"--model={folder / 'x.keras'}", f"--dataset={folder}",
        "--features=none", f"--output={folder / 'evaluation.json'}",
    ]  # fmt: skip
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return int(re.search(r"VmHWM:\s+(\d+) kB", told)[1]) / 1024


def main():
    training()
    for pairs in (50, 300):
        with tempfile.TemporaryDirectory() as folder:
            print(f"evaluation over {pairs} pairs: {evaluation(Path(folder), pairs):.0f} MiB")


def training():
    model = unit_tf.UNIT.from_preset("article", (16, 16, 3), filters=2, discriminator_layers=2)
    model.compile()
    images = tf.random.uniform((4, 16, 16, 3), -1.0, 1.0)
    pairs = tf.data.Dataset.from_tensors((images, images)).repeat()
    measured = ResidentSize()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        writer = tf.summary.create_file_writer(str(folder / "tensorboard"))
        model.fit(
            pairs,
            steps_per_epoch=STEPS,
            verbose=0,
            callbacks=[
                callbacks.StopWhenNotFinite(),
                callbacks.Metrics(folder / "metrics.csv", 50, writer),
                callbacks.ResetMetrics(50),
                callbacks.Checkpoints(folder / "checkpoints", 100),
                callbacks.Samples(folder / "samples", 100, images, images, writer),
                measured,
            ],
        )
    growth = measured.sizes[STEPS] - measured.sizes[WARM_UP]
    print(f"growth after step {WARM_UP}: {growth:+.1f} MiB")


if __name__ == "__main__":
    main()
