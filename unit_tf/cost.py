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
        image, kernel = op.outputs[0], op.inputs[1]
    elif op.type == "Conv2DBackpropInput":  # a transposed convolution's forward pass
        image, kernel = op.inputs[2], op.inputs[1]
    else:
        return 0
    # Every pixel and channel of `image` meets every weight of one filter's kernel.
    height, width, channels = image.shape[1:]
    return height * width * channels * math.prod(kernel.shape) // channels
