"""What one does with a Keras model, for a model that is trained on pictures alone."""

import math
import warnings

import keras
import tensorflow as tf

from unit_tf.engine.graph import without_remapping
from unit_tf.models.given import check_shares, check_values, sentences, shared, watched


class Verbs(keras.Model):
    """`fit`, `evaluate` and those of one batch, which look first at what they are given.

    Where `keras.Model` takes x and y these take what the method is trained on: of two domains
    `images_a` and `images_b`, two arrays of as many pictures, both as x, or a `tf.data.Dataset` of
    pairs of batches such as `unit_tf.data.load` gives. They are float32 `[batch, height, width,
    channels]` in [-1, 1]: arrays that are not are refused, and if a data set is not its first batch
    is warned of. All else that `keras.Model` takes holds, but for weights of samples.

    Raises:
        ValueError: not such pictures, or a batch that several devices cannot share evenly.
    """

    accumulate = 1

    def pictures_of(self, data) -> tuple:
        """The arrays of what Keras hands on, one of each domain that the method is trained on.

        Raises:
            ValueError: it is not of that form.
        """
        raise NotImplementedError

    def check_batch(self, *pictures):
        """Raises ValueError if these arrays, or what stands for them, cannot be trained on."""
        raise NotImplementedError

    def finish_averages(self):
        """Puts averages of weights, if an optimiser keeps them by `use_ema`, in their place."""
        raise NotImplementedError

    def fit(
        self, x=None, y=None, batch_size=None, epochs=1, verbose="auto", callbacks=None, **options
    ):
        """Trains; `loss`, which callbacks look for, is what the generator's optimiser lowers."""
        # Keras warns that it will not shuffle a data set unless told not to.
        options.setdefault("shuffle", isinstance(x, tuple | list) or hasattr(x, "shape"))
        finish = keras.callbacks.LambdaCallback(on_train_end=lambda logs: self.finish_averages())
        with sentences() as errors, without_remapping():
            x, y = self._given(x, y, errors, options, batch_size, self.accumulate)
            if (held_out := options.get("validation_data")) is not None:
                size = options.get("validation_batch_size") or batch_size
                options["validation_data"] = self._given(held_out, None, errors, {}, size)
            return super().fit(
                x, y, batch_size, epochs, verbose, [finish, *keras.tree.flatten(callbacks or [])],
                **options,
            )  # fmt: skip

    def evaluate(self, x=None, y=None, batch_size=None, verbose="auto", **options):
        """Every term over held-out pictures; nothing is trained."""
        with sentences() as errors:
            if not options.get("_use_cached_eval_dataset"):  # which `fit` has looked at
                x, y = self._given(x, y, errors, options, batch_size)
            return super().evaluate(x, y, batch_size, verbose, **options)

    def train_on_batch(self, x, y=None, **options):
        """One step on one batch."""
        x, y = self._given(x, y, [], options, math.inf, self.accumulate)
        with without_remapping():
            return super().train_on_batch(x, y, **options)

    def test_on_batch(self, x, y=None, **options):
        """Every term of one batch; nothing is trained."""
        x, y = self._given(x, y, [], options, math.inf)
        return super().test_on_batch(x, y, **options)

    def _given(self, x, y, errors: list, options: dict, batch_size=None, parts: int = 1) -> tuple:
        """The x and y that Keras is to have, looked at where that can be done."""
        if any(options.get(name) is not None for name in ("sample_weight", "class_weight")):
            raise ValueError("Pictures have no weights: leave out sample_weight and class_weight.")
        replicas = self.distribute_strategy.num_replicas_in_sync
        if x is None or isinstance(x, tuple | list) or hasattr(x, "shape"):
            pictures = self.pictures_of(x if y is None else (x, y))
            self.check_batch(*pictures)
            check_values(*pictures)
            x, y = (*pictures, None)[:2]
            size = min(len(x), batch_size or 32)
            for count in {size, len(x) % size or size}:
                check_shares(count, replicas, parts)
        elif isinstance(x, tf.data.Dataset) and y is None:
            self.check_batch(*self.pictures_of(x.element_spec))

            def look(*pictures):
                self.check_batch(*pictures)
                try:
                    check_values(*pictures)
                except ValueError as error:
                    warnings.warn(str(error), stacklevel=2)

            if replicas * parts > 1:
                x = shared(x, replicas, parts)
            if replicas == 1:
                x = watched(x, look, errors, always=False)
        return x, y
