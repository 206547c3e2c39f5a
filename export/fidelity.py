"""How close a TFLite file comes to the Keras model that it was made of."""

import dataclasses
from collections.abc import Sequence

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from export.conversion import OUTPUT, SIGNATURE
from unit_tf.measures import metrics
from unit_tf.start import quiet

EXACT = 120.0  # dB, what equal pictures count as, so that means stay finite
LEVELS = 255.0  # between black and white
TIE = 0.01  # grey levels, 88 dB: so near to a half, either byte is the right one


@dataclasses.dataclass(frozen=True)
class Fidelity:
    """A file's results against the model's, over some pictures.

    Attributes:
        pictures: how many.
        psnr: mean, dB.
        worst_psnr: of the worst picture, dB.
        ssim: mean; None of pictures too small for it, or that are no numbers.
        largest_error: grey levels of 255, of any pixel.
    """

    pictures: int
    psnr: float
    worst_psnr: float
    ssim: float | None
    largest_error: float


def run(tflite: bytes, images: Sequence[np.ndarray], threads: int = 2) -> list[np.ndarray]:
    """The file's results for these inputs, each as long as the signature's input is."""
    with quiet():
        interpreter = Interpreter(model_content=tflite, num_threads=threads)
        interpreter.allocate_tensors()
    runner = interpreter.get_signature_runner(SIGNATURE)
    return [runner(image=image)[OUTPUT].copy() for image in images]


def compare(made: Sequence[np.ndarray], expected: Sequence[np.ndarray]) -> Fidelity:
    """Compares a file's pictures with the model's.

    Args:
        made: by the file, uint8, or float32 in [-1, 1].
        expected: of the model, float32 in [-1, 1].
    """
    pairs = [(levels(x), target(x, y)) for x, y in zip(made, expected, strict=True)]
    # What is not a number is as far off as can be.
    errors = [np.nan_to_num(np.abs(x - y).max(), nan=LEVELS, posinf=LEVELS) for x, y in pairs]
    psnr = [
        min(EXACT, float(metrics.psnr(_unit(x), _unit(y))[0])) if np.isfinite(x - y).all() else 0.0
        for x, y in pairs
    ]
    ssim = float(np.mean([metrics.ssim(_unit(x), _unit(y))[0] for x, y in pairs]))
    return Fidelity(
        pictures=len(pairs),
        psnr=float(np.mean(psnr)),
        worst_psnr=min(psnr),
        ssim=ssim if np.isfinite(ssim) else None,  # JSON has no other word for it
        largest_error=float(max(errors)),
    )


def levels(image: np.ndarray) -> np.ndarray:
    """A picture in grey levels from 0 to 255, float32."""
    if image.dtype == np.uint8:
        return image.astype(np.float32)
    return (image + 1.0) * np.float32(127.5)


def target(made: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """The model's picture in grey levels, rounded as the file's is; ties as the file has them."""
    exact = levels(expected)
    if made.dtype != np.uint8:
        return exact
    lower, upper = np.floor(exact + 0.5 - TIE), np.floor(exact + 0.5 + TIE)
    return np.clip(levels(made), lower, upper)


def _unit(image: np.ndarray) -> np.ndarray:
    return image / np.float32(127.5) - 1.0
