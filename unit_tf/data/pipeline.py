"""From stored pictures to batches of unpaired, augmented tensors.

Which pictures a training step sees, and how they are cropped and flipped, depends on the seed and
the step alone. So a run that goes on from step 1,000 sees what it would have seen uninterrupted,
without reading what came before.
"""

import numpy as np
import tensorflow as tf

from unit_tf.data.store import Store

AUTOTUNE = tf.data.AUTOTUNE
WHOLE = tf.distribute.InputContext()  # of one worker with one replica


def training_batches(
    stores: tuple[Store, ...],
    image_size: tuple[int, int],
    batch_size: int,
    seed: int,
    start: int | None = None,
    flip: bool = True,
    stretch: float = 1.0,
    shift: float = 0.0,
    slant: float = 0.0,
    context: tf.distribute.InputContext = WHOLE,
) -> tf.data.Dataset:
    """Random pictures, cropped, flipped half of the time, or stretched, moved and slanted.

    Each domain is shuffled on its own and gone through again and again, in another order every
    time.

    Args:
        stores: the pictures of a and of b, or of one domain alone.
        image_size: (height, width) of the crops, pixels.
        batch_size: pictures of each domain in a batch.
        seed: of the order, the crops and the flips.
        start: None for a data set that ends after each picture of the larger domain was seen once
            and comes in another order each time it is iterated; a step for an endless one that
            starts where the training's step `start` does, and is the same each time.
        flip: whether to flip.
        stretch: as of `warp`.
        shift: as of `warp`.
        slant: as of `warp`.
        context: which worker's share of each batch, in batches of one replica's.

    Returns:
        Batches `(images_a, images_b)`, or `(images,)`, float32 `[batch_size / replicas, height,
        width, channels]` in [-1, 1].
    """
    if start is None:
        # A pass has at least one whole batch, however few the pictures.
        count = max(batch_size, *map(len, stores))
        passes = tf.data.Dataset.random(seed=seed, rerandomize_each_iteration=True).take(1)
        indices = passes.flat_map(
            lambda salt: tf.data.Dataset.range(count).map(lambda index: (salt, index))
        ).apply(tf.data.experimental.assert_cardinality(count))
    else:
        indices = tf.data.Dataset.counter(start * batch_size).map(
            lambda index: (tf.constant(0, tf.int64), index)
        )

    def pair(salt, index):
        return tuple(
            _draw(store, image_size, (flip, stretch, shift, slant), [seed, domain], salt, index)
            for domain, store in enumerate(stores)
        )

    own = batch_size // context.num_input_pipelines
    first = own * context.input_pipeline_id
    return (
        # Each worker takes its part of the numbers of a batch, and reads no other's pictures.
        indices.batch(batch_size, drop_remainder=True)
        .map(lambda *numbers: tuple(x[first : first + own] for x in numbers))
        .unbatch()
        .map(pair, num_parallel_calls=AUTOTUNE, deterministic=True)
        .batch(context.get_per_replica_batch_size(batch_size), drop_remainder=True)
        .prefetch(AUTOTUNE)
    )


def _draw(store, image_size, augmentation, seed, salt, index):
    """The augmented picture at a place in the endless shuffled sequence of one domain."""
    fold_in = tf.random.experimental.stateless_fold_in
    order_seed, augment_seed = tf.unstack(
        tf.random.experimental.stateless_split(fold_in(tf.constant(seed), salt), 2)
    )
    lap_seed = fold_in(order_seed, index // len(store))
    place = tf.random.experimental.index_shuffle(
        index % len(store), seed=lap_seed, max_index=len(store) - 1
    )
    crop_seed, flip_seed = tf.unstack(
        tf.random.experimental.stateless_split(fold_in(augment_seed, index), 2)
    )
    image = _random_crop(store, place, image_size, crop_seed)
    flip, *warping = augmentation
    if flip:
        image = tf.image.stateless_random_flip_left_right(image, flip_seed)
    image = to_float(image)
    if tuple(warping) != (1.0, 0.0, 0.0):
        image = warp(image[None], *warping, fold_in(crop_seed, 1))[0]
    return image


def _random_crop(store, index, image_size, seed):
    """What `tf.image.stateless_random_crop` takes of a picture, the rest of which is not read."""
    numbers = tf.random.stateless_uniform([3], seed, maxval=tf.int32.max, dtype=tf.int32)

    def crop(index, numbers):
        corner = numbers[:2] % (store.shapes[index] - image_size + 1)
        return store.window(index, corner, image_size)

    image = tf.numpy_function(crop, [index, numbers], tf.uint8, stateful=False)
    return tf.ensure_shape(image, (*image_size, store.channels))


def warp(images, stretch: float, shift: float, slant: float, seed):
    """Pictures stretched, moved and slanted at random, each in its own way.

    What comes in from outside has the median colour of the picture's edge: the paper of a digit.

    Args:
        images: float32 `[batch, height, width, channels]` of a known height and width.
        stretch: largest factor, at least 1, by which height and width are each stretched or shrunk.
        shift: largest move, as a share of the side.
        slant: largest move of a row to the side, as a share of its distance from the middle.
        seed: stateless, int `[2]`.

    Returns:
        As many pictures as large.
    """
    height, width = images.shape[1:3]
    stretch_seed, shift_seed, slant_seed = tf.unstack(
        tf.random.experimental.stateless_split(seed, 3)
    )
    shape, limit = tf.stack([tf.shape(images)[0], 2]), np.log(stretch)
    # What is read for a pixel of the result: x / factor from the middle on, moved.
    slope = tf.exp(tf.random.stateless_uniform(shape, stretch_seed, -limit, limit))
    move = tf.random.stateless_uniform(shape, shift_seed, -shift, shift) * (width, height)
    lean = tf.random.stateless_uniform(shape[:1], slant_seed, -slant, slant)
    middle = tf.constant([(width - 1) / 2, (height - 1) / 2])
    x, y = tf.unstack(middle - slope * middle + move, axis=1)
    x -= lean * middle[1]
    zero = tf.zeros_like(lean)
    rows = [slope[:, 0], lean, x, zero, slope[:, 1], y, zero, zero]
    edge = tf.concat([images[:, 0], images[:, -1], images[:, :, 0], images[:, :, -1]], axis=1)
    ground = tf.sort(edge, axis=1)[:, height + width][:, None, None]
    return ground + tf.raw_ops.ImageProjectiveTransformV3(
        images=images - ground,
        transforms=tf.stack(rows, axis=1),
        output_shape=(height, width),
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    )


def test_batches(
    stores: tuple[Store, ...], image_size: tuple[int, int], batch_size: int
) -> tf.data.Dataset:
    """The pictures in order, cropped to the middle, until the shorter domain ends.

    Where both were given as many pictures they may be pairs: then one that cannot be read takes its
    counterpart along.

    Returns:
        Batches as of `training_batches`; the last may be smaller.
    """

    def pair(*indices):
        return tuple(
            _middle(_pixels(store, index), image_size, store.channels)
            for store, index in zip(stores, indices, strict=True)
        )

    counts = {len(store.names) for store in stores}
    if len(stores) == 2 and len(counts) == 1:
        _, *indices = np.intersect1d(
            stores[0].places, stores[1].places, assume_unique=True, return_indices=True
        )
    else:
        indices = [np.arange(min(map(len, stores)))] * len(stores)
    return (
        tf.data.Dataset.from_tensor_slices(tuple(indices))
        .map(pair, num_parallel_calls=AUTOTUNE, deterministic=True)
        .batch(batch_size)
        .prefetch(AUTOTUNE)
    )


def _middle(image, image_size, channels):
    height, width = image_size
    top, left = (tf.shape(image)[0] - height) // 2, (tf.shape(image)[1] - width) // 2
    image = tf.image.crop_to_bounding_box(image, top, left, height, width)
    return to_float(tf.ensure_shape(image, (height, width, channels)))


def _pixels(store: Store, index):
    image = tf.numpy_function(lambda i: store[int(i)], [index], tf.uint8, stateful=False)
    return tf.ensure_shape(image, (None, None, store.channels))


def to_float(image):
    """Unsigned bytes [0, 255] to float32 [-1, 1]."""
    return tf.cast(image, tf.float32) / 127.5 - 1.0


def to_uint8(images) -> np.ndarray:
    """Float [-1, 1] to uint8 [0, 255], rounded: no stretching of contrast."""
    return np.clip(np.rint(np.asarray(images) * 127.5 + 127.5), 0, 255).astype(np.uint8)
