"""Keras' Adam by TensorFlow's own kernel: the same numbers in one pass over memory."""

import keras
import tensorflow as tf


@keras.saving.register_keras_serializable("unit_tf")
class Adam(keras.optimizers.Adam):
    """`keras.optimizers.Adam` with an L2 penalty, and one operation a variable in place of twelve.

    Args:
        *args: as of `keras.optimizers.Adam`.
        l2: what is added to the gradient, times the variable: torch Adam's `weight_decay`, which
            goes through the moments; Keras' own, that of AdamW, does not.
        **kwargs: as of `keras.optimizers.Adam`.
    """

    def __init__(self, *args, l2: float = 0.0, **kwargs):
        super().__init__(*args, **kwargs)
        self.l2 = l2

    def update_step(self, gradient, variable, learning_rate):
        """Updates one variable and its two moments."""
        index = self._get_variable_index(variable)
        step = tf.cast(self.iterations + 1, tf.float32)
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=self._momentums[index].value.handle,
            v=self._velocities[index].value.handle,
            beta1_power=tf.pow(self.beta_1, step),
            beta2_power=tf.pow(self.beta_2, step),
            lr=tf.cast(learning_rate, tf.float32),
            beta1=self.beta_1,
            beta2=self.beta_2,
            epsilon=self.epsilon,
            grad=gradient + self.l2 * variable if self.l2 else gradient,
        )

    @property
    def learning_rate(self):
        """The rate of the present step; not to be set where a schedule gives it."""
        return super().learning_rate

    @learning_rate.setter
    def learning_rate(self, learning_rate):
        if isinstance(self._learning_rate, keras.optimizers.schedules.LearningRateSchedule):
            raise TypeError(
                "The learning rate follows the recipe's schedule: compile(schedule='constant') "
                "leaves it to whoever sets it."
            )
        keras.optimizers.Adam.learning_rate.fset(self, learning_rate)

    def get_config(self):
        return {**super().get_config(), "l2": self.l2}
