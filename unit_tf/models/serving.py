"""A translator as a Keras model that goes one way: called, predicting, exported."""

import keras
import tensorflow as tf
from keras import ops

from unit_tf.models.given import check_shares, sentences, shared, watched
from unit_tf.models.translator import Translator


class Serving(Translator):
    """What `model(images)`, `predict` and `export` do, of a Keras model that mixes this in.

    They go from a to b; `one_way_model("ba")` gives a model that goes back.

    Attributes:
        direction: "ab" or "ba".
    """

    direction = "ab"

    def call(self, images, training: bool = False):
        """Pictures of the one domain as the other's; Keras hands `training` on to the networks."""
        return self._transform(ops.cast(images, "float32"), *self.direction)

    def __call__(self, images, *args, **kwargs):
        """See `call`; sizes, ranges and errors are as for `translate`."""
        if not hasattr(images, "shape"):
            images = ops.convert_to_tensor(images)
        # Before Keras is called, which would wrap what is raised in what it was given.
        self.check_images(images, self.direction[0])
        return super().__call__(images, *args, **kwargs)

    def compute_output_shape(self, input_shape) -> tuple:
        """The shape that pictures have when they are translated."""
        return (*input_shape[:3], self.channels(self.direction[1]))

    def compute_output_spec(self, images, *args, **kwargs):
        """What stands for the translations of what stands for pictures."""
        return keras.KerasTensor(self.compute_output_shape(images.shape), "float32")

    def predict(self, x, batch_size=None, *args, **options):
        """Pictures in an array or in batches, translated, as an array."""
        domain, replicas = self.direction[0], self.distribute_strategy.num_replicas_in_sync
        with sentences() as errors:
            if isinstance(x, tf.data.Dataset):
                x = x.map(lambda images, *_: images)
                self.check_images(x.element_spec, domain)
                if replicas > 1:
                    x = shared(x, replicas)
                else:
                    x = watched(x, lambda images: self.check_images(images, domain), errors)
            elif hasattr(x, "shape"):
                self.check_images(x, domain)
                size = min(len(x), batch_size or 32)
                check_shares(len(x) % size or size, replicas)
            return super().predict(x, batch_size, *args, **options)

    def export(self, filepath, *args, input_signature=None, **options):
        """Writes what translates, for batches and sizes of any number: see `keras.Model.export`.

        For the way back: `model.one_way_model("ba").export(filepath)`.
        """
        if input_signature is None:
            shape = (None, None, None, self.channels(self.direction[0]))
            input_signature = [keras.InputSpec(shape=shape, dtype="float32")]
        model = self if isinstance(self, OneWay) else self.one_way_model(self.direction)
        keras.Model.export(model, filepath, *args, input_signature=input_signature, **options)

    def one_way_model(self, direction: str) -> "OneWay":
        """A Keras model that goes this way alone, by the same networks: to predict, to export."""
        return OneWay(self, direction)


class OneWay(Serving, keras.Model):
    """One direction of a translator, holding the networks that it passes and no others.

    Args:
        translator: whose networks it has.
        direction: "ab" or "ba".

    Raises:
        ValueError: no such direction.
    """

    def __init__(self, translator: Translator, direction: str, **kwargs):
        super().__init__(**kwargs)
        translator.check_direction(direction)
        self.architecture = translator.architecture
        self.direction = direction
        self.passed = translator.networks().one_way(direction)
        self.built = True

    def networks(self) -> "OneWay":
        """Itself, to translate by."""
        return self

    def one_way(self, direction: str) -> list[keras.Model]:
        """The networks that a picture passes.

        Raises:
            ValueError: that is another direction.
        """
        if direction != self.direction:
            raise ValueError(f"This model goes the way {self.direction}, not {direction}.")
        return self.passed
