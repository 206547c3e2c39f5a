"""The command `python -m export.convert`; what it makes is tested in `test_variants.py`."""

import json
import re
import shutil
import subprocess
import sys

import pytest
import tensorflow as tf
from commands import command
from small import random_images, tiny_model

from unit_tf import UNIT, Student


@pytest.fixture(scope="module")
def convert():
    with command("export.convert") as running:
        yield running


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A file of a model that has taken one step."""
    model = tiny_model("paper", size=(32, 32), downsamplings=2, discriminator_scales=1)
    images = random_images(1, 32, 32)
    model.fit(tf.data.Dataset.from_tensors((images, images)), verbose=0)
    path = tmp_path_factory.mktemp("model") / "model.keras"
    model.save(path)
    return path


def test_command_writes_files_and_report(convert, model, folder, tmp_path):
    result = convert(
        f"--model={model.parent}", "--direction=ba", "--quantize=none,float16", "--runs=1",
        f"--calibration={folder}", f"--output={tmp_path}", "--domains=dark,light",
        "--floor=none=300,float16=0",
    )  # fmt: skip
    assert result.returncode == 1, result.stderr  # nothing holds 300 dB
    assert "ba_none.tflite holds" in result.stderr.splitlines()[-1]
    assert "set aside as .rejected" in result.stderr
    assert {path.name for path in tmp_path.iterdir()} == {
        "ba_none.tflite.rejected", "ba_none.json", "ba_none.png", "ba_float16.tflite",
        "ba_float16.json", "ba_float16.png", "report.json", "report.md",
    }  # fmt: skip
    told = json.loads((tmp_path / "report.json").read_text())["ba_none"]
    assert told["domains"] == {"a": "dark", "b": "light"} and told["height"] == 32
    assert len(told["source_sha256"]) == 64
    assert "| float16 |" in result.stdout


def test_pictures_are_the_runs_own(convert, model, folder, tmp_path):
    args = [
        f"--model={tmp_path}", "--quantize=none", "--runs=1", "--pictures=2",
        f"--output={tmp_path / 'out'}",
    ]  # fmt: skip
    shutil.copy(model, tmp_path / "model.keras")
    flags = tmp_path / "train.flags"
    flags.write_text(f"--preset=paper\n--dataset={folder}\n")
    result = convert(*args)
    assert result.returncode == 0, result.stderr
    assert "does not tell" not in result.stderr
    told = json.loads((tmp_path / "out" / "ab_none.json").read_text())
    assert told["calibration"] == str(folder) and told["calibration_pictures"] == 5
    flags.write_text("--dataset=gone\n")
    result = convert(*args)
    assert result.returncode == 2
    assert "was trained on cannot be had, gone: give them, or others" in result.stderr
    flags.unlink()
    result = convert(*args, "--image_size=34")
    assert "model.keras does not tell what it was trained on" in result.stderr
    assert "converted by the drawn scenes" in result.stderr
    assert "does not tell" not in convert(*args, "--image_size=34", "--calibration=scenes").stderr


def test_bad_input_gets_a_sentence(convert, model, folder, tmp_path):
    UNIT.from_preset("nvidia2018", (64, 64, 3), filters=2).save(tmp_path / "untrained.keras")
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    good = [f"--model={model}", f"--calibration={folder}"]
    cases = [
        ([], "--model is missing"),
        (["--model=/nowhere.keras"], "There is no model"),
        ([f"--model={tmp_path / 'untrained.keras'}"], "has never been trained"),
        ([*good, "--direction=ac"], "write ab or ba"),
        ([*good, "--quantize=int4"], "--quantize=int4: choose from none, float16"),
        ([*good, "--floor=int9=3"], "write RECIPE=DECIBELS"),
        ([*good, "--floor=int8=high"], "write RECIPE=DECIBELS"),
        ([*good, "--floor=int8=nan"], "write RECIPE=DECIBELS"),
        ([*good, "--quantize=all,int4"], "--quantize=int4: choose from none, float16"),
        ([*good, "--domains=day"], "takes two names"),
        ([*good, "--image_size=34"], "multiples of 4"),
        ([*good, "--image_size=4"], "at least 8"),
        ([*good, f"--calibration={tmp_path / 'empty'}"], "holds no two pictures"),
        ([*good, f"--output={tmp_path / 'file'}"], "cannot be written"),
    ]
    output = f"--output={tmp_path / 'out'}"
    for args, message in cases:
        told = convert(output, *args)
        (said,) = re.findall("error: .*", told.stderr)
        assert told.returncode == 2 and message in said, args
    assert not (tmp_path / "out").exists()


def test_whole_command_shows_no_traceback(tmp_path):
    result = subprocess.run(
        [sys.executable, "-m", "export.convert", "--model=/nowhere.keras", f"--output={tmp_path}"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert result.returncode == 2
    assert "There is no model /nowhere.keras" in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr


def test_a_student_goes_its_way_in_whole_integers(convert, folder, tmp_path):
    student = Student.from_teacher(tiny_model(), "ba", width=8, blocks=1, moving_average=0.0)
    student.compile()
    student.fit(random_images(2), verbose=0)
    student.save(tmp_path / "student.keras")
    args = [f"--model={tmp_path / 'student.keras'}", f"--calibration={folder}", "--runs=1"]
    told = convert(*args, f"--output={tmp_path / 'made'}", "--floor=integer=0")
    assert told.returncode == 0, told.stderr
    assert {path.name for path in (tmp_path / "made").glob("*.tflite")} == {"ba_integer.tflite"}
    other = convert(*args, f"--output={tmp_path / 'other'}", "--direction=ab")
    assert other.returncode == 2 and "This student translates ba, not ab." in other.stderr
    assert not (tmp_path / "other").exists()
