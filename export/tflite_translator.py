"""A TFLite translator for pictures of any size; needs NumPy, Pillow and LiteRT only."""

from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from PIL import Image

from export.latency import cores


class TFLiteTranslator:
    """Runs a file of `export.convert`.

        translate = export.TFLiteTranslator("ab_int8.tflite")
        night = translate(Image.open("day.jpg").convert("RGB"))

    Args:
        path: of a file with pictures in and out as bytes (`--io=uint8`, the default).
        threads: to compute with; None for all cores.

    Raises:
        OSError, ValueError: there is no such file, or it is no translator.
    """

    def __init__(self, path: str | Path, threads: int | None = None):
        content = Path(path).read_bytes()
        try:
            interpreter = Interpreter(model_content=content, num_threads=threads or cores())
        except ValueError as error:
            raise ValueError(f"{path} is no TFLite file: make it with export.convert.") from error
        if "translate" not in interpreter.get_signature_list():
            raise ValueError(f"{path} has no signature translate: make it with export.convert.")
        self._run = interpreter.get_signature_runner("translate")
        details = self._run.get_input_details()["image"]
        if details["dtype"] != np.uint8:
            raise ValueError(f"{path} takes floats: convert it with --io=uint8.")
        self.height, self.width = (int(side) for side in details["shape"][1:3])

    def __call__(
        self, image: np.ndarray | Image.Image, method: str = "tiles", overlap: int | None = None
    ) -> np.ndarray:
        """Translates one picture.

        Args:
            image: uint8 `[height, width, 3]`, RGB, of any size.
            method: "tiles" covers the picture with tiles of the file's size and blends their seams,
                for detail; "resize" translates the whole picture at the file's size and scales it
                back, for one look throughout and least time.
            overlap: pixels that neighbouring tiles share at least; a quarter of their side.

        Returns:
            uint8 `[height, width, 3]`.

        Raises:
            ValueError: no such picture, method or overlap.
        """
        image = np.asarray(image)
        if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8 or 0 in image.shape:
            raise ValueError(
                f"image must be uint8 [height, width, 3], not {image.dtype} {list(image.shape)}."
            )
        if method == "resize":
            return self._resize(image)
        if method != "tiles":
            raise ValueError(f"method must be tiles or resize, not {method!r}.")
        side = min(self.height, self.width)
        overlap = side // 4 if overlap is None else overlap
        if overlap not in range(side):
            raise ValueError(f"overlap must be from 0 to {side - 1}, not {overlap}.")
        return self._tile(image, int(overlap))

    def _translate(self, image: np.ndarray) -> np.ndarray:
        return self._run(image=image[None])["translated"][0]

    def _resize(self, image: np.ndarray) -> np.ndarray:
        height, width = image.shape[:2]
        small = Image.fromarray(image).resize((self.width, self.height), Image.Resampling.LANCZOS)
        translated = Image.fromarray(self._translate(np.asarray(small)))
        return np.asarray(translated.resize((width, height), Image.Resampling.LANCZOS))

    def _tile(self, image: np.ndarray, overlap: int) -> np.ndarray:
        height, width = image.shape[:2]
        # A picture smaller than a tile is continued by its mirror image.
        missing = (max(0, self.height - height), max(0, self.width - width))
        image = np.pad(image, [(0, missing[0]), (0, missing[1]), (0, 0)], mode="symmetric")
        window = ramp(self.height, overlap)[:, None, None] * ramp(self.width, overlap)[:, None]
        total = np.zeros(image.shape, np.float32)
        weight = np.zeros((*image.shape[:2], 1), np.float32)
        for top in starts(image.shape[0], self.height, overlap):
            for left in starts(image.shape[1], self.width, overlap):
                place = np.s_[top : top + self.height, left : left + self.width]
                total[place] += window * self._translate(image[place])
                weight[place] += window
        return np.rint(total / weight).astype(np.uint8)[:height, :width]


def starts(length: int, tile: int, overlap: int) -> list[int]:
    """Where tiles begin that cover a length evenly and share `overlap` pixels at least."""
    count = 1 + -(-(length - tile) // (tile - overlap))
    return [round(start) for start in np.linspace(0, length - tile, count)]


def ramp(tile: int, overlap: int) -> np.ndarray:
    """A tile's weight along one side: rising over the shared pixels, level, and falling."""
    inward = np.minimum(np.arange(1, tile + 1), np.arange(tile, 0, -1))
    return np.minimum(inward / (overlap + 1), 1.0).astype(np.float32)
