"""The methods by their names, and a model of any of them."""

from unit_tf.models.cyclegan import CycleGAN
from unit_tf.models.presets import preset
from unit_tf.models.student import Student
from unit_tf.models.two_domains import TwoDomains
from unit_tf.models.unit import UNIT

METHODS = {method.__name__: method for method in (UNIT, CycleGAN, Student)}


def from_preset(name: str, image_shape: tuple[int, int, int], **overrides) -> TwoDomains:
    """A model of the method of a preset; see `TwoDomains.from_preset`."""
    return METHODS[preset(name).method].from_preset(name, image_shape, **overrides)
