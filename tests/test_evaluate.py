import json
import subprocess
import sys

import keras
import numpy as np
import pytest
from conftest import tiny_model
from PIL import Image

from export.conversion import to_tflite


def evaluate(*args):
    return subprocess.run(
        [sys.executable, "-m", "unit_tf.evaluate", *args], capture_output=True, text=True
    )


@pytest.fixture
def paired(tmp_path):
    """A data set whose b is a, darker."""
    generator = np.random.default_rng(0)
    for split in ("train", "test"):
        for domain in "AB":
            (tmp_path / "data" / f"{split}{domain}").mkdir(parents=True)
        for index in range(4):
            pixels = generator.integers(40, 256, (5, 5, 3)).astype(np.uint8)
            for domain, brightness in (("A", 1.0), ("B", 0.5)):
                picture = Image.fromarray((brightness * pixels).astype(np.uint8))
                picture.resize((20, 20)).save(tmp_path / "data" / f"{split}{domain}/{index}.png")
    return tmp_path / "data"


def test_grey_pictures_are_measured_as_colour_ones(paired, tmp_path):
    model = tiny_model(channels_b=1)
    model.save(tmp_path / "x.keras")
    output = tmp_path / "evaluation.json"
    result = evaluate(
        f"--model={tmp_path / 'x.keras'}", f"--dataset={paired}", f"--output={output}"
    )
    assert result.returncode == 0, result.stderr
    assert json.loads(output.read_text())["ab"]["colour transfer"]["count"] == 4


def test_figures_and_sheet(paired, tmp_path):
    model = tiny_model()
    model.save(tmp_path / "x.keras")
    output, sheet = tmp_path / "evaluation.json", tmp_path / "sheet.png"
    result = evaluate(
        f"--model={tmp_path / 'x.keras'}", f"--dataset={paired}", f"--output={output}",
        f"--sheet={sheet}", "--sheet_rows=2",
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    figures = json.loads(output.read_text())
    for direction in ("ab", "ba"):
        psnr = {name: f["psnr"] for name, f in figures[direction].items()}
        # Half as bright is nearly what the colour transfer does; an untrained model is far off.
        assert psnr["colour transfer"] > psnr["unchanged"] + 3 > 0
        assert psnr["UNIT"] < psnr["colour transfer"]
        assert figures[direction]["UNIT"]["count"] == 4
    assert "colour transfer" in result.stdout and "4 paired test pictures" in result.stdout
    assert Image.open(sheet).size[0] == 4 + 6 * 20


def test_a_tflite_file_is_measured_beside_the_model(paired, tmp_path):
    model = tiny_model()
    model.save(tmp_path / "x.keras")
    (tmp_path / "x.tflite").write_bytes(to_tflite(model.networks(), "ba", (16, 16), {}))
    output, sheet = tmp_path / "evaluation.json", tmp_path / "sheet.png"
    args = [f"--model={tmp_path / 'x.keras'}", f"--dataset={paired}", f"--output={output}"]
    args += [f"--tflite_ba={tmp_path / 'x.tflite'}"]
    result = evaluate(*args, f"--sheet={sheet}")
    assert result.returncode == 0, result.stderr
    figures = json.loads(output.read_text())
    assert "UNIT, TFLite" not in figures["ab"]
    psnr = {name: f["psnr"] for name, f in figures["ba"].items()}
    assert psnr["UNIT, TFLite"] == pytest.approx(psnr["UNIT"], abs=0.05)
    assert Image.open(sheet).size[0] == 4 + 7 * 20
    result = evaluate(*args, "--image_size=20")
    assert result.returncode == 2
    assert "pictures of 16 x 16 pixels, and these have 20 x 20" in result.stderr


def test_bad_models_get_a_sentence(tmp_path, paired):
    keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]).save(tmp_path / "foreign.keras")
    (tmp_path / "broken.keras").write_bytes(b"no archive")
    for args, message in [
        ([], "--model is missing"),
        (["--model=/nowhere.keras"], "There is no model /nowhere.keras"),
        ([f"--model={tmp_path / 'foreign.keras'}"], "holds a Sequential, not a UNIT model"),
        ([f"--model={tmp_path / 'broken.keras'}"], "cannot be read as a Keras model"),
    ]:
        result = evaluate(f"--dataset={paired}", *args)
        assert result.returncode == 2
        assert message in result.stderr.splitlines()[-1]
        assert "Traceback" not in result.stderr
