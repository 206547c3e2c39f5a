"""Translations of before, which keep the discriminators from forgetting."""

import keras
import tensorflow as tf


class Pool(keras.layers.Layer):
    """Keeps translations, and now and then shows an old one in place of a new one.

    Shrivastava et al., 2017, section 2.3, as CycleGAN's authors have it: while the pool fills, each
    picture is kept and shown; then, with probability a half, it is shown and forgotten, or it takes
    the place of one of the pool's, which is shown. The pool is part of the model's saved state.

    Args:
        size: how many pictures it keeps.
        image_shape: (height, width, channels) of each.
    """

    def __init__(self, size: int, image_shape: tuple[int, int, int], **kwargs):
        super().__init__(trainable=False, dtype="float32", **kwargs)
        self.size = size
        self.pictures = self.add_weight(
            shape=(size, *image_shape), initializer="zeros", trainable=False, name="pictures"
        )
        self.count = self.add_weight(
            shape=(), initializer="zeros", dtype="int32", trainable=False, name="count"
        )
        self.built = True

    def show(self, images, seed):
        """Takes pictures and gives as many.

        Args:
            images: float32 `[batch, height, width, channels]`; nothing flows back to them.
            seed: a stateless seed, `[2]`, of all that is random.
        """
        images = tf.stop_gradient(images)
        count_of_images = tf.shape(images)[0]
        shown = tf.TensorArray("float32", count_of_images, element_shape=images.shape[1:])
        fold_in = tf.random.experimental.stateless_fold_in

        def take(number, count, kept, shown):
            seeds = tf.random.experimental.stateless_split(fold_in(seed, number), 2)
            is_filling = count < self.size
            place = tf.random.stateless_uniform((), seeds[0], 0, self.size, "int32")
            place = tf.where(is_filling, count, place)
            swaps = is_filling | (tf.random.stateless_uniform((), seeds[1]) < 0.5)
            new, old = images[number], kept[place]
            shown = shown.write(number, tf.where(swaps & ~is_filling, old, new))
            kept = tf.tensor_scatter_nd_update(kept, [[place]], [tf.where(swaps, new, old)])
            return number + 1, tf.minimum(count + 1, self.size), kept, shown

        _, count, kept, shown = tf.while_loop(
            lambda number, *_: number < count_of_images,
            take,
            (0, self.count.value, self.pictures.value, shown),
        )
        self.count.assign(count)
        self.pictures.assign(kept)
        return shown.stack()
