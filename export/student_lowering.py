"""The layers of a student as the operators that a phone's runtimes run whole.

Its batch normalisations are folded into the convolutions before them: what is left are convolutions
with zeros around and sums, each with a clip that is part of it.
"""

import numpy as np
import tensorflow as tf

from export.lowering import constant
from unit_tf.networks.student import ACTIVATIONS, REDUCTION, NormalizedConvolution, StudentNetwork


class StudentLowering:
    """A student's network, from float pictures to float pictures.

    Args:
        network: trained.
    """

    def __init__(self, network: StudentNetwork):
        self.network = network

    def __call__(self, images):
        """float32 `[1, height, width, channels]` in [-1, 1] to the other domain's, as large."""
        network, x = self.network, images
        if network.architecture.stem == "space_to_depth":
            x = tf.nn.space_to_depth(x, REDUCTION)
        for number, layer in enumerate(network.stem, 1):
            x = convolution(f"stem_{number}", layer, x)
        for number, block in enumerate(network.blocks, 1):
            change = x
            for place, layer in enumerate(block.convolutions, 1):
                change = convolution(f"residual_{number}/{place}", layer, change)
            x = ACTIVATIONS["clip"](x + change)
        x = tf.nn.depth_to_space(convolution("expansion", network.expansion, x), REDUCTION)
        for number, layer in enumerate(network.finish, 1):
            x = convolution(f"finish_{number}", layer, x)
        output = network.output_convolution
        with tf.name_scope("output"):
            y = tf.nn.conv2d(x, constant(output.kernel), 1, "SAME") + constant(output.bias)
            return ACTIVATIONS["clip"](y)


def convolution(name: str, layer: NormalizedConvolution, x):
    """`NormalizedConvolution` outside training."""
    with tf.init_scope():
        kernel, bias = (np.asarray(value) for value in layer.folded())
    strides = [1, layer.stride, layer.stride, 1]
    run = tf.nn.depthwise_conv2d if layer.filters is None else tf.nn.conv2d
    with tf.name_scope(name):
        y = run(x, kernel, strides, "SAME") + bias
        return ACTIVATIONS[layer.activation](y)
