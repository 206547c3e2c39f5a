from pathlib import Path

import keras
import numpy as np
import pytest
from commands import command
from small import bars

from unit_tf import data


@pytest.fixture(scope="module")
def run():
    with command("unit_tf.classify") as running:
        yield running


def test_a_classifier_learns_what_it_is_given(run, tmp_path):
    images, labels = bars(200, 0)
    pixels = data.to_uint8(images)[..., 0]
    arrays = {"train_x": pixels[:150], "train_y": labels[:150]}
    np.savez(tmp_path / "x.npz", **arrays, test_x=pixels[150:], test_y=labels[150:])
    dataset = f"--dataset={tmp_path / 'x.npz'},{tmp_path / 'x.npz'}"
    output = tmp_path / "reads.keras"
    result = run(dataset, "--image_size=16", "--steps=60", f"--output={output}")
    assert result.returncode == 0, result.stderr
    assert float(result.stdout.split("testA: reads ")[1].split(" %")[0]) > 95
    assert keras.saving.load_model(output).output_shape == (None, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["reads.keras", "x.npz"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "--dataset is missing"),
        ([f"--dataset={Path(__file__).parent}/a.npz,b.npz"], "cannot be read (No such file"),
    ],
)
def test_bad_input_gets_a_sentence(run, args, message):
    result = run(*args)
    assert result.returncode == 2 and message in result.stderr
