"""Every layer and network of ours, held to what Keras asks of its own layers."""

import keras
import numpy as np
import pytest
from keras.src.testing import TestCase

from unit_tf.models.cyclegan import Generators
from unit_tf.models.generator import Generator
from unit_tf.networks.architecture import Architecture
from unit_tf.networks.convolution import ConvolutionBlock, Finish
from unit_tf.networks.decoder import Decoder
from unit_tf.networks.discriminator import Discriminator
from unit_tf.networks.encoder import Encoder, SharedBlocks
from unit_tf.networks.normalization import InstanceNormalization, SampleNormalization
from unit_tf.networks.residual import ResidualBlock
from unit_tf.networks.student import NormalizedConvolution, StudentBlock
from unit_tf.networks.upsampling import UpsamplingBlock

SMALL = Architecture(filters=2, encoder_blocks=1, decoder_blocks=1, discriminator_layers=2)


def harness() -> TestCase:
    return TestCase()


@pytest.mark.parametrize(
    ("layer", "arguments", "channels", "made"),
    [
        (ConvolutionBlock, dict(filters=3, kernel_size=3, stride=2), 2, (2, 4, 4, 3)),
        (ConvolutionBlock, dict(filters=3, kernel_size=7, padding="reflect",
                                normalization="instance", negative_slope=0.2), 2, (2, 8, 8, 3)),
        (Finish, dict(normalization="sample", negative_slope=0.0), 2, (2, 8, 8, 2)),
        (InstanceNormalization, {}, 2, (2, 8, 8, 2)),
        (SampleNormalization, {}, 2, (2, 8, 8, 2)),
        (ResidualBlock, dict(filters=2, dropout=0.5), 2, (2, 8, 8, 2)),
        (UpsamplingBlock, dict(filters=3, kernel_size=3), 2, (2, 16, 16, 3)),
        (UpsamplingBlock, dict(filters=3, kernel_size=4), 2, (2, 16, 16, 3)),
        (UpsamplingBlock, dict(filters=3, kernel_size=5, method="nearest"), 2, (2, 16, 16, 3)),
        (NormalizedConvolution, dict(filters=3, stride=2), 2, (2, 4, 4, 3)),
        (NormalizedConvolution, dict(filters=None, activation="clip"), 2, (2, 8, 8, 2)),
        (StudentBlock, dict(width=2, kind="separable"), 2, (2, 8, 8, 2)),
    ],
    ids=str,
)  # fmt: skip
def test_layers(layer, arguments, channels, made):
    harness().run_layer_test(
        layer,
        init_kwargs=arguments,
        input_shape=(2, 8, 8, channels),
        expected_output_shape=made,
    )


@pytest.mark.parametrize(
    ("network", "arguments"),
    [
        (Encoder, {}),
        (SharedBlocks, {}),
        (Decoder, {"channels": 1}),
        (Discriminator, {"channels": 3}),
        (Generator, {}),
        (Generators, {}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_networks_are_made_again_of_their_config(network, arguments):
    made = network(SMALL, **arguments)
    again = harness().run_class_serialization_test(made)
    assert again.architecture == SMALL
    config = made.get_config()
    network.from_config(config)
    assert network.from_config(config).get_config() == config  # which is left as it was


@pytest.mark.parametrize(
    ("network", "arguments", "shape"),
    [
        (Encoder, {}, (2, 16, 16, 3)),
        (SharedBlocks, {}, (2, 4, 4, 8)),
        (Decoder, {"channels": 1}, (2, 4, 4, 8)),
        (Discriminator, {"channels": 3}, (2, 16, 16, 3)),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_network_alone_is_saved(network, arguments, shape, tmp_path):
    made = network(SMALL, **arguments)
    x = np.random.default_rng(0).uniform(-1, 1, shape).astype(np.float32)
    expected = made(x)
    made.save(tmp_path / "network.keras")
    loaded = keras.saving.load_model(tmp_path / "network.keras")
    keras.tree.map_structure(np.testing.assert_array_equal, loaded(x), expected)
