"""A large batch on a device that holds a small one: part by part, one after the other."""

import tensorflow as tf


def mean_over_parts(function, images: tuple, parts: int):
    """The mean of what a function gives for each part of a batch.

    Where nothing crosses samples and losses are means, the mean of the parts' gradients is the
    gradient of the whole. A part's memory is free again before the next one begins.

    Args:
        function: of a part's `images` and its number, to a nest of float tensors.
        images: tensors `[batch, ...]`, the batch a multiple of `parts`.
        parts: into how many to divide it.
    """
    if parts == 1:
        return function(images, 0)
    divided = [tf.reshape(x, [parts, -1, *x.shape[1:]]) for x in images]

    def results(part):
        return function(tuple(x[part] for x in divided), part)

    first = results(0)
    flat = tf.nest.flatten(first)

    def add(part, *sums):
        return part + 1, *(s + r for s, r in zip(sums, tf.nest.flatten(results(part)), strict=True))

    # A loop of TensorFlow's: unrolled, the parts would run, and fill the memory, all at once.
    _, *sums = tf.while_loop(
        lambda part, *sums: part < parts, add, [tf.constant(1), *flat], parallel_iterations=1
    )
    return tf.nest.pack_sequence_as(first, [s / parts for s in sums])
