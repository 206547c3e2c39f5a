"""A conversion's figures as tables and its pictures as sheets."""

import io

import numpy as np
from PIL import Image

from export.fidelity import levels
from unit_tf import sheets

SHEET_PICTURES = 4
AMPLIFIED = 8


def table(figures: dict[str, dict]) -> str:
    """One line a file: bytes, closeness to the Keras model, time beside the float32 file's."""
    lines = [
        "| file | bytes | of float32 | PSNR, dB | worst | SSIM | largest error | ms, 1 thread "
        "| ms, all threads | of float32 |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, f in figures.items():
        times = [value for key, value in f.items() if key.startswith("milliseconds_")]
        lines.append(
            f"| {name} | {f['bytes']:,} | {f['relative_bytes']:.3f} | {f['psnr']:.1f} "
            f"| {f['worst_psnr']:.1f} | {f['ssim']:.4f} | {f['largest_error']:.1f} "
            f"| {times[0]:.1f} | {times[-1]:.1f} | {f['relative_time']:.2f} |"
        )
    return "\n".join(lines)


def text(description: dict, figures: dict[str, dict], floors: dict, rejected: list[str]) -> str:
    """The whole report in Markdown."""
    d, first = description, next(iter(figures.values()))
    lines = [
        f"# {d['domains'][d['direction'][0]]} to {d['domains'][d['direction'][1]]}",
        "",
        f"Preset `{d['preset']}`, direction {d['direction']}, {d['height']} x {d['width']} pixels, "
        f"{d['io']} in and out; source SHA-256 `{d['source_sha256']}`, unit_tf {d['version']}.",
        "",
        f"Closeness is to the Keras model, over {first['pictures']} pictures that were not "
        "calibrated by; errors in grey levels of 255. Times are medians of runs in turn on this "
        "machine.",
        "",
        table(figures),
        "",
        f"{first['multiply_adds'] / 1e9:.2f} G multiply-adds. The largest sum that a normalisation "
        f"takes is {d['largest_sum']:,.0f} ({d['largest_sum_unscaled']:,.0f} before scaling); half "
        "precision holds 65,504.",
        "",
        "| file | operators | outside the XNNPACK delegate | partitions | highest rank |",
        "|---|---|---|---|---|",
    ]
    for name, f in figures.items():
        lines.append(
            f"| {name} | {counts(f['operators'])} | {counts(f['outside']) or 'none'} "
            f"| {f['partitions']} | {f['rank']} |"
        )
    for name in rejected:
        lines += ["", f"**{name} is rejected**: under {floors[name]:g} dB. {instead(name)}"]
    return "\n".join(lines) + "\n"


def counts(operators: dict[str, int]) -> str:
    """Such as "20 CONV_2D, 2 CAST"."""
    return ", ".join(f"{count} {name}" for name, count in operators.items())


def instead(recipe: str) -> str:
    """What to use where a recipe loses too much."""
    if recipe in ("none", "float16"):
        return "the model's results hang on rounding, as an untrained one's do: train it longer."
    if recipe in ("weights", "int8"):
        return "use float16."
    return "use int8, which runs on CPUs and GPUs."


def sheet(test: list[np.ndarray], expected: list[np.ndarray], made: list[np.ndarray]) -> bytes:
    """A PNG: input, Keras, TFLite and eight times their difference, a row a picture.

    Args:
        test: inputs, `[1, height, width, channels]`, uint8 or float32 in [-1, 1].
        expected: what Keras makes of them.
        made: what the file makes of them.
    """
    rows = []
    for index in range(min(SHEET_PICTURES, len(made))):
        source, keras, tflite = (levels(images[index][0]) for images in (test, expected, made))
        difference = AMPLIFIED * np.abs(keras - tflite)
        titles = ("input", "Keras", "TFLite", "8 x difference") if index == 0 else ()
        tiles = [source, keras, tflite, difference]
        rows.append((titles, [np.rint(tile.clip(0, 255)).astype(np.uint8) for tile in tiles]))
    content = io.BytesIO()
    Image.fromarray(sheets.sheet(rows)).save(content, "PNG")
    return content.getvalue()
