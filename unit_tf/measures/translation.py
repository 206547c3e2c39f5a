"""What is measured of a translation, in one direction, beside methods that have learnt nothing."""

import numpy as np

from unit_tf.measures import metrics
from unit_tf.measures.feature_distances import frechet_distance, kernel_distance, standard_error
from unit_tf.models.translator import SharedLatentSpace, Translator

BATCH = 8


def against_truth(images: np.ndarray, truth: np.ndarray) -> dict[str, dict]:
    """PSNR and SSIM over pictures: means with their standard errors.

    Args:
        images: float32 `[pictures, height, width, 3]` in [-1, 1].
        truth: their counterparts.
    """
    result = {}
    for name, metric in (("psnr", metrics.psnr), ("ssim", metrics.ssim)):
        result[name] = mean(metric(images, truth))
    return result


def between_sets(features: np.ndarray, others: np.ndarray) -> dict[str, dict]:
    """FID and KID of two sets of pictures by their features, with standard errors."""
    return {
        name: {
            "mean": distance(features, others),
            "standard_error": standard_error(distance, features, others),
        }
        for name, distance in (("fid", frechet_distance), ("kid", kernel_distance))
    }


def latent_distance(model: SharedLatentSpace, direction: str, images, translated) -> dict:
    """How far E_target(translated) is from E_source(images): the shared latent space's promise.

    Root mean square of the difference, relative to that of E_source(images), for each picture.
    """
    source, target = direction
    z, other = (
        in_batches(lambda batch, domain=domain: model.encode(batch, domain), pictures)
        for pictures, domain in ((images, source), (translated, target))
    )
    axes = tuple(range(1, z.ndim))
    return mean(np.sqrt(np.mean((z - other) ** 2, axes) / np.mean(z**2, axes)))


def round_trip(model: Translator, direction: str, images, translated) -> dict[str, dict]:
    """Mean absolute errors, grey levels of 255, of the reconstruction and of the whole cycle."""
    source = direction[0]
    reconstructed = in_batches(lambda batch: model.reconstruct(batch, source), images)
    brought_back = in_batches(lambda batch: model.translate(batch, direction[::-1]), translated)
    return {
        name: mean(127.5 * np.abs(made - images).mean(axis=(1, 2, 3)))
        for name, made in (("reconstruction", reconstructed), ("cycle", brought_back))
    }


def mean(values: np.ndarray) -> dict[str, float]:
    """The mean of a value for each picture, and its standard error."""
    error = values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    return {"mean": float(values.mean()), "standard_error": float(error)}


def in_batches(function, images: np.ndarray, batch_size: int = BATCH) -> np.ndarray:
    """A function of `[batch, height, width, channels]` over many pictures of one size."""
    starts = range(0, len(images), batch_size)
    return np.concatenate([function(images[start : start + batch_size]) for start in starts])


def with_channels(images: np.ndarray, channels: int) -> np.ndarray:
    """Pictures of three channels as grey ones, or grey ones as of three equal channels."""
    if images.shape[-1] == channels:
        return images
    return images.mean(-1, keepdims=True) if channels == 1 else images.repeat(3, -1)
