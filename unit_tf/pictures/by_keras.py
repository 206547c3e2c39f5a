"""A translator as a function from one picture's levels to another's, of any size.

Pictures are uint8 or uint16 `[height, width, channels]` here, as files hold them.
"""

from collections.abc import Callable

import numpy as np
import tensorflow as tf

from unit_tf.models.translator import SharedLatentSpace, Translator
from unit_tf.options import UsageError
from unit_tf.pictures import tiling


class KerasPictures:
    """Translates pictures of any size in bounded memory.

    Up to `tile * tile` pixels a picture goes through whole. A larger one goes in tiles that are
    normalised by the statistics of the whole, shrunk to that area; or, with "resize", is shrunk,
    translated and enlarged.

    Args:
        model: trained.
        direction: "ab" or "ba".
        reconstruct: encode and decode within the direction's first domain instead.
        method: "tiles" or "resize".
        tile: the greatest side of a tile, pixels; 0 lets every picture through whole.
        overlap: pixels that neighbouring tiles share at least.

    Raises:
        UsageError: a tile that is too small for the network or the overlap.

    Attributes:
        channels: of the pictures that it takes, 1 or 3.
    """

    # The part of an overlap that is not used at either end of it; what lies between blends.
    CUT = 3 / 8

    def __init__(
        self,
        model: Translator,
        direction: str,
        reconstruct: bool = False,
        method: str = "tiles",
        tile: int = 1024,
        overlap: int = 96,
    ):
        self.model = model
        self.source = direction[0]
        self.target = direction[0] if reconstruct else direction[1]
        self.channels = getattr(model.architecture, f"channels_{self.source}")
        self.method = method
        self.multiple = model.architecture.multiple
        self.tile = tile - tile % self.multiple
        self.overlap = overlap
        least = max(model.architecture.smallest_size, overlap + self.multiple)
        least += -least % self.multiple
        if tile and self.tile < least:
            raise UsageError(
                f"--tile={tile} is too small: with an overlap of {overlap} pixels it must be at "
                f"least {least}, or 0 for no tiles."
            )
        self._traced = tf.function(self._network)
        self._last_shape: tuple[int, ...] | None = None

    def __call__(self, picture: np.ndarray) -> np.ndarray:
        """Translates a picture; what comes out is as large and of the same type."""
        height, width = picture.shape[:2]
        small = tiling.shrunk(picture, self._area(picture))
        if small is picture:
            # The frames of a film are all of one size, which makes a graph worth its tracing.
            again, self._last_shape = picture.shape == self._last_shape, picture.shape
            return self._whole(picture, self._traced if again else self._network)
        if self.method == "resize":
            return tiling.resized(self._whole(small, self._network), height, width)
        statistics = tiling.Statistics()
        with statistics.recorded():
            self._whole(small, self._network)
        picture = self._enough(picture)
        # Tiles are as small as covers the picture by the same number of them.
        tile = tuple(
            tiling.fitted(side, self.tile, self.overlap, self.multiple)
            for side in picture.shape[:2]
        )
        cut = int(self.CUT * self.overlap)
        with statistics.fixed():
            translated = tiling.mosaic(
                picture, self._levels, tile, self.overlap, cut, self.multiple
            )
        return translated[:height, :width]

    def walk(self, first: np.ndarray, last: np.ndarray, steps: int) -> list[np.ndarray]:
        """Pictures of the target domain along the straight line between two points of the latent.

        Args:
            first: of the source domain; it is shrunk to a tile's area.
            last: of the source domain, resized and cropped to the size of the first.
            steps: how many pictures, both ends counted.

        Returns:
            Each as large as the shrunk first.

        Raises:
            UsageError: the model has no such space.
        """
        if not isinstance(self.model, SharedLatentSpace):
            raise UsageError(
                f"A {type(self.model).__name__} has no latent space to walk through: leave out "
                "--interpolate."
            )
        first = tiling.shrunk(first, self._area(first))
        height, width = first.shape[:2]
        begin, end = (
            self.model.encode(to_images(self._enough(picture)), self.source)
            for picture in (first, tiling.covering(last, height, width))
        )
        pictures = []
        for part in np.linspace(0, 1, steps, dtype=np.float32):
            images = self.model.decode(begin + (end - begin) * part, self.target)
            decoded = to_levels(images, first.dtype)[:height, :width]
            pictures.append(tiling.rounded(decoded, first.dtype))
        return pictures

    def _area(self, picture: np.ndarray) -> int:
        return self.tile**2 or picture.shape[0] * picture.shape[1]

    def _network(self, images):
        if self.source == self.target:
            return self.model.reconstruct(images, self.source)
        return self.model.translate(images, self.source + self.target)

    def _levels(self, picture: np.ndarray, network: Callable | None = None) -> np.ndarray:
        return to_levels((network or self._network)(to_images(picture)), picture.dtype)

    def _whole(self, picture: np.ndarray, network: Callable) -> np.ndarray:
        height, width = picture.shape[:2]
        translated = self._levels(self._enough(picture), network)[:height, :width]
        return tiling.rounded(translated, picture.dtype)

    def _enough(self, picture: np.ndarray) -> np.ndarray:
        """The picture continued to the least size that the network takes."""
        least = self.model.architecture.smallest_size
        return tiling.continued(picture, least, least)


def to_images(picture: np.ndarray) -> np.ndarray:
    """Levels to float32 `[1, height, width, channels]` in [-1, 1]."""
    half = np.float32(np.iinfo(picture.dtype).max / 2)
    return picture[None].astype(np.float32) / half - 1


def to_levels(images, dtype) -> np.ndarray:
    """[-1, 1] to float32 `[height, width, channels]` in the levels of a type, not yet rounded."""
    half = np.float32(np.iinfo(dtype).max / 2)
    return np.asarray(images)[0] * half + half
