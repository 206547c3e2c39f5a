"""How far apart two sets of pictures are, by the features that a network sees in them.

What is compared are rows of features, `[pictures, features]`, of any network; published figures are
of InceptionV3's last pooled ones.
"""

import keras
import numpy as np
import tensorflow as tf

INCEPTION_SIZE = 299  # pixels


class FeaturesError(RuntimeError):
    """The network that is to look at the pictures is not there: the message says what to do."""


def frechet_distance(features: np.ndarray, others: np.ndarray) -> float:
    """The Frechet inception distance, FID: of two normal distributions with the sets' moments.

    Heusel et al., 2017: |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)). With centred rows A and B, C1
    = A'A and C2 = B'B, the last trace is the sum of the singular values of A B', so that no root of
    a matrix is taken; of many rows their triangular factors stand for them.

    Args:
        features: `[pictures, features]`, two pictures or more.
        others: of the other set.
    """
    (mean, a), (other_mean, b) = _centred(features), _centred(others)
    nuclear = np.linalg.svd(a @ b.T, compute_uv=False).sum()
    traces = np.sum(a**2) + np.sum(b**2)
    return float(max(0.0, np.sum((mean - other_mean) ** 2) + traces - 2.0 * nuclear))


def _centred(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean, and rows whose product with themselves is the covariance."""
    rows = np.asarray(rows, np.float64)
    mean = rows.mean(axis=0)
    centred = (rows - mean) / np.sqrt(len(rows) - 1)
    return mean, np.linalg.qr(centred, mode="r") if len(rows) > rows.shape[1] else centred


def kernel_distance(features: np.ndarray, others: np.ndarray) -> float:
    """The kernel inception distance, KID: unbiased, so that few pictures do; can fall below zero.

    Binkowski et al., 2018: the squared maximum mean discrepancy under the kernel (x'y / d + 1)^3.
    """
    x, y = np.asarray(features, np.float64), np.asarray(others, np.float64)

    def kernel(a, b):
        return (a @ b.T / a.shape[1] + 1.0) ** 3

    def mean_of_others(k):
        return (k.sum() - np.trace(k)) / (len(k) * (len(k) - 1))

    between = kernel(x, y).mean()
    return float(mean_of_others(kernel(x, x)) + mean_of_others(kernel(y, y)) - 2.0 * between)


def standard_error(distance, features: np.ndarray, others: np.ndarray, draws: int = 20) -> float:
    """The spread of a distance over halves of both sets, drawn without return.

    The delete-half jackknife: a half varies within its set as much as the set does within all there
    could be. The bootstrap, in which pictures come twice, would look like ever smaller sets. Not a
    number with fewer than eight pictures.
    """
    if min(len(features), len(others)) < 8:
        return float("nan")
    random = np.random.default_rng(0)

    def half(rows):
        return rows[random.permutation(len(rows))[: len(rows) // 2]]

    return float(np.std([distance(half(features), half(others)) for _ in range(draws)], ddof=1))


def load_features(name: str) -> keras.Model:
    """The network that looks at the pictures.

    Args:
        name: "inception" for InceptionV3 with ImageNet's weights, or a .keras file of a model from
            pictures in [-1, 1] to `[batch, features]`.

    Raises:
        FeaturesError: it cannot be had.
    """
    if name != "inception":
        try:
            return keras.saving.load_model(name)
        except Exception as error:
            reason = str(error).strip().splitlines()[0]
            raise FeaturesError(f"--features={name} is no Keras model: {reason}") from error
    try:
        return keras.applications.InceptionV3(include_top=False, pooling="avg")
    except Exception as error:
        raise FeaturesError(
            "InceptionV3's weights cannot be fetched (no network?): put "
            "inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5 of Keras into "
            "~/.keras/models, or name another model by --features=x.keras."
        ) from error


def look(network: keras.Model, images: np.ndarray, batch_size: int = 50) -> np.ndarray:
    """The features of pictures, `[pictures, features]`.

    Args:
        network: of `load_features`; pictures are resized to what it takes, where that is fixed, or
            to 299 pixels where it is InceptionV3.
        images: float32 `[pictures, height, width, channels]` in [-1, 1].
        batch_size: pictures at a time.

    Raises:
        FeaturesError: the network takes or gives something else.
    """
    height, width, channels = network.input_shape[1:]
    if network.name.startswith("inception_v3"):
        height = width = INCEPTION_SIZE
    if images.shape[-1] != channels:
        raise FeaturesError(f"The feature model takes pictures of {channels} channels.")
    rows = []
    for start in range(0, len(images), batch_size):
        batch = tf.convert_to_tensor(images[start : start + batch_size])
        if height and width and batch.shape[1:3] != (height, width):
            batch = tf.image.resize(batch, (height, width), antialias=True)
        rows.append(np.asarray(network(batch, training=False)))
    features = np.concatenate(rows)
    if features.ndim != 2:
        raise FeaturesError(f"The feature model gives {features.shape}: not one row a picture.")
    return features
