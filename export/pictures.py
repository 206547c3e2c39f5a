"""The pictures that a conversion measures with: some to calibrate by, others to be judged by."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from unit_tf import data
from unit_tf.data.folder import open_picture, picture_files


def calibration_and_test(
    source: str, domain: str, image_size: tuple[int, int], counts: tuple[int, int]
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Pictures of a domain for each of the two purposes, never the same.

    Args:
        source: a data set as `unit_tf.data` takes it, whose training pictures calibrate and whose
            test pictures judge, or a folder of the domain's pictures alone, which take turns.
        domain: "a" or "b".
        image_size: height and width, pixels; pictures are scaled to cover it and cropped.
        counts: how many to calibrate by and how many to judge by, at most.

    Returns:
        Two lists of uint8 `[1, height, width, 3]`.

    Raises:
        DataError: there are not two pictures that can be read.
    """
    path = Path(source).expanduser()
    if path.is_dir() and not (path / "trainA").is_dir():
        splits = [[lambda file=file: open_picture(file) for file in picture_files(path)]]
    else:
        found = data.open_source(source, image_size)
        names = (f"train{domain.upper()}", f"test{domain.upper()}")
        splits = [
            [opener for _, opener in found.pictures(name)]
            for name in names
            if name in found.splits()
        ]
    if len(splits) == 2:
        calibration, test = (
            _read(openers[:count], image_size)
            for openers, count in zip(splits, counts, strict=True)
        )
    else:
        pictures = _read(splits[0][: 2 * max(counts)], image_size)
        calibration, test = pictures[::2][: counts[0]], pictures[1::2][: counts[1]]
    if not calibration or not test:
        raise data.DataError(
            f"{source} holds no two pictures that can be read: a conversion calibrates by some and "
            "is judged by others; give --calibration=FOLDER with ten or more."
        )
    return calibration, test


def _read(openers, image_size: tuple[int, int]) -> list[np.ndarray]:
    height, width = image_size
    pictures = []
    for opener in openers:
        try:
            picture = opener().convert("RGB")
        except Exception:
            continue  # `python -m unit_tf.data` names such pictures
        picture = ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS)
        pictures.append(np.asarray(picture)[None])
    return pictures
