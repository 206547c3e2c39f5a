"""Names against those that the references' files hold, spelt out."""

import pytest

from unit_tf import PRESETS
from unit_tf.pytorch.keys import KERNEL_AXES, PIXEL_AXES, convolutions

PAPER = {"gen": [
    *(f"encode_{x}.{i}.model.0" for x in "AB" for i in (0, 1, 2)),
    *(f"encode_{x}.{i}.model.{j}" for x in "AB" for i in (3, 4, 5) for j in (0, 3)),
    "enc_shared.0.model.0", "enc_shared.0.model.3", "dec_shared.0.model.0", "dec_shared.0.model.3",
    *(f"decode_{x}.{i}.model.{j}" for x in "AB" for i in (0, 1, 2) for j in (0, 3)),
    *(f"decode_{x}.{i}.model.0" for x in "AB" for i in (3, 4)),
    "decode_A.5", "decode_B.5",
]}  # fmt: skip
SHARED = ["shared_block.conv_block.1", "shared_block.conv_block.5"]
E = [
    "model_blocks.1", "model_blocks.4", "model_blocks.7", *SHARED,
    *(f"model_blocks.{i}.conv_block.{j}" for i in (10, 11, 12) for j in (1, 5)),
]  # fmt: skip
G = [
    "model_blocks.3", "model_blocks.6", "model_blocks.10", *SHARED,
    *(f"model_blocks.{i}.conv_block.{j}" for i in (0, 1, 2) for j in (1, 5)),
]  # fmt: skip
D = ["model.0", "model.2", "model.5", "model.8", "model.11"]
GEN = [
    "enc.model.0.conv", "enc.model.1.conv", "enc.model.2.conv",
    *(f"enc.model.3.model.{i}.model.{j}.conv" for i in range(4) for j in (0, 1)),
    *(f"dec.model.0.model.{i}.model.{j}.conv" for i in range(4) for j in (0, 1)),
    "dec.model.2.conv", "dec.model.4.conv", "dec.model.5.conv",
]  # fmt: skip
DIS = [f"cnns.{s}.{name}" for s in range(3) for name in ("0.conv", "1.conv", "2.conv", "3.conv", 4)]
TRANSLATOR = [
    "model.1", "model.4", "model.7", "model.19", "model.22", "model.26",
    *(f"model.{i}.conv_block.{j}" for i in range(10, 19) for j in (1, 5)),
]  # fmt: skip
MODULES = {
    "cyclegan": {"G_A": TRANSLATOR, "G_B": TRANSLATOR, "D_A": D, "D_B": D},
    "paper": PAPER,
    "article": {"E1": E, "E2": E, "G1": G, "G2": G, "D1": D, "D2": D},
    "nvidia2018": {"gen.a": GEN, "gen.b": GEN, "dis.a": DIS, "dis.b": DIS},
}


@pytest.mark.parametrize("preset", PRESETS)
def test_modules_are_named_as_in_the_files(preset):
    named: dict[str, set[str]] = {}
    for convolution in convolutions(preset, PRESETS[preset].architecture):
        named.setdefault(convolution.part, set()).add(convolution.module)
    assert named == {part: set(modules) for part, modules in MODULES[preset].items()}


def test_tensors_of_a_module():
    found = {c.module: c for c in convolutions("nvidia2018", PRESETS["nvidia2018"].architecture)}
    keys = [parameter.key for parameter in found["dec.model.2.conv"].parameters()]
    norm = "dec.model.2.norm"
    conv = "dec.model.2.conv"
    assert keys == [f"{conv}.weight", f"{conv}.bias", f"{norm}.gamma", f"{norm}.beta"]
    assert not list(found["dec.model.2.conv"].statistics())
    assert [key for _, key in found["enc.model.3.model.0.model.1.conv"].statistics()] == [
        "enc.model.3.model.0.model.1.norm.running_mean",
        "enc.model.3.model.0.model.1.norm.running_var",
        "enc.model.3.model.0.model.1.norm.num_batches_tracked",
    ]


def test_statistics_follow_their_convolution():
    found = {c.module: c for c in convolutions("article", PRESETS["article"].architecture)}
    assert next(found["model_blocks.1"].statistics()) == ("E2", "model_blocks.2.running_mean")
    assert not list(found["model.0"].statistics())
    assert next(found["model.2"].statistics()) == ("D2", "model.3.running_mean")


def test_only_the_pixel_convolution_of_the_paper_is_transposed_otherwise():
    for preset in PRESETS:
        for c in convolutions(preset, PRESETS[preset].architecture):
            pixel = preset == "paper" and c.layer.endswith("/output")
            assert c.axes == (PIXEL_AXES if pixel else KERNEL_AXES)
