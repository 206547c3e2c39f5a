import contextlib
import csv
import re

import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image
from small import random_images, tiny_model

from unit_tf.models.files import list_checkpoints
from unit_tf.training import callbacks


@pytest.fixture
def model():
    return tiny_model()


@pytest.fixture
def writer(tmp_path):
    return tf.summary.create_file_writer(str(tmp_path / "tensorboard"))


def train(model, steps, *used, size=16):
    pair = (random_images(1, size, size, seed=1), random_images(1, size, size, seed=2))
    data = tf.data.Dataset.from_tensors(pair).repeat()
    model.fit(data, steps_per_epoch=steps, verbose=0, callbacks=list(used))


def tags(folder):
    """Each tag's steps in the events of a folder."""
    found = {}
    for path in folder.glob("events*"):
        for record in tf.data.TFRecordDataset(str(path)):
            event = tf.compat.v1.Event.FromString(record.numpy())
            for value in event.summary.value:
                found.setdefault(value.tag, []).append(event.step)
    return found


def test_checkpoints_are_whole_and_few(model, tmp_path):
    tmp_path.joinpath(".partial-1.keras").write_bytes(b"a process was killed here")
    train(model, 7, callbacks.Checkpoints(tmp_path, every=2, keep=2))
    assert {path.name for path in tmp_path.iterdir()} == {"00000004.keras", "00000006.keras"}
    newest = list_checkpoints(tmp_path)[0]
    assert keras.saving.load_model(newest).step == 6


def test_a_ruined_model_is_not_saved(model, tmp_path):
    train(model, 1)
    model.generator.decoder_b.trainable_variables[0].assign_add(
        np.full(model.generator.decoder_b.trainable_variables[0].shape, np.nan)
    )
    checkpoints = callbacks.Checkpoints(tmp_path, every=1)
    checkpoints.set_model(model)
    with pytest.raises(callbacks.NotFiniteError, match="decoder_b.* is not finite"):
        checkpoints.save()
    assert list(tmp_path.iterdir()) == []


def test_a_save_that_fails_leaves_the_old_file(model, tmp_path, monkeypatch):
    path = tmp_path / "model.keras"
    path.write_bytes(b"old")

    def full_disk(partial):
        partial.write_bytes(b"half")
        raise OSError("no space left")  # and half a file must not keep it full

    monkeypatch.setattr(model, "save", full_disk)
    with pytest.raises(OSError, match="no space"):
        callbacks.save_whole(model, path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_samples_are_rows_of_fixed_pictures(model, tmp_path, writer):
    images_a, images_b = random_images(2, seed=3), random_images(2, seed=4)
    train(model, 4, callbacks.Samples(tmp_path / "s", 2, (images_a, images_b), writer))
    assert [p.name for p in sorted((tmp_path / "s").iterdir())] == ["00000002.png", "00000004.png"]
    drawn = np.asarray(Image.open(tmp_path / "s" / "00000004.png"))
    # The last row is of b's last picture: b bb ba bab.
    last = drawn[-20:-4]
    expected = [
        images_b,
        model.reconstruct(images_b, "b"),
        model.translate(images_b, "ba"),
        model.translate(model.translate(images_b, "ba"), "ab"),
    ]
    for column, images in enumerate(expected):
        left = 4 + column * 20
        np.testing.assert_array_equal(
            last[:, left : left + 16], callbacks.to_uint8(images)[-1], err_msg=str(column)
        )
    assert tags(tmp_path / "tensorboard") == {"samples": [2, 4]}


def test_metrics_are_means_since_the_last_row(model, tmp_path, writer):
    class Record(keras.callbacks.Callback):
        def __init__(self):
            super().__init__()
            self.sums = []

        def on_train_batch_end(self, batch, logs=None):
            self.sums.append(float(logs["recon_a"]))

    record = Record()
    path = tmp_path / "metrics.csv"
    train(model, 6, record, callbacks.Metrics(path, 3, writer), callbacks.ResetMetrics(3))
    with open(path) as file:
        rows = list(csv.DictReader(file))
    assert [row["step"] for row in rows] == ["3", "6"]
    # The logs are running means: the third is the mean of three, then they start anew.
    assert float(rows[0]["recon_a"]) == pytest.approx(record.sums[2], rel=1e-4)
    assert float(rows[1]["recon_a"]) == pytest.approx(record.sums[5], rel=1e-4)
    assert record.sums[3] != pytest.approx((3 * record.sums[2] + record.sums[3]) / 4, rel=1e-6)
    assert float(rows[0]["learning_rate"]) == pytest.approx(1e-4)
    assert tags(tmp_path / "tensorboard")["recon_a"] == [3, 6]


def test_metrics_drop_rows_of_steps_that_were_lost(model, tmp_path, writer):
    path = tmp_path / "metrics.csv"
    train(model, 2, callbacks.Metrics(path, 1, writer))
    header = path.read_text().splitlines()[0]
    with open(path, "a") as file:
        file.write(",".join(["3"] * len(header.split(","))) + "\n2,cut sho")
    train(model, 1, callbacks.Metrics(path, 1, writer))
    with open(path) as file:
        rows = list(csv.DictReader(file))
    assert [row["step"] for row in rows] == ["1", "2", "3"]
    assert rows[2]["learning_rate"] != "3"


def test_metrics_begin_anew_after_a_kill_before_the_first_row(model, tmp_path, writer):
    path = tmp_path / "metrics.csv"
    path.write_text("")
    train(model, 1, callbacks.Metrics(path, 1, writer))
    with open(path) as file:
        assert [row["step"] for row in csv.DictReader(file)] == ["1"]


def test_stop_when_not_finite_names_the_loss(model):
    callback = callbacks.StopWhenNotFinite()
    callback.on_train_batch_end(0, {"recon_a": 1.0})
    with pytest.raises(callbacks.NotFiniteError, match="The loss cycle_b is inf, kl_a is nan$"):
        callback.on_train_batch_end(0, {"recon_a": 1.0, "cycle_b": np.inf, "kl_a": np.nan})


@pytest.mark.parametrize(
    ("preset", "size", "names"),
    [
        ("article", 16, ["gan", "kl", "recon", "cycle_kl", "cycle", "discriminator"]),
        ("cyclegan", 24, ["gan", "cycle", "identity", "discriminator"]),
    ],
)
def test_progress_shows_the_papers_losses(preset, size, names, capsys):
    model = tiny_model(preset, size=(size, size))
    with callbacks.Progress(3) as progress:
        train(model, 3, progress, size=size)
    shown = capsys.readouterr().err
    assert "3/3" in shown
    assert re.findall(r" (\w+)=", shown) == names


def test_a_full_disk_is_not_out_of_memory():
    class Full:
        def as_default(self, step):
            return contextlib.nullcontext()

        def flush(self):
            raise tf.errors.ResourceExhaustedError(None, None, "events; No space left on device")

    with pytest.raises(OSError, match="No space left on device"), callbacks.written(Full(), 1):
        pass
