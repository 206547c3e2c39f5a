"""The figures of an evaluation as lines of text."""

import numpy as np

from unit_tf.measures.feature_distances import LEAST
from unit_tf.measures.metrics import WINDOW

# How each measure is shown: its heading, what it is multiplied by, and digits.
COLUMNS = {
    "psnr": ("PSNR, dB", 1, 2),
    "ssim": ("SSIM", 1, 3),
    "teacher": ("to teacher, dB", 1, 2),
    "sharpness": ("sharpness", 1, 3),
    "fid": ("FID", 1, 2),
    "kid": ("KID x 1000", 1000, 2),
    "latent": ("latent", 1, 3),
    "reconstruction": ("reconstruction", 1, 2),
    "cycle": ("cycle", 1, 2),
}


def directions(result: dict) -> list[str]:
    """Those that were measured."""
    return [direction for direction in ("ab", "ba") if direction in result]


def translation_table(result: dict) -> str:
    """The figures of a translation as lines of text."""
    counts = result["pictures"]
    pairs = _many(counts["a"], "paired test picture")
    unpaired = f"{_many(counts['a'], 'test picture')} of a, {counts['b']} of b, not paired"
    lines = [f"{pairs if result['paired'] else unpaired}; means and 95 % intervals"]
    for direction in directions(result):
        methods = result[direction]
        trained = next(iter(methods))  # the first is the model; others have learnt nothing
        measured = [name for name in COLUMNS if name in methods[trained]]
        title = f"{direction[0]} to {direction[1]}"
        lines.append(f"{title:<17}" + "".join(f" {COLUMNS[name][0]:>15}" for name in measured))
        for method, found in methods.items():
            cells = [
                interval(found[name], *COLUMNS[name][1:]) if name in found else ""
                for name in measured
            ]
            lines.append(f"  {method:<15}" + "".join(f" {cell:>15}" for cell in cells).rstrip())
        if result["paired"]:
            lines += ahead(trained, methods)
    return "\n".join([*lines, *result["notes"]])


def interval(found: dict, scale: float, digits: int) -> str:
    """A mean and half of its 95 % interval, as far as there are such; ~ before a biased one."""
    if found["mean"] is None:
        return "-"
    mark = "~" if found.get("is_biased") else ""
    text = f"{mark}{scale * found['mean']:.{digits}f}"
    if found["standard_error"] is None:
        return text
    return f"{text} +- {1.96 * scale * found['standard_error']:.{digits}f}"


def ahead(trained: str, methods: dict) -> list[str]:
    """A line that says by how much the translation beats the methods that have learnt nothing."""
    parts = []
    for name in ("colour transfer", "unchanged"):
        differences = []
        for measure, digits, unit in (("psnr", 2, " dB"), ("ssim", 3, "")):
            ours, other = (methods[which][measure]["mean"] for which in (trained, name))
            if ours is not None and other is not None:
                differences.append(f"{ours - other:+.{digits}f}{unit}")
        if differences:
            parts.append(f"{name} by {' and '.join(differences)}")
    return [f"  {trained} is ahead of {', '.join(parts)}"] if parts else []


def notes(result: dict, equal: dict[str, dict[str, int]], features: int | None) -> list[str]:
    """Sentences about figures that are left out, or not to be believed as they stand.

    Args:
        result: as of `translation_table`, without them.
        equal: by direction, how many pictures of which method are their truth to the bit.
        features: how many there are of a picture, for FID and KID; None: neither was measured.
    """
    said, (count, *_) = [], sorted(result["pictures"].values())
    figures = [found for direction in directions(result) for found in result[direction].values()]
    for direction, methods in equal.items():
        for method, pictures in methods.items():
            said.append(
                f"{direction[0]} to {direction[1]}, {method}: {pictures} of "
                f"{count} equal the truth to the bit, so that the mean PSNR has no bound and is "
                "left out."
            )
    if any(found.get("ssim", {"mean": 0.0})["mean"] is None for found in figures):
        said.append(f"SSIM is left out: it takes pictures of {WINDOW} pixels a side at least.")
    if any(found.get("latent", {"mean": 0.0})["mean"] is None for found in figures):
        said.append("The latent's distance is left out: some picture's own latent is zero.")
    if features is not None and count < (needed := max(LEAST, features + 1)):
        start = f"FID of {count} pictures is marked ~: it is too high, as"
        if count < LEAST:
            start = f"FID is left out: of {_many(count, 'picture')} it would mean nothing, and"
        said.append(
            f"{start} it needs {needed:,} of each domain, more than there are features, and 10,000 "
            "to be compared with others' (Heusel et al., 2017). KID is unbiased whatever their "
            "number."
        )
    if count < 2:
        said.append("One picture has no interval, and no KID.")
    return said


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}{'s' if count != 1 else ''}"


def adaptation_table(result: dict) -> str:
    """The shares read right as lines of text, in per cent."""
    lines = []
    for direction in directions(result):
        lines.append(f"labels of {direction[0]}, test pictures of {direction[1]}: read right, %")
        for method, shares in result[direction].items():
            spread = f" +- {100 * np.std(shares, ddof=1):.2f}" if len(shares) > 1 else ""
            lines.append(f"  {method:<30}{100 * np.mean(shares):>8.2f}{spread}")
    if len(result["models"]) > 1:
        lines.append(f"means and standard deviations over {len(result['models'])} models")
    return "\n".join(lines)
