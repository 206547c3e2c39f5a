import numpy as np
import pytest

from unit_tf.models import presets
from unit_tf.models.methods import METHODS
from unit_tf.models.recipe import LinearDecay, Recipe
from unit_tf.networks.discriminator import Discriminator
from unit_tf.training.cost import multiply_adds

# Parameters in millions and multiply-adds in units of 10^9 of one direction at 256 x 256.
PUBLISHED = {
    "paper": (10.2, 44.1),
    "article": (10.8, 48.5),
    "nvidia2018": (11.1, 71.0),
    "cyclegan": (11.38, 49.6),
}


@pytest.mark.parametrize("name", presets.PRESETS)
def test_presets_are_as_large_as_published(name):
    published = presets.preset(name)
    generator = METHODS[published.method].GENERATOR(published.architecture)
    sizes = [(256, 256, 3), *[(64, 64, 256)] * 3]
    one_way = list(zip(generator.one_way("ab"), sizes, strict=False))
    parameters, operations = PUBLISHED[name]
    assert sum(n.count_params() for n, _ in one_way) / 1e6 == pytest.approx(parameters, abs=0.05)
    assert sum(multiply_adds(*n) for n in one_way) / 1e9 == pytest.approx(operations, abs=0.1)


@pytest.mark.parametrize(("name", "scales"), [("paper", 3), ("article", 1), ("nvidia2018", 3)])
def test_discriminators_look_at_each_scale(name, scales):
    discriminator = Discriminator(presets.preset(name).architecture, 3)
    logits = discriminator(np.zeros((1, 128, 128, 3), np.float32))
    assert [tuple(map.shape[1:]) for map in logits] == [
        (8 // 2**scale, 8 // 2**scale, 1) for scale in range(scales)
    ]


def test_article_discriminator_parameters():
    # 4x4 convolutions 3-64-128-256-512 and a 3x3 one to 1, all with biases.
    expected = sum(16 * i * o + o for i, o in [(3, 64), (64, 128), (128, 256), (256, 512)])
    discriminator = Discriminator(presets.preset("article").architecture, 3)
    assert discriminator.count_params() == expected + 9 * 512 + 1


def test_linear_decay():
    schedule = LinearDecay(0.2, 100)
    for step, rate in [(0, 0.2), (50, 0.2), (75, 0.1), (100, 0.0), (120, 0.0)]:
        assert float(schedule(step)) == pytest.approx(rate)


def test_halving():
    schedule = Recipe(schedule="halving", learning_rate=0.4).optimizer("adam")
    schedule = schedule._learning_rate
    for step, rate in [(0, 0.4), (99_999, 0.4), (100_000, 0.2), (250_000, 0.1)]:
        assert float(schedule(step)) == pytest.approx(rate)


def test_optimizer_follows_the_recipe():
    adam = Recipe().optimizer("adam")
    assert float(adam.learning_rate) == pytest.approx(1e-4)
    assert (adam.beta_1, adam.beta_2, adam.epsilon) == (0.5, 0.999, 1e-8)
    assert adam.weight_decay is None  # Keras' would be AdamW's


@pytest.mark.parametrize(
    "wrong", [{"adversarial": "wgan"}, {"schedule": "cosine"}, {"cycle": -1.0}, {"gan": np.nan}]
)
def test_recipe_refuses(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Recipe(**wrong)


def test_unknown_preset_names_the_known():
    with pytest.raises(ValueError, match="paper, article, nvidia2018"):
        presets.preset("munit")
