"""What is measured of translations in one direction, batch by batch, and its means at the end."""

from collections import defaultdict
from collections.abc import Callable

import keras
import numpy as np

from unit_tf.data import Split
from unit_tf.measures import metrics
from unit_tf.measures.feature_distances import between_sets, look
from unit_tf.measures.means import mean
from unit_tf.models.translator import SharedLatentSpace, Translator
from unit_tf.options import UsageError

BATCH = 8
TEACHER = "teacher"


class Measured:
    """The figures of several methods in one direction; of pictures nothing else is kept.

    Args:
        model: whose latents and round trips are measured.
        direction: "ab" or "ba".
        methods: what makes of `[batch, height, width, channels]` in [-1, 1] a translation as
            large, by name; the first is the model's own.
        network: of `feature_distances.load_features`; None: neither FID nor KID.

    A method named `TEACHER` is what the others are held to besides: the model that a student
    learnt from.

    Attributes:
        count: of the pictures that were measured.
    """

    def __init__(
        self,
        model: Translator,
        direction: str,
        methods: dict[str, Callable[[np.ndarray], np.ndarray]],
        network: keras.Model | None = None,
    ):
        self._model, self._direction, self._methods = model, direction, methods
        self._channels = getattr(model.architecture, f"channels_{direction[1]}")
        self._network, self._values = network, {name: defaultdict(list) for name in methods}
        self.count = 0

    def add(self, images: np.ndarray, truth: np.ndarray | None = None) -> dict[str, np.ndarray]:
        """Measures a batch; returns what each method made of it.

        Args:
            images: float32 `[batch, height, width, channels]` in [-1, 1].
            truth: their counterparts in the other domain, if there are any.

        Raises:
            UsageError: the model makes no numbers.
        """
        made = {name: np.asarray(method(images)) for name, method in self._methods.items()}
        own = next(iter(made))
        if not np.isfinite(made[own]).all():
            raise UsageError(
                "The model's own pictures are not numbers: its training has diverged; evaluate an "
                "earlier checkpoint."
            )
        for name, translated in made.items():
            found = self._of_pictures(translated, images, truth)
            if TEACHER in made and name != TEACHER:
                found |= against_teacher(with_channels(translated, self._channels), made[TEACHER])
            if name == own and len(self._model.directions) == 2:
                found |= round_trip(
                    self._model, self._direction, images, with_channels(translated, self._channels)
                )
            for measure, values in found.items():
                self._values[name][measure].append(values)
        self.count += len(images)
        return made

    def _of_pictures(self, translated, images, truth) -> dict[str, np.ndarray]:
        found = {}
        if truth is not None:
            found |= against_truth(with_channels(translated, 3), with_channels(truth, 3))
        if self._network is not None:
            channels = self._network.input_shape[-1]
            found["features"] = look(self._network, with_channels(translated, channels))
        if isinstance(self._model, SharedLatentSpace):
            translated = with_channels(translated, self._channels)
            found["latent"] = latent_distance(self._model, self._direction, images, translated)
        return found

    def features(self, name: str) -> np.ndarray | None:
        """What the network sees in a method's pictures, `[pictures, features]`, if there is one."""
        parts = self._values[name].get("features")
        return parts and np.concatenate(parts)

    def equal(self) -> dict[str, int]:
        """How many pictures of each method are their truth to the bit; of those that have any."""
        counts = {
            name: int(np.isinf(np.concatenate(values["psnr"])).sum())
            for name, values in self._values.items()
            if "psnr" in values
        }
        return {name: count for name, count in counts.items() if count}

    def figures(self, target: np.ndarray | None = None) -> dict[str, dict[str, dict]]:
        """Each method's measures: their means over the pictures with standard errors.

        Args:
            target: features of the other domain's pictures, for FID and KID.
        """
        result = {}
        for name, values in self._values.items():
            values = {measure: np.concatenate(parts) for measure, parts in values.items()}
            result[name] = {}
            for measure, found in values.items():
                if measure == "features":
                    result[name] |= between_sets(found, target)
                else:
                    result[name][measure] = mean(found)
        return result


def against_truth(images: np.ndarray, truth: np.ndarray) -> dict[str, np.ndarray]:
    """PSNR and SSIM of each picture.

    Args:
        images: float32 `[pictures, height, width, 3]` in [-1, 1].
        truth: their counterparts.
    """
    return {"psnr": metrics.psnr(images, truth), "ssim": metrics.ssim(images, truth)}


def against_teacher(images: np.ndarray, taught: np.ndarray) -> dict[str, np.ndarray]:
    """PSNR to what the teacher makes of the same pictures, and sharpness relative to it."""
    return {
        "teacher": metrics.psnr(images, taught),
        "sharpness": metrics.sharpness(images, taught),
    }


def latent_distance(
    model: SharedLatentSpace, direction: str, images: np.ndarray, translated: np.ndarray
) -> np.ndarray:
    """How far E_target(translated) is from E_source(images): the shared latent space's promise.

    Root mean square of the difference, relative to that of E_source(images), for each picture; not
    a number where that is zero.
    """
    source, target = direction
    z = np.asarray(model.encode(images, source))
    other = np.asarray(model.encode(translated, target))
    axes = tuple(range(1, z.ndim))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.sqrt(np.mean((z - other) ** 2, axes) / np.mean(z**2, axes))


def round_trip(
    model: Translator, direction: str, images: np.ndarray, translated: np.ndarray
) -> dict[str, np.ndarray]:
    """Mean absolute error, grey levels of 255, of each reconstruction and of each whole cycle."""
    reconstructed = model.reconstruct(images, direction[0])
    brought_back = model.translate(translated, direction[::-1])
    return {
        name: 127.5 * np.abs(np.asarray(made) - images).mean(axis=(1, 2, 3))
        for name, made in (("reconstruction", reconstructed), ("cycle", brought_back))
    }


def features_of(split: Split, network: keras.Model) -> np.ndarray:
    """What the network sees in the pictures of a split, `[pictures, features]`."""
    channels = network.input_shape[-1]
    return np.concatenate(
        [look(network, with_channels(images, channels)) for images, _ in split.batches(BATCH)]
    )


def in_batches(function, images: np.ndarray, batch_size: int = BATCH) -> np.ndarray:
    """A function of `[batch, height, width, channels]` over many pictures of one size."""
    starts = range(0, len(images), batch_size)
    return np.concatenate([function(images[start : start + batch_size]) for start in starts])


def with_channels(images: np.ndarray, channels: int) -> np.ndarray:
    """Pictures of three channels as grey ones, or grey ones as of three equal channels."""
    if images.shape[-1] == channels:
        return images
    return images.mean(-1, keepdims=True) if channels == 1 else images.repeat(3, -1)
