import numpy as np
import pytest
import tensorflow as tf
from small import random_images

from export import flatbuffer
from export.conversion import to_tflite
from export.fidelity import compare, run
from export.quantization import quantize
from export.student_lowering import StudentLowering
from unit_tf.networks.student import StudentArchitecture, StudentNetwork


def network_of(**form):
    """A student's network whose normalisations have seen something."""
    network = StudentNetwork(StudentArchitecture(**{"width": 8, "blocks": 1, **form}))
    generator = np.random.default_rng(0)
    for weight in network.weights:
        if weight.name in ("gamma", "beta", "moving_mean", "moving_variance"):
            low = 0.5 if weight.name in ("gamma", "moving_variance") else -0.2
            weight.assign(generator.uniform(low, low + 0.4, weight.shape))
    return network


@pytest.mark.parametrize(
    "form",
    [{}, {"stem": "strided"}, {"block": "separable"}, {"finish": 0}, {"channels_a": 1}],
)
def test_it_computes_what_the_student_does(form):
    network = network_of(**form)
    images = random_images(1, 16, 24, network.architecture.channels_a)
    lowered = StudentLowering(network)(tf.constant(images))
    np.testing.assert_allclose(lowered, network(images), atol=1e-5)


@pytest.mark.parametrize("form", [{}, {"stem": "strided"}, {"block": "separable"}])
def test_whole_integers_run_in_one_piece(form):
    network, size = network_of(**form), (32, 32)
    generator = np.random.default_rng(0)
    pictures = [generator.integers(0, 256, (1, *size, 3), np.uint8) for _ in range(4)]
    original = to_tflite(network, "ab", size, {})
    content = flatbuffer.compact(quantize(original, "integer", pictures))
    found = flatbuffer.structure(content)
    assert found.partitions == 1 and found.outside == {"QUANTIZE": 2}, found  # bytes in, bytes out
    assert "DEQUANTIZE" not in found.operators
    whole = flatbuffer.structure(original)
    assert whole.multiply_adds == found.multiply_adds > 0
    made, expected = run(content, pictures), run(original, pictures)
    floats = [image.astype(np.float32) / 127.5 - 1 for image in expected]
    assert compare(made, floats).psnr > 30
