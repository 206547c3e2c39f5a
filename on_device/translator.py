"""A translator for pictures of any size, by a file of `export.convert`."""

import threading
from importlib import metadata
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from PIL import Image

from on_device import tiles
from on_device.contract import Refusal, read
from on_device.pictures import to_bytes
from on_device.processor import cores
from on_device.values import from_model, to_model


class TFLiteTranslator:
    """Runs a file of `export.convert`, or another that turns one picture into one as large.

    Threads may share it: tiles go through one after the other, each on `threads` of its own.

        translate = TFLiteTranslator("ab_int8.tflite")
        night = translate(Image.open("day.jpg").convert("RGB"))

    Args:
        path: of the file.
        threads: to compute with; None for all cores.
        value_range: what stands for the bytes 0 and 255, such as (-1, 1), where the file has
            floats and does not tell that itself.

    Raises:
        OSError: there is no such file.
        Refusal: it cannot be used; a ValueError whose sentence says why.

    Attributes:
        contract: what is known of the file.
        height: of its tiles, pixels.
        width: likewise.
    """

    def __init__(
        self,
        path: str | Path,
        threads: int | None = None,
        value_range: tuple[float, float] | None = None,
    ):
        content = Path(path).read_bytes()
        self._path = str(path)
        self.contract = read(content, value_range, self._path)
        self.height, self.width = self.contract.height, self.contract.width
        try:
            self._interpreter = Interpreter(model_content=content, num_threads=threads or cores())
            self._interpreter.allocate_tensors()
            self._input = self._interpreter.get_input_details()[0]["index"]
            self._output = self._interpreter.get_output_details()[0]["index"]
        except (ValueError, RuntimeError) as error:
            raise self._refused(error) from error
        self._lock = threading.Lock()  # an interpreter has one place for what goes in and comes out

    def __call__(
        self, image: np.ndarray | Image.Image, method: str = "tiles", overlap: int | None = None
    ) -> np.ndarray:
        """Translates one picture.

        Args:
            image: uint8 `[height, width, 3]`, RGB, of any size, or a Pillow picture of mode RGB,
                which is turned upright as its EXIF data say.
            method: "tiles" covers the picture with tiles of the file's size and blends their seams,
                for detail; "resize" translates the whole picture at the file's size and scales it
                back, for one look throughout and least time.
            overlap: pixels that neighbouring tiles share at least; None: as the file says.

        Returns:
            uint8 `[height, width, 3]`.

        Raises:
            ValueError: no such picture, method or overlap.
            Refusal: the runtime cannot run the file.
        """
        image = to_bytes(image)
        if method == "resize":
            return self._resize(image)
        if method != "tiles":
            raise ValueError(f"method must be tiles or resize, not {method!r}.")
        side = min(self.height, self.width)
        overlap = self.contract.overlap if overlap is None else overlap
        if overlap not in range(side):
            raise ValueError(f"overlap must be from 0 to {side - 1}, not {overlap}.")
        return tiles.mosaic(image, (self.height, self.width), int(overlap), self._translate)

    def _translate(self, tile: np.ndarray) -> np.ndarray:
        values = to_model(tile, self.contract.input)
        try:
            with self._lock:
                self._interpreter.set_tensor(self._input, values[None])
                self._interpreter.invoke()
                made = self._interpreter.get_tensor(self._output)
        except (ValueError, RuntimeError) as error:
            raise self._refused(error) from error
        return from_model(made[0], self.contract.output)

    def _resize(self, image: np.ndarray) -> np.ndarray:
        height, width = image.shape[:2]
        small = Image.fromarray(image).resize((self.width, self.height), Image.Resampling.LANCZOS)
        translated = Image.fromarray(self._translate(np.asarray(small)))
        return np.asarray(translated.resize((width, height), Image.Resampling.LANCZOS))

    def _refused(self, error: Exception) -> Refusal:
        since = self.contract.runs_since or "a version that it does not tell"
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        return Refusal(self._path, "runtime", runtime(), reason, since)


def runtime() -> str:
    """The runtime at hand with its version, such as "LiteRT 2.3.0"."""
    return f"LiteRT {metadata.version('ai-edge-litert')}"
