import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf


@pytest.fixture
def file(tmp_path):
    """A file that doubles sixteen numbers."""
    module = tf.Module()
    module.run = tf.function(
        lambda x: 2.0 * x, input_signature=[tf.TensorSpec((1, 16), np.float32)]
    )
    function = module.run.get_concrete_function()
    path = tmp_path / "doubled.tflite"
    path.write_bytes(tf.lite.TFLiteConverter.from_concrete_functions([function], module).convert())
    return path


def benchmark(*args):
    return subprocess.run(
        [sys.executable, "-m", "export.benchmark", *map(str, args)], capture_output=True, text=True
    )


def test_one_table_of_all_files_and_threads(file):
    result = benchmark(file, file, "--threads=1,2", "--runs=3")
    assert result.returncode == 0, result.stderr
    rows = [line.split(" | ") for line in result.stdout.splitlines()[2:]]
    assert [row[0] for row in rows] == [f"| {file}"] * 4
    assert [row[1] for row in rows] == ["1", "1", "2", "2"]
    assert rows[0][4] == rows[2][4] == "1.00"
    assert all(float(row[2]) <= float(row[3]) for row in rows)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "Give one or more .tflite files"),
        (["/nowhere.tflite"], "/nowhere.tflite cannot be read (No such file or directory)"),
        ([__file__], "is no TFLite file"),
    ],
)
def test_bad_input_gets_a_sentence(args, message):
    result = benchmark(*args)
    assert result.returncode == 2
    assert message in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr


def test_bad_threads_and_a_broken_file(file):
    for threads in ("many", ""):
        result = benchmark(file, f"--threads={threads}")
        assert result.returncode == 2 and f"--threads={threads}: write numbers" in result.stderr
    broken = file.with_name("broken.tflite")
    broken.write_bytes(file.read_bytes()[:8] + bytes(100))
    result = benchmark(file, broken)
    assert result.returncode == 2 and f"LiteRT cannot run {broken}: " in result.stderr
