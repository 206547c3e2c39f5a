import numpy as np
import pytest
from small import random_picture

from unit_tf.data.scenes import drawing
from unit_tf.measures.pairs import LEAST, are_pairs, edges, nearness


def seen(pictures):
    return [edges(picture) for picture in pictures]


@pytest.fixture(scope="module")
def streets():
    """Eight streets by day and by night, and eight others by night."""
    return tuple(
        seen(drawing.draw(seed, 32, night) for seed in range(first, first + 8))
        for first, night in ((0, False), (0, True), (100, True))
    )


def test_streets_by_day_and_by_night_are_pairs(streets):
    day, night, others = streets
    for count in (LEAST, 8):
        assert are_pairs(day[:count], night[:count])[0]
    found, why = are_pairs(day, others)
    assert not found and "more like its counterpart's than like those of" in why
    assert not are_pairs(day, night[1:] + night[:1])[0]


def test_what_turns_light_and_dark_round_keeps_its_edges():
    pictures = [random_picture(16, 20, seed=seed, grain=5) for seed in range(8)]
    negatives = [255 - picture[..., :1] // 2 for picture in pictures]
    assert are_pairs(seen(pictures), seen(negatives))[0]
    np.testing.assert_allclose(np.linalg.norm(edges(pictures[0])), 1.0, rtol=1e-6)
    np.testing.assert_allclose(edges(255 - pictures[0]), edges(pictures[0]), atol=0.05)


def test_in_doubt_they_are_none(streets):
    day, night, _ = streets
    found, why = are_pairs(day[: LEAST - 1], night[: LEAST - 1])
    assert not found and why.startswith("fewer than 5 pictures do not tell")
    flat = seen([np.full((16, 16, 3), 9, np.uint8)] * 6)
    assert not are_pairs(flat, flat)[0]
    assert not are_pairs([day[0]] * 8, [night[0]] * 8)[0]


def test_some_that_come_twice_change_nothing(streets):
    day, night, _ = streets
    assert are_pairs(day + day[:3], night + night[:3])[0]


def test_nearness_by_hand():
    own = np.eye(6, dtype=np.float32)
    # Each nearest to its own; one of the 720 orders is as good.
    assert nearness(own, own) == (1.0, pytest.approx(1 / 720))
    nearer, chance = nearness(own, own[[1, 0, 3, 2, 5, 4]])
    # Each is like one other, and no nearer to its own than to the rest.
    assert nearer == 0.0 and chance == 1.0


def test_unrelated_sets_are_rarely_taken_for_pairs():
    random = np.random.default_rng(0)
    taken = 0
    for _ in range(100):
        x, y = random.normal(size=(2, 6, 30)).astype(np.float32)
        taken += are_pairs(x, y)[0]
    assert taken <= 3
