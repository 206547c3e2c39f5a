import numpy as np
import pytest
import tensorflow as tf
from small import tiny_model

from export import fidelity, flatbuffer
from export.conversion import (
    INPUT,
    OUTPUT,
    SIGNATURE,
    ConversionError,
    from_bytes,
    to_bytes,
    to_tflite,
)
from export.quantization import quantize
from unit_tf.training.cost import multiply_adds

PICTURE = np.random.default_rng(0).integers(0, 256, (1, 16, 16, 3)).astype(np.uint8)


@pytest.fixture(scope="module")
def model():
    return tiny_model(
        "paper", size=(64, 64), filters=8, downsamplings=2, encoder_blocks=3, decoder_blocks=3
    )


@pytest.fixture(scope="module")
def original(model):
    return to_tflite(model.networks(), "ab", (16, 16), {})


def converted(function, shape):
    module = tf.Module()
    module.f = tf.function(function, input_signature=[tf.TensorSpec(shape, tf.float32)])
    converter = tf.lite.TFLiteConverter.from_concrete_functions(
        [module.f.get_concrete_function()], module
    )
    converter.target_spec.supported_ops = [
        tf.lite.OpsSet.TFLITE_BUILTINS,
        tf.lite.OpsSet.SELECT_TF_OPS,
    ]
    return converter.convert()


def test_structure(model, original):
    found = flatbuffer.structure(original)
    assert found.bytes == len(original)
    assert found.operators["CONV_2D"] == 20 and found.operators["TRANSPOSE_CONV"] == 2
    assert found.outside == {"CAST": 2} and found.partitions == 1 and found.rank == 4
    g = model.generator
    latent = (4, 4, g.architecture.latent_channels)
    expected = sum(
        multiply_adds(network, shape)
        for network, shape in [
            (g.encoder_a, (16, 16, 3)),
            (g.shared_encoder, latent),
            (g.shared_decoder, latent),
            (g.decoder_b, latent),
        ]
    )
    assert found.multiply_adds == expected


def test_operators_outside_the_delegate_are_found():
    def reflected(x):
        return tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]], "REFLECT") * 2.0

    found = flatbuffer.structure(converted(reflected, (1, 8, 8, 2)))
    assert found.outside == {"MIRROR_PAD": 1}
    assert found.operators == {"MIRROR_PAD": 1, "MUL": 1}


def test_check_refuses_what_phones_cannot_run(original):
    flatbuffer.check(original)
    with pytest.raises(ConversionError, match="rank 5"):
        flatbuffer.check(converted(lambda x: tf.reshape(x, (1, 2, 4, 8, 2)) + 1.0, (1, 8, 8, 2)))
    with pytest.raises(ConversionError, match="operator CUSTOM"):
        flatbuffer.check(converted(lambda x: tf.linalg.inv(x), (4, 4)))


@pytest.mark.parametrize("recipe", ["none", "float16", "int8"])
def test_compact_with_metadata_changes_no_result(original, recipe):
    tflite = quantize(original, recipe, [])
    assert flatbuffer.metadata(tflite) == {}
    told = {"direction": "ab", "domains": {"a": "Tag"}}
    finished = flatbuffer.describe(flatbuffer.compact(tflite), told)
    assert flatbuffer.metadata(finished) == told
    assert len(finished) < len(tflite)
    np.testing.assert_array_equal(
        fidelity.run(finished, [PICTURE]), fidelity.run(tflite, [PICTURE])
    )


def test_nothing_is_left_in_float_between_int8(original):
    pictures = [PICTURE, PICTURE[:, ::-1].copy()]
    quantized = quantize(original, "integer", pictures)
    found = flatbuffer.structure(quantized).operators
    # The pictures' own bytes come in and go out.
    assert found["QUANTIZE"] == 2 and not {"DEQUANTIZE", "CAST"} & set(found)
    assert found["LEAKY_RELU"] == 5
    (translated,) = fidelity.run(quantized, [PICTURE])
    (expected,) = fidelity.run(original, [PICTURE])
    assert np.abs(translated.astype(int) - expected).mean() < 4


def test_bytes_that_go_through_int8_come_out_rounded(tmp_path):
    every = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1).repeat(3, -1)
    module = tf.Module()
    module.translate = tf.function(
        lambda image: {OUTPUT: to_bytes(from_bytes(image, 3))},
        input_signature=[tf.TensorSpec(every.shape, tf.uint8, name=INPUT)],
    )
    signatures = {SIGNATURE: module.translate.get_concrete_function()}
    tf.saved_model.save(module, str(tmp_path), signatures=signatures)
    unchanged = tf.lite.TFLiteConverter.from_saved_model(str(tmp_path)).convert()
    (made,) = fidelity.run(quantize(unchanged, "integer", [every] * 2), [every])
    error = made.astype(int) - every
    # The ranges end before the lightest and the darkest; neither cut, nor half a level too light.
    assert np.abs(error).max() <= 1 and abs(error.mean()) < 0.1
