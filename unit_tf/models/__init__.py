"""The methods: one adversarial step, UNIT and its relatives on it, and their published recipes."""

from unit_tf.models.cyclegan import CycleGAN
from unit_tf.models.methods import from_preset
from unit_tf.models.presets import PRESETS
from unit_tf.models.recipe import Recipe
from unit_tf.models.student import Student
from unit_tf.models.unit import UNIT

__all__ = ["CycleGAN", "PRESETS", "Recipe", "Student", "UNIT", "from_preset"]
