"""Picture files read for their pixels: what else such a file says may be broken.

A picture of more pixels than Pillow takes for an attack, 178,956,970, is refused unless the
environment variable `UNIT_TF_MAX_PIXELS` allows as many.
"""

import io
import os
import re
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from unit_tf.data.bare import bare

LARGEST = "UNIT_TF_MAX_PIXELS"
ORIENTATION = 0x0112  # the EXIF tag
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Formats whose frames or pages are pictures of their own; elsewhere a second one is a preview, a
# depth map or a layer.
OF_FRAMES = ("GIF", "PNG", "TIFF", "WEBP", "AVIF")

# How files begin that often have the ending of a picture, and what they are.
NO_PICTURES = {
    rb"\Z": "it is empty: fetch it again",
    rb"(?s)....ftyp(hei|hev|mif|msf)": "it is HEIC, whatever its ending: convert it to JPEG or PNG",
    rb"version https://git-lfs": "it is a pointer of Git LFS: fetch the picture by `git lfs pull`",
    rb"(?i)\s*<(!doctype|html|\?xml|svg)": "it is a web page or a drawing in XML: fetch it again",
}

# Pillow warns of what it reads all the same: through the progress bar, and not by the file's name.
warnings.filterwarnings("ignore", module=r"PIL\.")


class TooLargeError(ValueError):
    """A file's header says more pixels than are read."""


def allow_pixels(environment: Mapping[str, str]):
    """Lets Pillow read as many pixels as `UNIT_TF_MAX_PIXELS` says."""
    if environment.get(LARGEST, "").isdecimal():
        Image.MAX_IMAGE_PIXELS = int(environment[LARGEST]) / 2  # twice that is what it refuses


allow_pixels(os.environ)


def read_frame(path: Path) -> Image.Image:
    """The first frame of a file, upright as its EXIF data say if they can be read.

    Its `info["deep"]` is the format's name where colours of 16 bits came with eight, else "".

    Raises:
        TooLargeError: it has more pixels than are allowed.
        Exception: whatever Pillow raises of a file that is no picture, or damaged.
    """

    def upright(picture: Image.Image) -> Image.Image:
        # Colours of 16 bits have "RGB;16B" or the like among what Pillow decodes them by.
        is_deep = ";16" in str(picture.tile) and not picture.mode.startswith("I")
        picture.info["deep"] = picture.format if is_deep else ""
        if not isinstance(picture.info.get("xmp"), bytes):
            picture.info.pop("xmp", None)  # or Pillow dies of it in the middle of a TIFF
        picture.load()
        turn = UPRIGHT.get(orientation(picture))
        return picture.copy() if turn is None else picture.transpose(turn)

    return read_by(path, upright)


def frames_in(path: Path) -> int:
    """How many frames or pages a file holds.

    Raises:
        Exception: as of `read_frame`, and of a file that ends within a frame.
    """
    return read_by(
        path,
        lambda picture: getattr(picture, "n_frames", 1) if picture.format in OF_FRAMES else 1,
    )


def is_picture(path: Path) -> bool:
    """Whether Pillow knows a file by how it begins, whatever its name is."""
    try:
        with Image.open(path):
            return True
    except Image.DecompressionBombError:
        return True
    except Exception:
        return False


def orientation(picture: Image.Image) -> int:
    """What the EXIF data say of how a picture lies, 1 to 8; 1, upright, if they cannot be read."""
    try:
        said = picture.getexif().get(ORIENTATION)
    except Exception:
        return 1
    return said if said in range(1, 9) else 1


def read_by(path: Path, use: Callable[[Image.Image], Any]) -> Any:
    """What `use` makes of an open picture; where reading fails, of it without its metadata.

    Raises:
        TooLargeError: it has more pixels than are allowed.
        Exception: whatever Pillow, or `use`, raises of the file as it is.
    """
    try:
        with Image.open(path) as picture:
            return use(picture)
    except Image.DecompressionBombError as error:
        said, allowed = re.findall(r"\d+", str(error))
        raise TooLargeError(
            f"its header says {int(said):,} pixels, and {int(allowed):,} are read: if it is not "
            f"damaged, set the environment variable {LARGEST}={said}"
        ) from error
    except Exception as error:
        data = path.read_bytes()
        for attempt in bare(data):
            try:
                with Image.open(io.BytesIO(attempt)) as picture:
                    return use(picture)
            except Exception:
                continue
        for beginning, said in NO_PICTURES.items():
            if re.match(beginning, data):
                raise UnidentifiedImageError(said) from error
        raise
