import json

import pytest

from export import output
from export.variants import Settings, Variants
from unit_tf.options import UsageError

FIGURES = {
    "pictures": 8, "psnr": 50.0, "worst_psnr": 48.0, "ssim": 0.99, "largest_error": 3.0,
    "bytes": 4, "operators": {"CAST": 2}, "outside": {}, "partitions": 1, "multiply_adds": 10**9,
    "rank": 4, "milliseconds_1_thread": 2.0, "milliseconds_all_threads": 1.0, "threads": 2,
    "relative_time": 0.5, "relative_bytes": 0.26,
}  # fmt: skip
DESCRIPTION = {
    "version": "1", "preset": "paper", "domains": {"a": "day", "b": "night"}, "height": 32,
    "width": 48, "input": {"type": "uint8"}, "source_sha256": "0", "calibration": "scenes",
    "calibration_pictures": 100, "largest_sum": 16.0, "largest_sum_unscaled": 32.0,
}  # fmt: skip


def variants(direction, **psnr):
    """Files of these recipes, which hold so many dB."""
    return Variants(
        Settings(direction, (32, 48), recipes=tuple(psnr)),
        {**DESCRIPTION, "direction": direction},
        files=dict.fromkeys(psnr, b"file"),
        figures={name: {**FIGURES, "psnr": held} for name, held in psnr.items()},
        sheets=dict.fromkeys(psnr, b"sheet"),
    )


def test_report_tells_of_all_files_that_are_there(tmp_path):
    output.write_all(variants("ab", int8=50.0, dynamic=20.0), tmp_path)
    output.write_all(variants("ba", int8=51.0), tmp_path)
    (tmp_path / "ab_none.json").write_text("{}")  # of no file
    (tmp_path / "other.tflite").write_bytes(b"of somebody else")
    (tmp_path / "ba_weights.tflite").write_bytes(b"")
    (tmp_path / "ba_weights.json").write_text('["of an older version"]')
    output.write_all(variants("ab", float16=70.0), tmp_path)
    told = json.loads((tmp_path / "report.json").read_text())
    assert list(told) == ["ab_dynamic", "ab_float16", "ab_int8", "ba_int8"]
    text = (tmp_path / "report.md").read_text()
    assert [line for line in text.splitlines() if line.startswith("# ")] == [
        "# day to night",
        "# night to day",
    ]
    assert "| ab_float16 | 4 | 0.260 | 70.0 |" in text
    assert "| ba_int8 | 2 CAST | none | 1 | 4 | TFLite 2.14.0 |" in text
    assert told["ab_dynamic"]["runs_since"] == "LiteRT 1.0.1"
    assert told["ab_dynamic"]["multiply_adds"] == 10**9
    assert "**ab_dynamic is rejected**: under 33 dB. Use int8." in text
    assert (tmp_path / "ab_dynamic.tflite.rejected").exists()
    # What holds its floor again takes the place of what did not.
    output.write_all(variants("ab", dynamic=40.0), tmp_path)
    assert not (tmp_path / "ab_dynamic.tflite.rejected").exists()
    assert "rejected" not in (tmp_path / "report.md").read_text()
    assert not list(tmp_path.glob("*.tmp"))


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_files_are_written_whole_or_not_at_all(tmp_path, monkeypatch, error, call):
    def fail(*arguments):
        raise error

    output.write({tmp_path / "x": b"whole"})
    monkeypatch.setattr(*{"fsync": (output.os, call), "replace": (output.Path, call)}[call], fail)
    with pytest.raises((UsageError, KeyboardInterrupt), match="No space|^$"):
        output.write({tmp_path / "x": b"half", tmp_path / "y": b"never"})
    assert (tmp_path / "x").read_bytes() == b"whole"
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_folder_in_the_way_stops_all(tmp_path):
    (tmp_path / "y").mkdir()
    with pytest.raises(UsageError, match="y cannot be written"):
        output.write({tmp_path / "x": b"never", tmp_path / "y": b"never"})
    assert [path.name for path in tmp_path.iterdir()] == ["y"]


def test_an_output_folder_that_stays_empty_goes_again(tmp_path):
    with output.output_folder(tmp_path / "new" / "deep") as folder:
        assert folder.is_dir()
    assert not (tmp_path / "new").exists()
    with pytest.raises(ZeroDivisionError), output.output_folder(tmp_path / "new" / "deep"):
        1 / 0  # noqa: B018
    assert not (tmp_path / "new").exists()
    with output.output_folder(tmp_path / "new" / "deep") as folder:
        (folder / "file").touch()
    with output.output_folder(folder):
        pass
    assert (folder / "file").exists()
    with (
        pytest.raises(UsageError, match="file cannot be written"),
        output.output_folder(folder / "file"),
    ):
        pass
