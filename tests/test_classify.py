from pathlib import Path

import keras
import numpy as np
import pytest
from absl import flags
from test_transfer import bars

from unit_tf import classify, data, options


def run(*args):
    flags.FLAGS.unparse_flags()
    for name in classify.GROUPS["Classifier"]:
        flags.FLAGS[name].unparse()
    return options.guarded(classify.main, flags.FLAGS(["classify", *args]), (data.DataError,))


def test_a_classifier_learns_what_it_is_given(tmp_path, capsys):
    images, labels = bars(200, 0)
    pixels = data.to_uint8(images)[..., 0]
    arrays = {"train_x": pixels[:150], "train_y": labels[:150]}
    np.savez(tmp_path / "x.npz", **arrays, test_x=pixels[150:], test_y=labels[150:])
    dataset = f"--dataset={tmp_path / 'x.npz'},{tmp_path / 'x.npz'}"
    output = tmp_path / "reads.keras"
    assert run(dataset, "--image_size=16", "--steps=60", f"--output={output}") == 0
    assert float(capsys.readouterr().out.split("testA: reads ")[1].split(" %")[0]) > 95
    assert keras.saving.load_model(output).output_shape == (None, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["reads.keras", "x.npz"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "--dataset is missing"),
        ([f"--dataset={Path(__file__).parent}/a.npz,b.npz"], "cannot be read (No such file"),
    ],
)
def test_bad_input_gets_a_sentence(args, message, capsys):
    assert run(*args) == 2
    assert message in capsys.readouterr().err
