import numpy as np
import pytest
from small import bars

from unit_tf.measures import adaptation


class Inverter:
    """Translates by turning light and dark round; counts what it was asked."""

    def __init__(self):
        self.directions = []

    def translate(self, images, direction):
        self.directions.append(direction)
        return -images


def test_adaptation_by_a_perfect_and_by_an_idle_translator():
    source, target, test = bars(200, 0), bars(200, 1, True), bars(300, 2, True)
    model = Inverter()
    found = adaptation.adaptation(model, "ba", source, target, test, seed=1, steps=60)
    assert set(model.directions) == {"ba", "ab"}
    assert found["learnt from translations"] > 0.95
    assert found["translated to be read"] > 0.95
    assert found["with the labels of the other"] > 0.95
    # What is not translated is read worse: the test can tell.
    assert found["unadapted"] < 0.9
    model.translate = lambda images, direction: images
    idle = adaptation.adaptation(model, "ba", source, target, test, seed=1, steps=60)
    assert idle["translated to be read"] == pytest.approx(found["unadapted"])


def test_the_labels_of_the_other_domain_change_nothing():
    source, test = bars(50, 0), bars(50, 2, True)
    images, labels = bars(50, 1, True)
    one, other = (
        adaptation.adaptation(Inverter(), "ab", source, (images, given), test, steps=5)
        for given in (labels, 1 - labels)
    )
    for name in ("learnt from translations", "translated to be read", "unadapted"):
        assert one[name] == other[name]


def test_nearest_neighbours_one_by_one():
    (images, labels), (others, _) = bars(30, 0), bars(11, 1)
    expected = [labels[np.argmin(((images - other) ** 2).sum((1, 2, 3)))] for other in others]
    found = adaptation.nearest_neighbours(images, labels, others, chunk=4)
    np.testing.assert_array_equal(found, expected)
