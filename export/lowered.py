"""Which lowering suits a translator's networks."""

from collections.abc import Callable

import numpy as np

from export.lowering import Lowering, Observer
from export.student_lowering import StudentLowering
from unit_tf.models.translator import Translator
from unit_tf.networks.student import StudentNetwork


def lowered(
    generator: Translator,
    direction: str,
    scales: dict[str, np.ndarray] | None = None,
    observe: Observer | None = None,
) -> Callable:
    """One direction of a generator from operators that phones run: see `lowering.Lowering`.

    A student has no normalisation left to scale or to observe.
    """
    first, *_ = generator.one_way(direction)
    if isinstance(first, StudentNetwork):
        return StudentLowering(first)
    return Lowering(generator, direction, scales, observe)
