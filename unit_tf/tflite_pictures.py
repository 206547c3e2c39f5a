"""A file of `export.convert` as a function from one picture's bytes to another's, of any size.

Pictures are uint8 `[height, width, 3]` here, also those of a grey domain.
"""

import json
from pathlib import Path

import numpy as np

from unit_tf import tiling
from unit_tf.distribution import cores
from unit_tf.options import UsageError


class TFLitePictures:
    """Translates pictures by a TFLite file, which takes one size alone.

    A picture of another goes in tiles of that size, each normalised by its own statistics: they
    differ in look, so their seams are blended over the whole overlap. With "resize" the whole
    picture is translated at the file's size and scaled back: one look, less detail.

    Args:
        path: of a file with pictures in and out as bytes.
        direction: "ab" or "ba".
        method: "tiles" or "resize".
        overlap: pixels that neighbouring tiles share at least; None: a quarter of their side.

    Raises:
        UsageError: no such file, or it is no translator of this direction, or LiteRT is missing.

    Attributes:
        channels: of the pictures that it takes.
    """

    channels = 3

    def __init__(
        self, path: Path, direction: str, method: str = "tiles", overlap: int | None = None
    ):
        try:
            from ai_edge_litert.interpreter import Interpreter
        except ImportError as error:
            raise UsageError("LiteRT is missing: pip install -e '.[export]'.") from error
        if not path.is_file():
            raise UsageError(f"There is no file {path}: make one with export.convert.")
        content = path.read_bytes()
        try:
            interpreter = Interpreter(model_content=content, num_threads=cores())
            self._run = interpreter.get_signature_runner("translate")
            details = self._run.get_input_details()["image"]
        except (ValueError, RuntimeError, KeyError) as error:
            raise UsageError(f"{path} is no file of export.convert: make one with it.") from error
        if details["dtype"] != np.uint8:
            raise UsageError(f"{path} takes floats: convert it with --io=uint8.")
        made_for = told(content).get("direction", direction)
        if made_for != direction:
            raise UsageError(
                f"{path} translates {made_for}, not {direction}: write --direction={made_for}, or "
                "convert the other direction too."
            )
        self.method = method
        self.tile = tuple(int(side) for side in details["shape"][1:3])
        self.overlap = min(self.tile) // 4 if overlap is None else overlap
        if self.overlap >= min(self.tile):
            raise UsageError(
                f"--overlap={overlap} is too large: {path} has tiles of {self.tile[0]} x "
                f"{self.tile[1]} pixels."
            )

    def __call__(self, picture: np.ndarray) -> np.ndarray:
        """Translates a picture; what comes out is as large. Of 16 bits, the upper eight count."""
        if picture.dtype == np.uint16:
            picture = (picture // 257).astype(np.uint8)
        if self.method == "resize":
            small = self._levels(tiling.resized(picture, *self.tile))
            return tiling.resized(small.astype(np.uint8), *picture.shape[:2])
        return tiling.mosaic(picture, self._levels, self.tile, self.overlap)

    def _levels(self, picture: np.ndarray) -> np.ndarray:
        return self._run(image=picture[None])["translated"][0].astype(np.float32)


def told(tflite: bytes) -> dict:
    """What `export.convert` wrote into a file about it; empty for a file of other origin."""
    from ai_edge_litert import schema_py_generated as schema

    model = schema.ModelT.InitFromPackedBuf(tflite, 0)
    for entry in model.metadata or []:
        if entry.name == b"unit_tf":
            return json.loads(bytes(model.buffers[entry.buffer].data))
    return {}
