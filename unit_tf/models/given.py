"""What a model may be given, pictures and pairs of them, and one sentence for all else."""

import contextlib
import math
import re
import warnings
from collections.abc import Callable, Iterator

import keras
import tensorflow as tf

FARTHEST = 1.5  # from zero: where pictures were interpolated they pass 1, but never so far
CONVERT = "pictures of 0 to 255 by images / 127.5 - 1, of 0 to 1 by 2 * images - 1"


def check_pictures(images, channels: int, smallest: int):
    """Raises ValueError unless shape and type, as far as they are known, are of pictures.

    Args:
        images: an array, a tensor or what stands for one, such as a `tf.TensorSpec`.
        channels: how many the domain's pictures have.
        smallest: the least height and width, pixels.
    """
    shape = tuple(images.shape)
    if len(shape) != 4 or shape[-1] not in (channels, None):
        raise ValueError(
            f"Pictures must have the shape [batch, height, width, {channels}], not {list(shape)}."
        )
    kind = keras.backend.standardize_dtype(images.dtype)
    if not keras.backend.is_float_dtype(kind):
        raise ValueError(
            f"Pictures must be floating-point numbers in [-1, 1], not {kind}: "
            "convert 8-bit ones by images / 127.5 - 1."
        )
    if min(side for side in (*shape[1:3], smallest) if side is not None) < smallest:
        raise ValueError(
            f"Pictures of {shape[1]} x {shape[2]} pixels are too small: "
            f"both sizes must be at least {smallest}."
        )


def check_values(*pictures):
    """Raises ValueError if pictures are not in [-1, 1]; warns where all of them are light.

    For pictures in [0, 1] cannot be told from light ones.

    Args:
        *pictures: float arrays or tensors, of one domain or of both; symbolic ones pass.
    """
    if not all(_is_known(images) and math.prod(images.shape) for images in pictures):
        return
    lowest = min(float(tf.reduce_min(images)) for images in pictures)
    highest = max(float(tf.reduce_max(images)) for images in pictures)
    if not all(bool(tf.reduce_all(tf.math.is_finite(images))) for images in pictures):
        raise ValueError("Pictures must be finite numbers: there is NaN or infinity among them.")
    if max(-lowest, highest) > FARTHEST:
        raise ValueError(
            f"Pictures must be in [-1, 1], and these reach from {lowest:.4g} to {highest:.4g}: "
            f"convert {CONVERT}."
        )
    if 0.0 <= lowest < highest:
        warnings.warn(
            f"These pictures reach from {lowest:.4g} to {highest:.4g}, and black is -1: unless "
            f"they are so light, convert {CONVERT}.",
            stacklevel=2,
        )


def _is_known(images) -> bool:
    return not isinstance(images, keras.KerasTensor | tf.TensorSpec) and (
        not tf.is_tensor(images) or tf.executing_eagerly() and hasattr(images, "numpy")
    )


def pair_of(data) -> tuple:
    """`(images_a, images_b)` of what Keras hands on: a pair, or a pair for x with nothing for y.

    Raises:
        ValueError: it is neither.
    """
    with contextlib.suppress(ValueError):
        x, y, weight = keras.utils.unpack_x_y_sample_weight(data)
        if y is None and isinstance(x, tuple | list) and len(x) == 2:
            x, y = x
        if weight is None and hasattr(x, "shape") and hasattr(y, "shape"):
            return x, y
    raise ValueError(
        "A model of two domains trains on pairs (images_a, images_b) and nothing beside them: give "
        "two arrays of as many pictures, or a tf.data.Dataset of such pairs of batches."
    )


def only_pictures(data) -> tuple:
    """`(images,)` of what Keras hands on: pictures, alone or with nothing for y.

    Raises:
        ValueError: it is something else.
    """
    x, *rest = data if isinstance(data, tuple | list) and len(data) else (data,)
    if hasattr(x, "shape") and not any(part is not None for part in rest):
        return (x,)
    raise ValueError(
        "A student trains on pictures of its source domain and nothing beside them: give an array "
        "of pictures, or a tf.data.Dataset of batches of them."
    )


def shares(replicas: int, parts: int = 1) -> str:
    """What is said of a batch, the number for {}, that cannot be shared evenly.

    Args:
        replicas: devices that share it.
        parts: into how many each divides its share.
    """
    sharing = f"by {replicas} devices" if parts == 1 else f"by {replicas} x {parts} parts"
    return (
        f"A batch of {{}} pictures cannot be shared evenly {sharing}: give batches of a multiple "
        f"of {replicas * parts}, the last too, as .batch(n, drop_remainder=True) does."
    )


def check_shares(count: int, replicas: int, parts: int = 1):
    """Raises ValueError if a batch of so many pictures cannot be shared evenly: see `shares`."""
    if count % (replicas * parts):
        raise ValueError(shares(replicas, parts).format(count))


def shared(batches: tf.data.Dataset, replicas: int, parts: int = 1) -> tf.data.Dataset:
    """The data set, which fails at a batch that cannot be shared evenly; see `sentences`."""

    def check(*batch):
        count = tf.shape(tf.nest.flatten(batch)[0])[0]
        sentence = tf.strings.format(shares(replicas, parts), count)
        is_even = tf.debugging.Assert(tf.equal(count % (replicas * parts), 0), [sentence])
        with tf.control_dependencies([is_even]):
            batch = tf.nest.map_structure(tf.identity, batch)
        return batch if len(batch) > 1 else batch[0]

    return batches.map(check)


def watched(
    batches: tf.data.Dataset, look: Callable[..., None], errors: list, always: bool = True
) -> tf.data.Dataset:
    """The data set, of whose batches each, or the first alone, is shown to `look` before its use.

    What `look` raises is kept in `errors`: TensorFlow hides it in an error of its own.
    """

    def show(number, batch):
        def shown(*arrays):
            try:
                look(*arrays)
            except ValueError as error:
                errors.append(error)
                raise
            return True

        # Python must not be called where nobody waits for it: a program could not end.
        is_shown = tf.cond(
            tf.equal(number, 0) | always,
            lambda: tf.numpy_function(shown, tf.nest.flatten(batch), tf.bool),
            lambda: True,
        )
        with tf.control_dependencies([is_shown]):
            return tf.nest.map_structure(tf.identity, batch)

    return batches.enumerate().map(show)


@contextlib.contextmanager
def sentences() -> Iterator[list]:
    """Within its block the errors of its list, or of `shared`, are raised in TensorFlow's place."""
    errors = []
    try:
        yield errors
    except tf.errors.OpError as error:
        if errors:
            raise errors[0] from None
        if said := re.search(r"A batch of \d+ pictures cannot be shared[^\]]*?does\.", str(error)):
            raise ValueError(said[0]) from None
        raise
