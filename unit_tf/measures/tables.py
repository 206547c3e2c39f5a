"""The figures of an evaluation as lines of text."""

import math

import numpy as np

# How each measure is shown: its heading, what it is multiplied by, and digits.
COLUMNS = {
    "psnr": ("PSNR, dB", 1, 2),
    "ssim": ("SSIM", 1, 3),
    "fid": ("FID", 1, 2),
    "kid": ("KID x 1000", 1000, 2),
    "latent": ("latent", 1, 3),
    "reconstruction": ("reconstruction", 1, 2),
    "cycle": ("cycle", 1, 2),
}


def translation_table(result: dict) -> str:
    """The figures of a translation as lines of text."""
    counts = result["pictures"]
    pairs = f"{counts['a']} paired test pictures"
    unpaired = f"{counts['a']} test pictures of a, {counts['b']} of b, not paired"
    lines = [f"{pairs if result['paired'] else unpaired}; means and 95 % intervals"]
    for direction in ("ab", "ba"):
        methods = result[direction]
        trained = next(iter(methods))  # the first is the model; others have learnt nothing
        measured = [name for name in COLUMNS if name in methods[trained]]
        title = f"{direction[0]} to {direction[1]}"
        lines.append(f"{title:<16}" + "".join(f"{COLUMNS[name][0]:>18}" for name in measured))
        for method, found in methods.items():
            cells = [
                interval(found[name], *COLUMNS[name][1:]) if name in found else ""
                for name in measured
            ]
            lines.append(f"  {method:<14}" + "".join(f"{cell:>18}" for cell in cells))
        if result["paired"]:
            lines.append(f"  {ahead(trained, methods)}")
    return "\n".join(lines)


def interval(found: dict, scale: float, digits: int) -> str:
    """A mean and half of its 95 % interval."""
    mean, half = scale * found["mean"], 1.96 * scale * found["standard_error"]
    return f"{mean:.{digits}f}" + ("" if math.isnan(half) else f" +- {half:.{digits}f}")


def ahead(trained: str, methods: dict) -> str:
    """By how much the translation beats the methods that have learnt nothing."""
    parts = [
        f"{name} by {methods[trained]['psnr']['mean'] - methods[name]['psnr']['mean']:+.2f} dB and "
        f"{methods[trained]['ssim']['mean'] - methods[name]['ssim']['mean']:+.3f}"
        for name in ("colour transfer", "unchanged")
    ]
    return f"{trained} is ahead of {', '.join(parts)}"


def adaptation_table(result: dict) -> str:
    """The shares read right as lines of text, in per cent."""
    lines = []
    for direction in ("ab", "ba"):
        lines.append(f"labels of {direction[0]}, test pictures of {direction[1]}: read right, %")
        for method, shares in result[direction].items():
            spread = f" +- {100 * np.std(shares, ddof=1):.2f}" if len(shares) > 1 else ""
            lines.append(f"  {method:<30}{100 * np.mean(shares):>8.2f}{spread}")
    if len(result["models"]) > 1:
        lines.append(f"means and standard deviations over {len(result['models'])} models")
    return "\n".join(lines)
