import hashlib
import json
import os

import numpy as np
import pytest
import tensorflow as tf
from commands import command

from export.measurements import MeasurementsError, load


def doubling(path, *shape):
    module = tf.Module()
    module.run = tf.function(lambda x: 2.0 * x, input_signature=[tf.TensorSpec(shape, np.float32)])
    function = module.run.get_concrete_function()
    path.write_bytes(tf.lite.TFLiteConverter.from_concrete_functions([function], module).convert())
    return path


@pytest.fixture
def file(tmp_path):
    """A file that doubles sixteen numbers."""
    return doubling(tmp_path / "doubled.tflite", 1, 16)


@pytest.fixture(scope="module")
def benchmark():
    with command("export.benchmark") as running:
        yield running


def test_one_table_of_all_files_and_threads(benchmark, file):
    result = benchmark(file, file, "--threads=1,2", "--runs=3")
    assert result.returncode == 0, result.stderr
    rows = [line.split(" | ") for line in result.stdout.splitlines()[2:]]
    assert [row[0] for row in rows] == [f"| {file}"] * 4
    assert [row[1] for row in rows] == ["1", "1", "2", "2"]
    assert rows[0][4] == rows[2][4] == "1.00"
    assert all(float(row[2]) <= float(row[3]) for row in rows)


def test_measurements_go_into_a_file_and_out_as_rows(benchmark, tmp_path):
    pictures = doubling(tmp_path / "day_to_night.tflite", 1, 8, 16, 3)
    written = tmp_path / "here.json"
    result = benchmark(pictures, "--threads=1,2", "--runs=3", "--warm_up=1", f"--json={written}")
    assert result.returncode == 0, result.stderr
    told = json.loads(written.read_text())
    assert told["measurements"] == 1 and told["runtime"].startswith("LiteRT 2.")
    assert told["device"] and told["system"]
    assert [row.pop("threads") for row in told["rows"]] == [1, 2]
    for row in told["rows"]:
        assert 0 < row.pop("median_ms") <= row.pop("p90_ms")
        assert row == {
            "file": "day_to_night", "sha256": hashlib.sha256(pictures.read_bytes()).hexdigest(),
            "quantization": None, "height": 8, "width": 16, "multiply_adds": 0,
            "accelerator": "cpu", "runs": 3, "warm_up": 1,
        }  # fmt: skip

    phone = tmp_path / "phone.json"
    phone.write_text(json.dumps(PHONE))
    result = benchmark(f"--table={phone},{written}")
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert len(lines) == 2 + 2 + 2 and {line.count("|") for line in lines} == {11}
    assert lines[2] == (
        "| Pixel 8 / 8a | Android 15 | TFLite 2.16.1 | x | int8 | 256 x 320 | 3.42 | CPU, 1 thread "
        "| 41.2 | 44.0 |"
    )
    assert " | unknown | 256 x 320 | unknown | GPU | 9.0 | 10.0 |" in lines[3]
    assert lines[4].startswith(f"| {told['device']} | {told['system']} | LiteRT 2.")


CPU_ROW = {
    "file": "x", "sha256": "0", "quantization": "int8", "height": 256, "width": 320,
    "multiply_adds": 3423600640, "accelerator": "cpu", "threads": 1, "runs": 50, "warm_up": 5,
    "median_ms": 41.2, "p90_ms": 44,
}  # fmt: skip
GPU_ROW = CPU_ROW | {
    "quantization": None, "multiply_adds": None, "accelerator": "gpu", "threads": None,
    "median_ms": 9.04, "p90_ms": 10.0,
}  # fmt: skip
PHONE = {
    "measurements": 1, "device": "Pixel 8 | 8a", "system": "Android 15",
    "runtime": "TFLite 2.16.1", "rows": [CPU_ROW, GPU_ROW],
}  # fmt: skip


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ("not JSON", "is no JSON"),
        ("[]", "does not say that it holds measurements"),
        (PHONE | {"measurements": 2}, "measurements of version 1"),
        (PHONE | {"device": 8}, "no device"),
        (PHONE | {"rows": {}}, "no list of rows"),
        (PHONE | {"rows": [CPU_ROW, 3]}, "no list of rows"),
        (PHONE | {"rows": [CPU_ROW | {"median_ms": "41"}]}, "no median_ms"),
        (PHONE | {"rows": [CPU_ROW | {"threads": True}]}, "no threads"),
        (PHONE | {"rows": [{"file": "x"}]}, "no quantization"),
    ],
)
def test_what_holds_no_measurements_is_told(tmp_path, told, message):
    path = tmp_path / "x.json"
    path.write_text(told if isinstance(told, str) else json.dumps(told))
    with pytest.raises(MeasurementsError, match=message):
        load(str(path))


def test_bad_measurements_get_a_sentence(benchmark, file, tmp_path):
    for args, message in (
        (["--table=/nowhere.json"], "/nowhere.json cannot be read (No such file or directory)"),
        ([f"--table={file}"], "is no JSON. Give what --json or the app's Measure screen made."),
        ([f"--table={file}", file], "--table measures nothing: leave the .tflite files out"),
        ([file, "--runs=1", f"--json={tmp_path}/x.json"], "takes [1, 16] and gives [1, 16], not a"),
        ([doubling(tmp_path / "y.tflite", 1, 8, 8, 3), "--runs=1", "--threads=1",
          f"--json={os.devnull}/x.json"], "/x.json cannot be written (Not a directory): choose"),
    ):  # fmt: skip
        result = benchmark(*args)
        assert result.returncode == 2
        assert message in result.stderr.splitlines()[-1], result.stderr
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "Give one or more .tflite files"),
        (["/nowhere.tflite"], "/nowhere.tflite cannot be read (No such file or directory)"),
        ([__file__], "is no TFLite file"),
    ],
)
def test_bad_input_gets_a_sentence(benchmark, args, message):
    result = benchmark(*args)
    assert result.returncode == 2
    assert message in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr


def test_bad_threads_and_a_broken_file(benchmark, file):
    for threads in ("many", ""):
        result = benchmark(file, f"--threads={threads}")
        assert result.returncode == 2 and f"--threads={threads}: write numbers" in result.stderr
    broken = file.with_name("broken.tflite")
    broken.write_bytes(file.read_bytes()[:8] + bytes(100))
    result = benchmark(file, broken)
    assert result.returncode == 2 and f"LiteRT cannot run {broken}: " in result.stderr
