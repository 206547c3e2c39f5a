"""The pictures that a conversion measures with: some to calibrate by, others to be judged by."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from unit_tf import data
from unit_tf.data.folder import open_picture, picture_files

Opener = Callable[[], Image.Image]


def calibration_and_test(
    source: str,
    domain: str,
    image_size: tuple[int, int],
    counts: tuple[int, int],
    levels: tuple[float, float] | None = None,
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Pictures of a domain for each of the two purposes, never the same, evenly taken.

    Args:
        source: a data set as `unit_tf.data` takes it, whose training pictures calibrate and whose
            test pictures judge, or a folder of the domain's pictures alone, which serve both.
        domain: "a" or "b".
        image_size: height and width, pixels; pictures are scaled to cover it and cropped.
        counts: how many to calibrate by and how many to judge by, at most.
        levels: as of `data.open_source`.

    Returns:
        Two lists of uint8 `[1, height, width, 3]`.

    Raises:
        DataError: there are not two pictures that can be read.
    """
    path, splits = Path(source).expanduser(), []
    if source != "scenes" and path.is_dir() and not (path / "trainA").is_dir():
        files = picture_files(path)
        splits.append(
            (len(files), lambda: (lambda f=file: open_picture(f, levels) for file in files))
        )
    else:
        found = data.open_source(source, image_size, levels=levels)
        for name in (f"train{domain.upper()}", f"test{domain.upper()}"):
            if name in found.splits():
                openers = lambda name=name: (opener for _, opener in found.pictures(name))  # noqa: E731
                splits.append((found.count(name), openers))
    if len(splits) == 2:
        calibration, test = (
            _read(*split, wanted, image_size) for split, wanted in zip(splits, counts, strict=True)
        )
    else:
        pictures = _read(*splits[0], sum(counts), image_size)
        judges = evenly(len(pictures), min(counts[1], len(pictures) // 2))
        test = [pictures[place] for place in judges]
        rest = [picture for place, picture in enumerate(pictures) if place not in judges]
        calibration = [rest[place] for place in evenly(len(rest), counts[0])]
    if not calibration or not test:
        raise data.DataError(
            f"{source} holds no two pictures that can be read: a conversion calibrates by some and "
            "is judged by others; give --calibration=FOLDER with ten or more."
        )
    return calibration, test


def evenly(count: int, wanted: int) -> list[int]:
    """Places of some of `count` pictures, rising: one at random of each of as many equal parts.

    So neither what comes in blocks nor what comes by turns is passed over; the same each time.
    """
    if wanted >= count:
        return list(range(count))
    ends = np.arange(wanted + 1) * count // wanted
    return np.random.default_rng(0).integers(ends[:-1], ends[1:]).tolist()


def _read(
    count: int, openers: Callable[[], Iterator[Opener]], wanted: int, image_size: tuple[int, int]
) -> list[np.ndarray]:
    """Pictures evenly taken; in place of those that cannot be read, others."""
    height, width = image_size
    left, pictures = list(range(count)), {}
    while left and len(pictures) < wanted:
        chosen = {left[place] for place in evenly(len(left), wanted - len(pictures))}
        left = [place for place in left if place not in chosen]
        for place, opener in enumerate(openers()):
            if place not in chosen:
                continue
            try:
                picture = opener().convert("RGB")
            except Exception:
                continue  # `python -m unit_tf.data` names such pictures
            picture = ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS)
            pictures[place] = np.asarray(picture)[None]
    return [pictures[place] for place in sorted(pictures)]
