"""The whole conversion of a small trained model; whatever converts badly falls below its floor."""

import json

import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

import unit_tf
from export import TFLiteTranslator, flatbuffer, output, variants
from export.conversion import ConversionError
from export.lowering import Lowering
from export.quantization import RECIPES
from export.variants import Settings
from on_device.contract import Contract, Values, read
from unit_tf import data
from unit_tf.data.scenes import drawing

SIZE = 32
BYTES, FLOATS = Values("uint8", 0, 255), Values("float32", -1, 1)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A model that has learnt, in seconds, to make night of small street scenes."""
    keras.utils.set_random_seed(1)
    folder = tmp_path_factory.mktemp("scenes")
    for split in ("trainA", "trainB"):
        (folder / split).mkdir()
        for seed in range(8):
            drawn = drawing.draw(seed, 36, night=split == "trainB")
            Image.fromarray(drawn).save(folder / split / f"{seed}.png")
    model = unit_tf.UNIT.from_preset(
        "paper", (SIZE, SIZE, 3), filters=8, encoder_blocks=1, shared_blocks=1, decoder_blocks=1,
        discriminator_scales=1, discriminator_layers=3, moving_average=0.9,
    )  # fmt: skip
    model.compile(
        adversarial="lsgan", gan=1.0, discriminator=1.0, recon=10.0, cycle=10.0, kl=0.001,
        cycle_kl=0.001, learning_rate=1e-3,
    )  # fmt: skip
    pairs = data.load(folder, image_size=SIZE, start=0)
    model.fit(pairs, steps_per_epoch=200, verbose=0)
    return model


def scenes(seeds):
    return [drawing.draw(seed, SIZE, night=False)[None] for seed in seeds]


def make(model, **settings):
    settings = {"direction": "ab", "image_size": (SIZE, SIZE), "runs": 2} | settings
    origin = {"source_sha256": "0", "calibration": "drawn"}
    return variants.make(
        model, Settings(**settings), scenes(range(8)), scenes(range(8, 16)), origin
    )


def test_every_variant_of_a_trained_model_holds_its_floor(trained, tmp_path):
    made = make(trained, recipes=tuple(RECIPES), domains=("day", "night"))
    assert {name: made.figures[name]["psnr"] for name in made.rejected} == {}
    output.write_all(made, tmp_path)
    report = json.loads((tmp_path / "report.json").read_text())
    assert set(report) == {f"ab_{name}" for name in RECIPES}
    for name in RECIPES:
        content = (tmp_path / f"ab_{name}.tflite").read_bytes()
        told, beside = flatbuffer.metadata(content), report[f"ab_{name}"]
        assert beside == json.loads((tmp_path / f"ab_{name}.json").read_text())
        assert beside["figures"]["bytes"] == len(content)
        assert beside["figures"]["pictures"] == beside["calibration_pictures"] == 8
        assert told["quantization"] == name and told["domains"] == {"a": "day", "b": "night"}
        fidelity = told.pop("figures")
        assert fidelity.items() <= beside["figures"].items()
        assert told.items() <= beside.items()
        cost, since = beside["figures"]["multiply_adds"], told["runs_since"]
        assert read(content) == Contract(
            "day", "night", "ab", SIZE, SIZE, BYTES, BYTES, name, cost, SIZE // 4, since
        )
        assert Image.open(tmp_path / f"ab_{name}.png").size[0] == 4 + 4 * (SIZE + 4)
    assert made.figures["none"]["outside"] == {"CAST": 2}
    assert "65,504" in (tmp_path / "report.md").read_text()
    # What the file gives is what the model gives.
    (day,) = scenes([20])
    night = TFLiteTranslator(tmp_path / "ab_int8.tflite")(day[0])
    expected = (trained.translate(day / np.float32(127.5) - 1)[0] + 1) * 127.5
    assert np.abs(night - expected).mean() < 2


def test_floats_and_the_other_direction(trained, tmp_path):
    recipes = ("none", "int8", "integer")
    made = make(trained, direction="ba", image_size=(32, 48), recipes=recipes, io="float32")
    assert made.rejected == []
    assert made.figures["none"]["psnr"] > 90 and made.figures["none"]["largest_error"] < 0.1
    assert made.figures["none"]["outside"] == {}
    contract = read(made.files["int8"])
    assert (contract.source, contract.target) == ("b", "a")
    assert (contract.height, contract.width, contract.overlap) == (32, 48, 8)
    assert contract.input == contract.output == FLOATS
    # By its contract a file of floats is used as one of bytes is.
    (night,) = scenes([20])
    night = np.pad(night[0], [(0, 0), (0, 16), (0, 0)], mode="symmetric")
    (tmp_path / "ba.tflite").write_bytes(made.files["none"])
    day = TFLiteTranslator(tmp_path / "ba.tflite")(night)
    expected = trained.translate(night[None] / np.float32(127.5) - 1, "ba")[0]
    np.testing.assert_allclose(day, (np.asarray(expected) + 1) * 127.5, atol=0.51)


def test_a_norm_of_rank_5_is_refused(trained, monkeypatch):
    finish = Lowering.finish

    def grouped(self, name, block, x):
        groups = tf.reshape(x, (1, *x.shape[1:3], x.shape[3], 1))
        return finish(self, name, block, tf.reshape(groups * 1.01, x.shape))

    monkeypatch.setattr(Lowering, "finish", grouped)
    with pytest.raises(ConversionError, match="tensor of rank 5"):
        make(trained)


def test_an_upsampling_that_converts_badly_is_set_aside(trained, monkeypatch, tmp_path):
    upsampling_block = Lowering.upsampling_block

    def coarse(self, name, block, x):
        y = upsampling_block(self, name, block, x)
        return tf.image.resize(y[:, ::2, ::2], y.shape[1:3], "nearest")

    output.write_all(make(trained), tmp_path)
    assert (tmp_path / "ab_int8.tflite").exists()
    monkeypatch.setattr(Lowering, "upsampling_block", coarse)
    made = make(trained)
    assert made.rejected == ["int8"]
    output.write_all(made, tmp_path)
    assert not (tmp_path / "ab_int8.tflite").exists()
    assert (tmp_path / "ab_int8.tflite.rejected").exists()
    text = (tmp_path / "report.md").read_text()
    assert "**ab_int8 is rejected**: under 42 dB. Use weights." in text


def test_a_model_that_makes_no_numbers_is_refused(trained):
    bias = trained.networks().decoder_b.output_convolution.convolution.bias
    kept = bias.numpy()
    bias.assign(kept * np.nan)
    try:
        with pytest.raises(ConversionError, match="not numbers: its training has diverged"):
            make(trained)
    finally:
        bias.assign(kept)
