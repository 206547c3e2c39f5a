"""Whether memory grows: the resident size over 2,000 training steps at a tiny size.

python benchmarks/memory.py
"""

import tempfile
from pathlib import Path

import keras
import psutil
import tensorflow as tf

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


def main():
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
