import keras
import numpy as np
import pytest
import scipy.linalg

from unit_tf.measures import feature_distances
from unit_tf.measures.feature_distances import FeaturesError, frechet_distance, kernel_distance


def two_sets(counts, size, seed=0):
    generator = np.random.default_rng(seed)
    mixing = generator.normal(size=(size, size)) / np.sqrt(size)
    x = generator.normal(size=(counts[0], size))
    return x, generator.normal(0.3, 1.2, (counts[1], size)) @ mixing


@pytest.mark.parametrize(("counts", "size"), [((300, 200), 16), ((30, 40), 64), ((100, 20), 48)])
def test_frechet_distance_by_the_root_of_a_matrix(counts, size):
    x, y = two_sets(counts, size)
    c, d = np.cov(x, rowvar=False), np.cov(y, rowvar=False)
    root = scipy.linalg.sqrtm(c @ d + 1e-12 * np.eye(size)).real
    expected = np.sum((x.mean(0) - y.mean(0)) ** 2) + np.trace(c + d - 2 * root)
    assert frechet_distance(x, y) == pytest.approx(expected, rel=1e-3)
    assert frechet_distance(x, x) == pytest.approx(0.0, abs=1e-8)


def test_kernel_distance_pair_by_pair():
    x, y = two_sets((7, 5), 6)

    def kernel(a, b):
        return (np.dot(a, b) / 6 + 1) ** 3

    def over_pairs(rows):
        return np.mean(
            [kernel(a, b) for i, a in enumerate(rows) for j, b in enumerate(rows) if i != j]
        )

    expected = over_pairs(x) + over_pairs(y) - 2 * np.mean([kernel(a, b) for a in x for b in y])
    assert kernel_distance(x, y) == pytest.approx(expected, rel=1e-9)


def test_kernel_distance_is_unbiased_and_sees_a_difference():
    same = [kernel_distance(*two_alike(50, seed)) for seed in range(200)]
    assert abs(np.mean(same)) < 3 * np.std(same) / np.sqrt(200) + 1e-3
    assert kernel_distance(*two_sets((50, 50), 8)) > 10 * np.std(same)


def test_standard_error_is_the_spread_over_sets():
    distances, errors = [], []
    for seed in range(100):
        generator = np.random.default_rng(seed)
        x, y = generator.normal(size=(80, 4)), generator.normal(0.7, 1, (80, 4))
        distances.append(kernel_distance(x, y))
        errors.append(feature_distances.standard_error(kernel_distance, x, y))
    assert np.mean(errors) == pytest.approx(np.std(distances), rel=0.3)
    assert np.isnan(feature_distances.standard_error(kernel_distance, x[:7], y))


def test_few_pictures_have_no_fid_and_one_no_kid():
    x, y = two_sets((9, 9), 3)
    enough = feature_distances.between_sets(x, y)
    assert enough["fid"]["mean"] == pytest.approx(frechet_distance(x, y))
    assert "is_biased" not in enough["fid"] and enough["kid"]["standard_error"] > 0
    few = feature_distances.between_sets(x, y[:7])
    assert few["fid"]["mean"] is few["kid"]["standard_error"] is None
    assert few["kid"]["mean"] == pytest.approx(kernel_distance(x, y[:7]))
    assert feature_distances.between_sets(x[:1], y)["kid"]["mean"] is None
    # Nine rows around their mean span eight directions, not nine.
    x, y = two_sets((9, 20), 9)
    assert feature_distances.between_sets(x, y)["fid"]["is_biased"]


def test_fid_of_few_pictures_is_too_high():
    few, many = (
        np.mean([frechet_distance(*two_alike(count, seed)) for seed in range(10)])
        for count in (12, 200)
    )
    assert few > 5 * many


def two_alike(count, seed):
    generator = np.random.default_rng(seed)
    return generator.normal(size=(count, 8)), generator.normal(size=(count, 8))


def test_look_resizes():
    inputs = keras.Input((8, 8, 3))
    network = keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(inputs))
    images = np.random.default_rng(0).uniform(-1, 1, (5, 16, 16, 3)).astype(np.float32)
    np.testing.assert_allclose(
        feature_distances.look(network, images), images.mean((1, 2)), atol=0.02
    )


def test_networks_that_see_no_pictures_or_no_numbers():
    small = np.zeros((2, 4, 4, 3), np.float32)
    inputs, vector = keras.Input((None, None, 3)), keras.Input((7,))
    layers = keras.layers
    two = keras.Model([inputs, vector], [vector, inputs])
    for network in (
        keras.Model(inputs, layers.ReLU()(inputs)),
        keras.Model(vector, layers.ReLU()(vector)),
        keras.Model(vector, layers.Reshape((7, 1))(vector)),
        two,
        keras.Sequential([layers.Flatten()]),
    ):
        with pytest.raises(FeaturesError, match=r"x\.keras takes .* need a model that takes"):
            feature_distances.check_shapes(network, "--features=x.keras")
    pooled = layers.GlobalAveragePooling2D()(layers.Conv2D(2, 9)(inputs))
    with pytest.raises(FeaturesError, match="fails on the pictures"):
        feature_distances.look(keras.Model(inputs, pooled), small)
    nowhere = keras.Model(inputs, keras.ops.log(layers.GlobalAveragePooling2D()(inputs)))
    with pytest.raises(FeaturesError, match="no number"):
        feature_distances.look(nowhere, small - 1)


def test_a_feature_model_from_a_file(tmp_path):
    inputs = keras.Input((None, None, 3))
    keras.Model(inputs, keras.layers.GlobalMaxPooling2D()(inputs)).save(tmp_path / "x.keras")
    network = feature_distances.load_features(str(tmp_path / "x.keras"))
    image = np.linspace(-1, 1, 48, dtype=np.float32).reshape(1, 4, 4, 3)
    np.testing.assert_allclose(feature_distances.look(network, image), image.max((1, 2)))
    (tmp_path / "broken.keras").write_text("")
    with pytest.raises(FeaturesError, match="broken.keras is no Keras model"):
        feature_distances.load_features(str(tmp_path / "broken.keras"))


def test_inception_offline_says_how_to_supply_it(monkeypatch):
    def offline(**arguments):
        raise OSError("no network")

    monkeypatch.setattr(keras.applications, "InceptionV3", offline)
    with pytest.raises(FeaturesError, match="put inception_v3_.*or name another model"):
        feature_distances.load_features("inception")
