"""The fixtures that all readers share are current, and on_device holds to them."""

import base64
import io
import subprocess
import sys

import numpy as np
import pytest
from golden_files import GOLDEN, cases, named, picture
from PIL import Image, ImageOps

from on_device import contract, tiles, values


def test_fixtures_are_what_their_maker_makes(tmp_path):
    subprocess.run([sys.executable, GOLDEN / "make.py", tmp_path], check=True)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {p.name: p.read_bytes() for p in GOLDEN.iterdir() if p.suffix in (".json", ".bin")}
    assert made.keys() == kept.keys()
    for name in made:
        assert made[name] == kept[name], f"{name} is old: python tests/golden/make.py"
    assert max(map(len, kept.values())) < 100_000 and sum(map(len, kept.values())) < 300_000


def test_their_maker_knows_nothing_of_the_package():
    for path in GOLDEN.glob("*.py"):
        assert not any(name in path.read_text() for name in ("on_device", "unit_tf.", "export."))


def test_starts_and_weights():
    for case in cases("tiles"):
        length, tile, overlap = case["length"], case["tile"], case["overlap"]
        assert tiles.starts(length, tile, overlap) == case["starts"], case
        assert tiles.weights(tile, overlap).tolist() == case["weights"], case


@pytest.mark.parametrize("case", cases("mosaic"), ids=named)
def test_mosaic(case):
    def model(tile):
        row, column = np.indices(tile.shape[:2])[..., None]
        return ((255 - tile.astype(int) + 7 * row + 3 * column) % 256).astype(np.uint8)

    size = case["height"], case["width"]
    made = tiles.mosaic(
        picture(case["picture"], *size),
        (case["tile_height"], case["tile_width"]),
        case["overlap"],
        model,
    )
    np.testing.assert_array_equal(made, picture(case["expected"], *size))


@pytest.mark.parametrize("case", cases("float"), ids=lambda case: str(case["range"]))
def test_floats(case):
    ends = contract.Values("float32", *case["range"])
    made = values.to_model(np.arange(256, dtype=np.uint8), ends)
    assert made.dtype == np.float32
    np.testing.assert_array_equal(made, np.array(case["values"], np.float32))
    given = np.array([float(value) for value in case["from_values"]], np.float32)
    np.testing.assert_array_equal(values.from_model(given, ends), case["to_bytes"])
    np.testing.assert_array_equal(values.from_model(made, ends), np.arange(256))


@pytest.mark.parametrize("case", cases("refusals"), ids=named)
def test_files_are_read_or_refused(case):
    start, length = case["bytes"]
    content = (GOLDEN / "files.bin").read_bytes()[start : start + length]
    if case["reason"]:
        with pytest.raises(contract.Refusal) as caught:
            contract.read(content, case["range"], "x.tflite")
        assert caught.value.reason == case["reason"]
        for word in case["says"]:
            assert word in " ".join(caught.value.details)
        sentence = str(caught.value)
        assert sentence.startswith("x.tflite ") and sentence.endswith(".")
        assert "\n" not in sentence
    else:
        found, read = contract.read(content, case["range"]), dict(case["read"])
        for end in ("input", "output"):
            kind, (low, high) = read[end]["type"], read[end]["range"]
            read[end] = contract.Values(kind, low, high)
        assert found == contract.Contract(**read)


def test_every_reason_but_the_runtimes_has_cases():
    assert {case["reason"] for case in cases("refusals")} == {
        None, *contract.SENTENCES.keys() - {"runtime"},
    }  # fmt: skip


@pytest.mark.parametrize("case", cases("exif"), ids=lambda case: str(case["code"]))
def test_orientations_are_pillows(case):
    """Held to another implementation: these fixtures are for readers that have no Pillow."""
    stored = Image.fromarray(picture(case["stored"], case["stored_height"], case["stored_width"]))
    exif, content = Image.Exif(), io.BytesIO()
    exif[274] = case["code"]
    stored.save(content, "PNG", exif=exif)
    upright = ImageOps.exif_transpose(Image.open(content))
    np.testing.assert_array_equal(
        np.asarray(upright), picture(case["upright"], case["height"], case["width"])
    )


@pytest.mark.parametrize("case", cases("yuv"), ids=named)
def test_colours_are_jpegs(case):
    """Held to Pillow's conversion, which is JPEG's: full range BT.601, a level apart at most."""
    height, width = case["height"], case["width"]
    expected = picture(case["expected"], height, width).astype(int)
    for layout in case["layouts"]:
        channels = []
        for name, sides in (("y", 1), ("u", 2), ("v", 2)):
            plane = layout[name]
            content = base64.b64decode(plane["bytes"])
            rows, columns = np.indices((height, width)) // sides
            places = rows * plane["rowStride"] + columns * plane["pixelStride"]
            assert places.max() < len(content)
            channels.append(np.frombuffer(content, np.uint8)[places])
        colours = Image.fromarray(np.stack(channels, -1), "YCbCr").convert("RGB")
        assert np.abs(np.asarray(colours) - expected).max() <= 1, layout["name"]


def test_rotations_are_what_android_documents():
    """By the rule of CaptureRequest.JPEG_ORIENTATION, which counts the device's turn clockwise."""
    found = cases("rotation")
    assert len({(c["sensor"], c["display"], c["front"]) for c in found}) == 32
    for case in found:
        device = (360 - case["display"]) % 360
        turned = -device if case["front"] else device
        assert case["degrees"] == (case["sensor"] + turned + 360) % 360, case
