"""What versions before this one left goes on as it was: a run that was killed, and its model.

`before/run.tar.xz` is the folder of a run killed after its fourth step of eight; `expected.npz`
holds what its model translated then, and the weights that the same run had at its end without
being killed.
"""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from unit_tf.models.files import load_model

BEFORE = Path(__file__).parent / "before"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The folder of the run, beside the pictures that it was trained on."""
    folder = tmp_path_factory.mktemp("before")
    with tarfile.open(BEFORE / "run.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    generator = np.random.default_rng(0)
    for split in ("trainA", "trainB"):
        (folder / "run_data" / split).mkdir(parents=True)
        for index in range(4):
            pixels = generator.integers(0, 256, (20, 20, 3)).astype(np.uint8)
            Image.fromarray(pixels).save(folder / "run_data" / split / f"{index}.png")
    return folder / "run"


def test_a_model_of_before_translates_as_it_did(run):
    model = load_model(str(run / "checkpoints/00000004.keras"))
    images = np.random.default_rng(1).uniform(-1, 1, (1, 16, 16, 3)).astype(np.float32)
    expected = np.load(BEFORE / "expected.npz")["translated"]
    # To the bit on one kind of processor; others add up in another order.
    np.testing.assert_allclose(model.translate(images, "ab"), expected, atol=1e-5)
    assert model.step == 4 and model.recipe.steps == 8


def test_a_run_of_before_goes_on_to_the_weights_of_an_uninterrupted_one(run):
    command = [sys.executable, "-m", "unit_tf.train", f"--flagfile={run / 'train.flags'}"]
    begun = load_model(str(run / "checkpoints/00000004.keras"))
    result = subprocess.run(
        command, cwd=run.parent, capture_output=True, text=True,
        env={**os.environ, "TF_NUM_INTRAOP_THREADS": "1"},
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert "Going on from step 4" in result.stdout
    weights = load_model(str(run)).weights
    ends = np.cumsum([weight.numpy().size for weight in weights])
    expected = np.split(np.load(BEFORE / "expected.npz")["weights"], ends)
    furthest = 0.0
    for old, new, wanted in zip(begun.weights, weights, expected, strict=False):
        # Biases before a normalisation have no gradient but its rounding, which Adam enlarges.
        if old.path.endswith("kernel"):
            wanted = wanted.reshape(new.shape)
            np.testing.assert_allclose(new, wanted, atol=2e-5, err_msg=new.path)
            furthest = max(furthest, np.abs(new.numpy() - old.numpy()).max())
    assert furthest > 3e-4  # four steps of 1e-4
