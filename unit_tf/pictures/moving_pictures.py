"""Pictures that move, such as a GIF, a WebP or a PNG: read frame by frame by Pillow."""

import itertools
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from unit_tf.pictures.files import UnreadableError
from unit_tf.pictures.frames import Frame, unnamed_colours

# In other formats, such as TIFF, further pictures are pages or sizes, not the next moment.
MOVING = ("GIF", "PNG", "WEBP", "AVIF", "FLI")
SHORTEST = 10  # milliseconds: what is to be shown no longer browsers show for USUAL ones
USUAL = 100


def is_moving(path: Path) -> bool:
    """Whether a file is a picture with more than one frame that are shown one after the other."""
    try:
        picture = Image.open(path)
    except Exception:  # readers raise what they like; it will be named when it is read
        return False
    with picture:
        try:
            return picture.format in MOVING and picture.is_animated
        except Exception:  # more is there, but damaged
            return True


class MovingPictureReader:
    """Iterates over a moving picture's frames, of which one is in memory.

    Args:
        path: of a picture that `is_moving`.

    Raises:
        UnreadableError: not even one frame can be read.

    Attributes:
        As a `FilmReader` has.
    """

    def __init__(self, path: Path):
        self.path = path
        self.tracks, self.others = [], []
        self.time_base = Fraction(1, 1000)
        self.damage = ""
        # Durations, and whether anything is clear, must be known before the first is written.
        durations, self._clear = [], False
        try:
            with Image.open(path) as picture:
                for shown in _frames(picture):
                    durations.append(_duration(shown))
                    self._clear |= shown.convert("RGBA").getextrema()[3][0] < 255
                if len(durations) < (announced := picture.n_frames - _first(picture)):
                    self.damage = f"it ends after {len(durations)} of {announced} frames"
                once = -1 if picture.format == "GIF" else 1
                self.loops = picture.info.get("loop", once)
        except Exception as error:
            reason = str(error).strip().partition("\n")[0] or type(error).__name__
            if not durations:
                raise UnreadableError(f"{path} cannot be read as a picture ({reason})") from error
            plural = "s" if len(durations) > 1 else ""
            self.damage = f"it ends after {len(durations)} frame{plural} ({reason})"
            self.loops = 0
        self._durations = durations
        self.final_delay = durations[-1]
        self.expected_frames = len(durations)
        self.rate = Fraction(len(durations)) / sum(durations)
        self.grid_rate = Fraction(100)

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        pass

    def __iter__(self) -> Iterator[Frame]:
        time = Fraction(0)
        with Image.open(self.path) as picture:
            # In this order: behind the last frame that could be read is damage.
            for duration, shown in zip(self._durations, _frames(picture), strict=False):
                pixels = np.asarray(ImageOps.exif_transpose(shown.convert("RGBA")))
                colours = unnamed_colours(pixels.shape[0])
                alpha = pixels[..., 3:] if self._clear else None
                yield Frame(pixels[..., :3], time, Fraction(1), colours, alpha, duration)
                time += duration


def _frames(picture: Image.Image) -> Iterator[Image.Image]:
    """The picture at each of its frames in turn, loaded; raises what Pillow does of damage."""
    for index in itertools.count(_first(picture)):
        try:
            picture.seek(index)
        except EOFError:
            return
        picture.load()
        yield picture


def _first(picture: Image.Image) -> int:
    """The first frame: a PNG may begin with a still for those who cannot show more."""
    return int(getattr(picture, "default_image", False))


def _duration(picture: Image.Image) -> Fraction:
    shown = picture.info.get("duration", 0)
    return Fraction(round(shown if shown > SHORTEST else USUAL), 1000)
