"""A file of `export.convert` as a function from one picture's bytes to another's, of any size.

Pictures are uint8 `[height, width, 3]` here, also those of a grey domain.
"""

from pathlib import Path

import numpy as np

from unit_tf.options import UsageError
from unit_tf.start import quiet


class TFLitePictures:
    """Translates pictures by a TFLite file, which takes one size alone.

    A picture of another goes in tiles of that size, each normalised by its own statistics: they
    differ in look, so their seams are blended over the whole overlap. With "resize" the whole
    picture is translated at the file's size and scaled back: one look, less detail.

    Args:
        path: of a file that turns pictures into pictures.
        direction: "ab" or "ba".
        method: "tiles" or "resize".
        overlap: pixels that neighbouring tiles share at least; None: as the file says.

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
            from on_device.translator import TFLiteTranslator
        except ImportError as error:
            raise UsageError("LiteRT is missing: pip install -e '.[export]'.") from error
        if not path.is_file():
            raise UsageError(f"There is no file {path}: make one with export.convert.")
        try:
            with quiet():
                self._translate = TFLiteTranslator(path)
        except ValueError as error:
            raise UsageError(str(error)) from error
        except OSError as error:
            raise UsageError(f"{path} cannot be read ({error.strerror}).") from error
        contract = self._translate.contract
        made_for = contract.direction or direction
        if made_for != direction:
            raise UsageError(
                f"{path} translates {made_for}, not {direction}: write --direction={made_for}, or "
                "convert the other direction too."
            )
        if overlap is not None and overlap >= min(contract.height, contract.width):
            raise UsageError(
                f"--overlap={overlap} is too large: {path} has tiles of {contract.height} x "
                f"{contract.width} pixels."
            )
        self._method, self._overlap = method, overlap

    def __call__(self, picture: np.ndarray) -> np.ndarray:
        """Translates a picture; what comes out is as large. Of 16 bits, the upper eight count."""
        if picture.dtype == np.uint16:
            picture = (picture // 257).astype(np.uint8)
        return self._translate(picture, self._method, self._overlap)
