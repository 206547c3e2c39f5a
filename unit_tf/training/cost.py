"""What a network costs to run: its multiply-adds."""

import math

import keras
import tensorflow as tf


def multiply_adds(network: keras.Model, shape: tuple[int, int, int]) -> int:
    """Multiplications with additions of one forward pass, counted over the convolutions.

    Args:
        network: any that takes one batch of this shape.
        shape: (height, width, channels) of its input.

    Returns:
        The count for a batch of one.
    """
    return multiply_adds_in(
        tf.function(network).get_concrete_function(tf.TensorSpec((1, *shape))).graph
    )


def multiply_adds_in(graph: tf.Graph) -> int:
    """The same of all convolutions of a graph, forward and on the way back."""
    return sum(map(_convolution, graph.get_operations()))


def _convolution(op) -> int:
    if op.type in ("Conv2D", "DepthwiseConv2dNative"):
        image, kernel = op.outputs[0], op.inputs[1].shape
    elif op.type == "Conv2DBackpropInput":  # a transposed convolution's forward pass too
        image, kernel = op.inputs[2], op.inputs[1].shape
    elif op.type == "Conv2DBackpropFilter":
        image, kernel = op.inputs[2], op.outputs[0].shape
    else:
        return 0
    # Every pixel of the smaller picture meets every weight of the kernel once.
    return math.prod(image.shape[:3]) * math.prod(kernel)
