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
    graph = tf.function(network).get_concrete_function(tf.TensorSpec((1, *shape))).graph
    return sum(map(_convolution, graph.get_operations()))


def _convolution(op) -> int:
    if op.type == "Conv2D":
        image = op.outputs[0]
    elif op.type == "Conv2DBackpropInput":  # a transposed convolution's forward pass
        image = op.inputs[2]
    else:
        return 0
    # Every pixel of `image` meets every weight of the kernel once.
    height, width = image.shape[1:3]
    return height * width * math.prod(op.inputs[1].shape)
