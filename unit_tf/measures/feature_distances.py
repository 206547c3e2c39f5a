"""How far apart two sets of pictures are, by the features that a network sees in them.

What is compared are rows of features, `[pictures, features]`, of any network; published figures are
of InceptionV3's last pooled ones.
"""

import math
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from unit_tf.measures.means import figure
from unit_tf.reason import reason

INCEPTION_SIZE = 299  # pixels
LEAST = 8  # pictures: halves of fewer, and an FID of fewer, tell nothing


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


def between_sets(features: np.ndarray, others: np.ndarray) -> dict[str, dict]:
    """FID and KID of two sets with their standard errors.

    FID is too high by an amount that falls with the number of pictures, and that differs between
    networks (Chong and Forsyth, 2020); the covariances of no more pictures than features have
    directions in which nothing varies. "is_biased" says that it is one of so few. Of fewer than
    eight pictures there is no FID, and of fewer than two no KID.
    """
    few = min(len(features), len(others))
    fid, kid = (
        figure(
            distance(features, others) if few >= least else math.nan,
            standard_error(distance, features, others),
        )
        for distance, least in ((frechet_distance, LEAST), (kernel_distance, 2))
    )
    is_biased = few <= features.shape[1]
    return {"fid": fid | ({"is_biased": True} if is_biased else {}), "kid": kid}


def standard_error(distance, features: np.ndarray, others: np.ndarray, draws: int = 20) -> float:
    """The spread of a distance over halves of both sets, drawn without return.

    The delete-half jackknife: a half varies within its set as much as the set does within all there
    could be. The bootstrap, in which pictures come twice, would look like ever smaller sets. Not a
    number with fewer than eight pictures.
    """
    if min(len(features), len(others)) < LEAST:
        return math.nan
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
        FeaturesError: it cannot be had, or takes or gives something else.
    """
    if name != "inception":
        try:
            network = keras.saving.load_model(Path(name).expanduser(), compile=False)
        except Exception as error:
            raise FeaturesError(f"--features={name} is no Keras model: {reason(error)}.") from error
        check_shapes(network, f"--features={name}")
        return network
    try:
        return keras.applications.InceptionV3(include_top=False, pooling="avg")
    except Exception as error:
        raise FeaturesError(
            "InceptionV3's weights cannot be fetched (no network?): put "
            "inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5 of Keras into "
            "~/.keras/models, or name another model by --features=x.keras."
        ) from error


def check_shapes(network: keras.Model, name: str):
    """Raises FeaturesError unless a network takes pictures and gives a row of numbers for each."""
    taken, given = (getattr(network, f"{end}_shape", None) for end in ("input", "output"))
    takes_pictures = isinstance(taken, tuple) and len(taken) == 4 and taken[3] in (1, 3)
    if not takes_pictures or not isinstance(given, tuple) or len(given) != 2:
        raise FeaturesError(
            f"{name} takes {taken} and gives {given}: FID and KID need a model that takes pictures "
            "[batch, height, width, 1 or 3] and gives [batch, features]."
        )


def look(network: keras.Model, images: np.ndarray) -> np.ndarray:
    """The features of a batch of pictures, `[pictures, features]`.

    Args:
        network: of `load_features`; pictures are resized to what it takes, where that is fixed, or
            to 299 pixels where it is InceptionV3.
        images: float32 `[pictures, height, width, channels]` in [-1, 1], of its channels.

    Raises:
        FeaturesError: it fails, or gives what is no number.
    """
    height, width = network.input_shape[1:3]
    if network.name.startswith("inception_v3"):
        height = width = INCEPTION_SIZE
    size = (height or images.shape[1], width or images.shape[2])
    if images.shape[1:3] != size:
        images = tf.image.resize(images, size, antialias=True)
    try:
        features = np.asarray(network(images, training=False))
    except Exception as error:  # such as pictures that are too small for it
        raise FeaturesError(
            f"The model of --features fails on the pictures: {reason(error)}."
        ) from error
    if not np.isfinite(features).all():
        raise FeaturesError("The model of --features gives what is no number: name another.")
    return features
