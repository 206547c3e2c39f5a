import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema
from small import tiny_model

from export import fidelity, flatbuffer
from export.conversion import to_tflite
from export.quantization import RECIPES, common_ranges, quantize

KINDS = vars(schema.TensorType)
PICTURE = np.random.default_rng(0).integers(0, 256, (1, 16, 16, 3)).astype(np.uint8)


@pytest.fixture(scope="module")
def original():
    model = tiny_model(
        "paper", size=(64, 64), filters=8, downsamplings=2, encoder_blocks=3, decoder_blocks=3
    )
    return to_tflite(model.networks(), "ab", (16, 16), {})


def kernels(tflite):
    """The type of each convolution's kernel and of its result, by the result's name."""
    model = schema.ModelT.InitFromPackedBuf(tflite, 0)
    graph, made = model.subgraphs[0], {}
    for operator in graph.operators:
        if flatbuffer.operator_name(model, operator) == "DEQUANTIZE":
            made[operator.outputs[0]] = graph.tensors[operator.inputs[0]].type
    result = {}
    for operator in graph.operators:
        if flatbuffer.operator_name(model, operator) in ("CONV_2D", "TRANSPOSE_CONV"):
            kernel, output = operator.inputs[1], graph.tensors[operator.outputs[0]]
            kind = ("dequantized", made[kernel]) if kernel in made else graph.tensors[kernel].type
            result[output.name.decode().split(";")[0]] = (kind, output.type)
    return result


def test_common_ranges_leave_the_widest_pictures_out():
    by_picture = [
        {"x": {"min": np.float32(-value), "max": np.float32(10 * value), "count": 1}}
        for value in (5, 1, 2, 3, 4)
    ]
    assert common_ranges(by_picture, 100)["x"] == {"min": -5, "max": 50, "count": 1}
    assert common_ranges(by_picture, 75)["x"] == {"min": -4, "max": 40, "count": 1}
    assert by_picture[0]["x"]["max"] == 50


@pytest.mark.parametrize("recipe", RECIPES)
def test_recipes_do_what_they_say(original, recipe):
    tflite = quantize(original, recipe, [PICTURE])
    types = kernels(tflite)
    assert len(types) == 22
    stored = {kind[1] if isinstance(kind, tuple) else kind for kind, _ in types.values()}
    expected = {"none": "FLOAT32", "float16": "FLOAT16"}.get(recipe, "INT8")
    assert stored == {KINDS[expected]}
    computed = {"INT8" if recipe == "integer" else "FLOAT32"}
    assert {output for _, output in types.values()} == {KINDS[name] for name in computed}
    in_float = {name for name, (kind, _) in types.items() if isinstance(kind, tuple)}
    decoder = {name for name in types if name.startswith("decoder/")}
    assert len(decoder) == 3
    expected = {"float16": set(types), "weights": set(types), "int8": decoder}.get(recipe, set())
    assert in_float == expected
    (translated,) = fidelity.run(tflite, [PICTURE])
    assert translated.shape == PICTURE.shape
