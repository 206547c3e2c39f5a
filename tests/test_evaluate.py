import functools
import json
import shutil
import subprocess
import sys

import keras
import numpy as np
import pytest
from commands import command
from PIL import Image
from small import save_labelled, tiny_model, tiny_student

from export.conversion import to_tflite


@pytest.fixture(scope="module")
def running():
    with command("unit_tf.evaluate") as running:
        yield running


@pytest.fixture
def evaluate(running, tmp_path):
    """Runs the command; its figures go into the test's folder."""
    return functools.partial(running, f"--output={tmp_path / 'evaluation.json'}")


@pytest.fixture
def paired(tmp_path):
    """A data set whose b is a, darker."""
    generator = np.random.default_rng(0)
    for split in ("train", "test"):
        for domain in "AB":
            (tmp_path / "data" / f"{split}{domain}").mkdir(parents=True)
        for index in range(8):
            pixels = generator.integers(40, 256, (5, 5, 3)).astype(np.uint8)
            for domain, brightness in (("A", 1.0), ("B", 0.5)):
                picture = Image.fromarray((brightness * pixels).astype(np.uint8))
                picture.resize((20, 20)).save(tmp_path / "data" / f"{split}{domain}/{index}.png")
    return tmp_path / "data"


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A model that has learnt nothing."""
    path = tmp_path_factory.mktemp("model") / "x.keras"
    tiny_model().save(path)
    return path


@pytest.fixture(scope="module")
def colours(tmp_path_factory):
    """A network that sees a picture's mean colour."""
    inputs = keras.Input((None, None, 3))
    path = tmp_path_factory.mktemp("colours") / "colours.keras"
    keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(inputs)).save(path)
    return path


def test_grey_pictures_are_measured_as_colour_ones(evaluate, paired, colours, tmp_path):
    tiny_model(channels_b=1).save(tmp_path / "x.keras")
    result = evaluate(
        f"--model={tmp_path / 'x.keras'}", f"--dataset={paired}", f"--features={colours}"
    )
    assert result.returncode == 0, result.stderr
    told = json.loads((tmp_path / "evaluation.json").read_text())
    for direction in ("ab", "ba"):
        for measure in ("psnr", "ssim", "fid", "kid", "latent"):
            assert np.isfinite(told[direction]["colour transfer"][measure]["mean"])


def test_a_student_is_measured_in_its_direction(evaluate, paired, colours, tmp_path):
    tiny_student("ba").save(tmp_path / "x.keras")
    result = evaluate(
        f"--model={tmp_path / 'x.keras'}", f"--dataset={paired}", f"--features={colours}"
    )
    assert result.returncode == 0, result.stderr
    told = json.loads((tmp_path / "evaluation.json").read_text())
    assert "ab" not in told and "cycle" not in told["ba"]["Student"]
    assert told["pictures"] == {"a": 8, "b": 8}
    assert np.isfinite(told["ba"]["Student"]["kid"]["mean"])


def test_a_student_is_held_to_its_teacher(evaluate, paired, model, tmp_path):
    tiny_student("ab").save(tmp_path / "x.keras")
    asked = (f"--model={tmp_path / 'x.keras'}", f"--dataset={paired}", "--features=none")
    result = evaluate(*asked, f"--teacher={model}")
    assert result.returncode == 0, result.stderr
    assert "to teacher, dB" in result.stdout and "sharpness" in result.stdout
    told = json.loads((tmp_path / "evaluation.json").read_text())["ab"]
    assert "teacher" not in told["teacher"]
    assert 0 < told["Student"]["teacher"]["mean"] < 60
    assert told["unchanged"]["sharpness"]["mean"] > 0
    tiny_student("ba").save(tmp_path / "other.keras")
    result = evaluate(*asked, f"--teacher={tmp_path / 'other.keras'}")
    assert result.returncode == 2 and "does not translate ab" in result.stderr


def test_figures_and_sheet(evaluate, model, paired, colours, tmp_path):
    sheet = tmp_path / "sheet.png"
    args = [f"--model={model}", f"--dataset={paired}"]
    result = evaluate(*args, f"--features={colours}", f"--sheet={sheet}", "--sheet_rows=2")
    assert result.returncode == 0, result.stderr
    told = json.loads((tmp_path / "evaluation.json").read_text())
    assert told["paired"] and told["pictures"] == {"a": 8, "b": 8}
    for direction in ("ab", "ba"):
        psnr, fid = (
            {name: found[measure]["mean"] for name, found in told[direction].items()}
            for measure in ("psnr", "fid")
        )
        # Half as bright is nearly what the colour transfer does; an untrained model is far off.
        assert psnr["colour transfer"] > psnr["unchanged"] + 3 > 0
        assert psnr["UNIT"] < psnr["colour transfer"]
        assert fid["colour transfer"] < fid["unchanged"]
        assert set(told[direction]["UNIT"]) - set(told[direction]["unchanged"]) == {
            "reconstruction", "cycle",
        }  # fmt: skip
    assert "8 paired test pictures" in result.stdout
    assert "Paired: a picture's edges are more like its counterpart's" in result.stdout
    assert Image.open(sheet).size[0] == 4 + 6 * 20

    # What is said of them counts, whatever they show.
    for more, is_paired in ((["--paired=no"], False), (["--paired=yes"], True)):
        assert evaluate(*args, "--features=none", *more).returncode == 0
        told = json.loads((tmp_path / "evaluation.json").read_text())
        assert told["paired"] == is_paired and ("psnr" in told["ab"]["UNIT"]) == is_paired
    next((paired / "testB").iterdir()).unlink()
    result = evaluate(*args, "--features=none", "--paired=yes")
    assert result.returncode == 2 and "8 pictures and testB 7" in result.stderr
    result = evaluate(*args, "--features=none")
    assert result.returncode == 0 and "8 test pictures of a, 7 of b, not paired" in result.stdout


def strict(constant):
    raise ValueError(f"JSON has no {constant}")


def figures(told):
    """Means by direction, method and measure."""
    return {
        (direction, method, measure): found["mean"]
        for direction in ("ab", "ba")
        for method, measures in told[direction].items()
        for measure, found in measures.items()
    }


def test_pictures_that_are_numbered_alike_are_no_pairs(evaluate, model, paired):
    names = sorted((paired / "testB").iterdir())
    contents = [path.read_bytes() for path in names]
    for path, content in zip(names, contents[3:] + contents[:3], strict=True):
        path.write_bytes(content)
    args = [f"--model={model}", f"--dataset={paired}", "--features=none"]
    result = evaluate(*args)
    assert result.returncode == 0 and "8 of b, not paired" in result.stdout
    assert "--paired=yes takes them for pairs." in result.stdout
    # What the names are changes nothing.
    for path, content in zip(names, contents, strict=True):
        path.unlink()
        path.with_name(f"dark_{path.name}").write_bytes(content)
    assert "8 paired test pictures" in evaluate(*args).stdout


def test_equal_sets_and_an_unreadable_picture(evaluate, model, paired, colours, tmp_path):
    for path in (paired / "testA").iterdir():
        shutil.copy(path, paired / "testB")
    (paired / "testB" / "2.png").write_bytes(b"none")
    result = evaluate(f"--model={model}", f"--dataset={paired}", f"--features={colours}")
    assert result.returncode == 0, result.stderr
    told = json.loads((tmp_path / "evaluation.json").read_text(), parse_constant=strict)
    assert told["paired"] and told["pictures"] == {"a": 7, "b": 7}
    missing = {key for key, value in figures(told).items() if value is None}
    assert {key[1:] for key in missing if key[2] != "fid"} == {("unchanged", "psnr")}
    assert sum(key[2] == "fid" for key in missing) == 6
    assert "unchanged: 7 of 7 equal the truth to the bit" in result.stdout
    assert "FID is left out: of 7 pictures it would mean nothing, and it needs 8" in result.stdout
    assert "inf" not in result.stdout and "nan" not in result.stdout


def test_one_flat_picture(evaluate, model, paired, colours, tmp_path):
    for split in ("testA", "testB"):
        for path in (paired / split).iterdir():
            path.unlink()
        Image.new("RGB", (10, 12), (9, 90, 200)).save(paired / split / "0.png")
    sheet = tmp_path / "sheet.png"
    args = [f"--model={model}", f"--dataset={paired}", f"--features={colours}"]
    result = evaluate(*args, "--image_size=8", f"--sheet={sheet}", "--paired=yes")
    assert result.returncode == 0, result.stderr
    told = json.loads((tmp_path / "evaluation.json").read_text(), parse_constant=strict)
    found = figures(told)
    for measure in ("fid", "kid", "ssim"):
        assert found["ab", "UNIT", measure] is None
    assert found["ab", "UNIT", "psnr"] > 0 and found["ba", "UNIT", "cycle"] > 0
    assert "SSIM is left out: it takes pictures of 11 pixels" in result.stdout
    assert "One picture has no interval, and no KID." in result.stdout
    assert Image.open(sheet).size[0] == 4 + 6 * 12
    result = evaluate(*args, "--sheet=/nowhere/x.png")
    assert "Not paired: fewer than 5 pictures do not tell whether they are pairs" in result.stdout
    assert result.returncode == 2
    assert "--sheet=/nowhere/x.png cannot be written" in result.stderr.splitlines()[-1]


def test_transfer(evaluate, paired, tmp_path):
    for domain in "ab":
        save_labelled(tmp_path / f"{domain}.npz", 20, size=16, test=6)
    tiny_model(channels_a=1, channels_b=1).save(tmp_path / "x.keras")
    model, dataset = tmp_path / "x.keras", f"{tmp_path / 'a.npz'},{tmp_path / 'b.npz'}"
    result = evaluate(
        f"--model={model}", "--task=transfer", f"--dataset={dataset}", "--classifier_steps=3"
    )
    assert result.returncode == 0, result.stderr
    told = json.loads((tmp_path / "evaluation.json").read_text())
    assert len(told["ab"]["learnt from translations"]) == len(told["models"]) == 1
    assert all(0 <= share <= 1 for share in told["ba"]["unadapted"])
    assert "labels of a, test pictures of b: read right, %" in result.stdout
    result = evaluate(f"--model={model},{model}", f"--dataset={dataset}")
    assert result.returncode == 2 and "takes one model" in result.stderr
    result = evaluate(f"--model={model}", "--task=transfer", f"--dataset={paired}")
    assert result.returncode == 2 and "needs labels" in result.stderr


def test_a_tflite_file_is_measured_beside_the_model(evaluate, paired, tmp_path):
    model = tiny_model()
    model.save(tmp_path / "x.keras")
    (tmp_path / "x.tflite").write_bytes(to_tflite(model.networks(), "ba", (16, 16), {}))
    sheet = tmp_path / "sheet.png"
    args = [f"--model={tmp_path / 'x.keras'}", f"--dataset={paired}", "--features=none"]
    args += [f"--tflite_ba={tmp_path / 'x.tflite'}"]
    result = evaluate(*args, f"--sheet={sheet}")
    assert result.returncode == 0, result.stderr
    told = json.loads((tmp_path / "evaluation.json").read_text())
    assert "UNIT, TFLite" not in told["ab"]
    psnr = {name: found["psnr"]["mean"] for name, found in told["ba"].items()}
    assert psnr["UNIT, TFLite"] == pytest.approx(psnr["UNIT"], abs=0.05)
    assert Image.open(sheet).size[0] == 4 + 7 * 20
    # Of another size they go in tiles.
    assert evaluate(*args, "--image_size=20").returncode == 0
    told = json.loads((tmp_path / "evaluation.json").read_text())
    assert told["ba"]["UNIT, TFLite"]["psnr"]["mean"] > 5
    result = evaluate(*args, f"--tflite_ba={sheet}")
    assert (
        result.returncode == 2
        and "is no TFLite file: make one with export.convert" in result.stderr
    )


def test_bad_models_get_a_sentence(evaluate, tmp_path, paired):
    keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]).save(tmp_path / "foreign.keras")
    (tmp_path / "broken.keras").write_bytes(b"no archive")
    tiny_model().save(tmp_path / "good.keras")
    good = f"--model={tmp_path / 'good.keras'}"
    for args, message in [
        ([], "--model is missing"),
        (["--model=/nowhere.keras"], "There is no model /nowhere.keras"),
        ([f"--model={tmp_path / 'foreign.keras'}"], "holds a Sequential, not a model of unit_tf"),
        ([f"--model={tmp_path / 'broken.keras'}"], "is no whole .keras file"),
        ([good, "--features=/no.keras"], "--features=/no.keras is no Keras model"),
        (
            [good, f"--features={tmp_path / 'foreign.keras'}"],
            "foreign.keras takes (None, 2) and gives (None, 1): FID and KID need a model that",
        ),
        (
            [good, "--features=none", "--output=/nowhere/x.json"],
            "/nowhere/x.json cannot be written",
        ),
    ]:
        result = evaluate(f"--dataset={paired}", *args)
        assert result.returncode == 2
        assert message in result.stderr.splitlines()[-1]


def test_whole_command_shows_no_traceback():
    result = subprocess.run(
        [sys.executable, "-m", "unit_tf.evaluate", "--model=/nowhere.keras"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert result.returncode == 2 and "Traceback" not in result.stderr
    assert "There is no model /nowhere.keras" in result.stderr.splitlines()[-1]
