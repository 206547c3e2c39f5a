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
    same = [kernel_distance(*two_sets_alike(seed)) for seed in range(200)]
    assert abs(np.mean(same)) < 3 * np.std(same) / np.sqrt(200) + 1e-3
    assert kernel_distance(*two_sets((50, 50), 8)) > 10 * np.std(same)


def two_sets_alike(seed):
    generator = np.random.default_rng(seed)
    return generator.normal(size=(50, 8)), generator.normal(size=(50, 8))


def test_standard_error_is_the_spread_over_sets():
    distances, errors = [], []
    for seed in range(100):
        generator = np.random.default_rng(seed)
        x, y = generator.normal(size=(80, 4)), generator.normal(0.7, 1, (80, 4))
        distances.append(kernel_distance(x, y))
        errors.append(feature_distances.standard_error(kernel_distance, x, y))
    assert np.mean(errors) == pytest.approx(np.std(distances), rel=0.3)
    assert np.isnan(feature_distances.standard_error(kernel_distance, x[:7], y))


def test_look_resizes_and_joins_batches():
    inputs = keras.Input((8, 8, 3))
    network = keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(inputs))
    images = np.random.default_rng(0).uniform(-1, 1, (5, 16, 16, 3)).astype(np.float32)
    features = feature_distances.look(network, images, batch_size=2)
    np.testing.assert_allclose(features, images.mean((1, 2)), atol=0.02)
    with pytest.raises(FeaturesError, match="takes pictures of 3 channels"):
        feature_distances.look(network, images[..., :1])
    with pytest.raises(FeaturesError, match="not one row a picture"):
        feature_distances.look(keras.Sequential([inputs, keras.layers.ReLU()]), images)


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
