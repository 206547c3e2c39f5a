"""What a training run writes, shows and watches for, as Keras callbacks counted in steps.

They count by `model.step`, which a resumed run continues, where Keras' own count epochs.
"""

import contextlib
import csv
from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from PIL import Image
from tqdm import tqdm

from unit_tf.data import to_uint8
from unit_tf.engine import distribution
from unit_tf.engine.progress import progress
from unit_tf.models.adversarial import without_domain
from unit_tf.models.files import list_checkpoints
from unit_tf.pictures.sheets import sheet
from unit_tf.pictures.whole_file import whole_file
from unit_tf.reason import reason


class NotFiniteError(ArithmeticError):
    """A loss or a weight became infinite or not a number; the message names it."""


class Checkpoints(keras.callbacks.Callback):
    """Saves the whole model every so many steps: `00001000.keras`, written whole or not at all.

    Args:
        folder: where to.
        every: steps.
        keep: how many of the last stay.
    """

    def __init__(self, folder: Path, every: int, keep: int = 3):
        super().__init__()
        self.folder = Path(folder)
        self.every = every
        self.keep = keep
        self._saved_step: int | None = None

    def on_train_batch_end(self, batch, logs=None):
        if self.model.step % self.every == 0:
            self.save()

    def save(self):
        """Saves now, unless it has; raises NotFiniteError rather than save a ruin."""
        if self.model.step == self._saved_step:
            return
        path = self.folder / f"{self.model.step:08d}.keras"
        for variable in self.model.trainable_variables:
            if not np.isfinite(variable.numpy()).all():
                raise NotFiniteError(f"The weight {variable.path} is not finite")
        save_whole(self.model, path)
        self._saved_step = self.model.step
        for old in list_checkpoints(self.folder)[self.keep :]:
            old.unlink()


def save_whole(model: keras.Model, path: Path):
    """Saves a model so that a file of that name is complete, whenever the process is killed."""
    for left_over in path.parent.glob(".partial-*.keras"):  # of a process that was killed
        left_over.unlink()
    with whole_file(path) as partial:
        model.save(partial)


@contextlib.contextmanager
def written(writer: tf.summary.SummaryWriter, step: int) -> Iterator[None]:
    """Within its block, what is for TensorBoard is of this step; it is on disk afterwards.

    Raises:
        OSError: it is not. TensorFlow has its own errors for that: a full disk looks like memory.
    """
    try:
        with writer.as_default(step):
            yield
        writer.flush()
    except tf.errors.OpError as error:
        raise OSError(reason(error)) from error


class Samples(keras.callbacks.Callback):
    """Shows fixed pictures every so many steps: as `00001000.png` and in TensorBoard.

    Args:
        folder: where to.
        every: steps.
        pictures: of each domain that the model is trained on, float `[batch, height, width,
            channels]` in [-1, 1]; `Method.samples` tells the columns.
        writer: of TensorBoard's events.
    """

    def __init__(self, folder: Path, every: int, pictures: tuple, writer: tf.summary.SummaryWriter):
        super().__init__()
        self.folder = Path(folder)
        self.every = every
        self.pictures = pictures
        self.writer = writer

    def on_train_batch_end(self, batch, logs=None):
        if self.model.step % self.every == 0:
            self.draw()

    def draw(self):
        """Draws the sheet of the present step."""
        rows = []
        for columns in self.model.samples(*self.pictures):
            for index, row in enumerate(zip(*map(to_uint8, columns.values()), strict=True)):
                rows.append((() if index else list(columns), row))
        picture = sheet(rows)
        self.folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(self.folder / f"{self.model.step:08d}.png")
        with written(self.writer, self.model.step):
            tf.summary.image("samples", picture[None])


class Metrics(keras.callbacks.Callback):
    """Writes the losses' means over every so many steps to `metrics.csv` and TensorBoard.

    Args:
        path: of the CSV file. Rows after the model's step, of a run that went on unsaved, go.
        every: steps.
        writer: of TensorBoard's events.
    """

    def __init__(self, path: Path, every: int, writer: tf.summary.SummaryWriter):
        super().__init__()
        self.path = Path(path)
        self.every = every
        self.writer = writer

    def on_train_begin(self, logs=None):
        self._keep_rows_up_to(self.model.step)

    def _keep_rows_up_to(self, step: int):
        if not self.path.exists():
            return
        with open(self.path, newline="") as file:
            header, *rows = list(csv.reader(file)) or [[]]
        if not header:  # killed before the first row
            self.path.unlink()
            return
        # A run that is killed may leave half a row.
        whole = [row for row in rows if len(row) == len(header) and int(row[0]) <= step]
        rewritten = self.path.with_suffix(".tmp")
        with open(rewritten, "w", newline="") as file:
            csv.writer(file).writerows([header, *whole])
        rewritten.replace(self.path)

    def on_train_batch_end(self, batch, logs=None):
        if self.model.step % self.every == 0:
            self._write(logs)

    def on_train_end(self, logs=None):
        # What is left at the end, and all there is of a run that is shorter than a row.
        if self.model.step == self.model.recipe.steps and self.model.step % self.every:
            self._write(logs)

    def _write(self, logs):
        step = self.model.step
        rate = float(self.model.generator_optimizer.learning_rate.numpy())
        numbers = {"learning_rate": rate} | {
            name: float(logs[name]) for name in self.model.trackers
        }
        is_new = not self.path.exists()
        with open(self.path, "a", newline="") as file:
            writer = csv.writer(file)
            if is_new:
                writer.writerow(["step", *numbers])
            writer.writerow([step, *(f"{number:.6g}" for number in numbers.values())])
        with written(self.writer, step):
            for name, number in numbers.items():
                tf.summary.scalar(name, number)


class ResetMetrics(keras.callbacks.Callback):
    """Begins the losses' means anew every so many steps, after `Metrics` has written them.

    On a worker that writes nothing too: what is logged is the mean over all workers. Between these
    steps the means of the checkpoint that a run goes on from count on, which `fit` would forget.
    """

    def __init__(self, every: int):
        super().__init__()
        self.every = every

    def on_train_begin(self, logs=None):
        is_between = self.model.step % self.every
        # Workers' means are not in the checkpoint, and to read them all would have to take part.
        is_kept = is_between and not distribution.has_workers(self.model.distribute_strategy)
        variables = [v for metric in self.model.metrics for v in metric.variables]
        self._kept = [(v, v.numpy()) for v in variables] if is_kept else []

    def on_epoch_begin(self, epoch, logs=None):
        for variable, value in self._kept:
            variable.assign(value)

    def on_train_batch_end(self, batch, logs=None):
        if self.model.step % self.every == 0:
            self.model.reset_metrics()


class Progress(keras.callbacks.Callback):
    """A bar with the time left and the weighted terms by the paper's names, over the domains.

    At the end of its `with` block the bar is left alone, also if training fails.

    Args:
        steps: of the whole run.
    """

    def __init__(self, steps: int):
        super().__init__()
        self.steps = steps
        self.bar = tqdm(disable=True)

    def on_train_begin(self, logs=None):
        self.bar = progress(None, "step", total=self.steps, initial=self.model.step)

    def on_train_batch_end(self, batch, logs=None):
        if self.bar.n % 10 == 0:
            sums = {}
            # Keras sorts the logs; the adversary stands last.
            for term in sorted(self.model.trackers, key=lambda term: "discriminator" in term):
                name = without_domain(term)
                # The discriminators' whole loss has the name of its terms.
                if self.model.recipe.weights.get(name) and term != "discriminator":
                    sums[name] = sums.get(name, 0.0) + float(logs[term])
            self.bar.set_postfix_str(
                " ".join(f"{name}={value:.3g}" for name, value in sums.items()), refresh=False
            )
        self.bar.update()

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self.bar.close()


class StopWhenNotFinite(keras.callbacks.Callback):
    """Raises NotFiniteError, naming the losses, at the first step with one that is not finite."""

    def on_train_batch_end(self, batch, logs=None):
        ruined = [f"{name} is {float(v)}" for name, v in logs.items() if not np.isfinite(v)]
        if ruined:
            raise NotFiniteError(f"The loss {', '.join(ruined)}")
