"""A conversion's figures as tables and its pictures as sheets."""

import io
import json
from collections.abc import Sequence

import numpy as np
from PIL import Image

from export.fidelity import levels, target
from unit_tf.pictures import sheets

SHEET_PICTURES = 4
AMPLIFIED = 8
OF_ONE_FILE = ("quantization", "runs_since", "floor", "rejected", "figures")
CLOSER = ("int8", "weights", "float16", "none")  # each closer to the model than those before


def table(figures: dict[str, dict]) -> str:
    """One line a file: bytes, closeness to the Keras model, time beside the float32 file's."""
    lines = [
        "| file | bytes | of float32 | PSNR, dB | worst | SSIM | largest error | ms, 1 thread "
        "| ms, all threads | of float32 |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, f in figures.items():
        ssim = "-" if f["ssim"] is None else f"{f['ssim']:.4f}"
        lines.append(
            f"| {name} | {f['bytes']:,} | {f['relative_bytes']:.3f} | {f['psnr']:.1f} "
            f"| {f['worst_psnr']:.1f} | {ssim} | {f['largest_error']:.1f} "
            f"| {f['milliseconds_1_thread']:.1f} | {f['milliseconds_all_threads']:.1f} "
            f"| {f['relative_time']:.2f} |"
        )
    return "\n".join(lines)


def text(told: dict[str, dict]) -> str:
    """The whole report in Markdown, a section for each translator.

    Args:
        told: by each file's name, all that its JSON tells.
    """
    sections: dict[str, dict[str, dict]] = {}
    for name, file in told.items():
        translator = {key: value for key, value in file.items() if key not in OF_ONE_FILE}
        sections.setdefault(json.dumps(translator), {})[name] = file
    return "\n".join(section(json.loads(key), files) for key, files in sections.items())


def section(d: dict, files: dict[str, dict]) -> str:
    """What is told of one translator, and of the files that it was made into."""
    figures = {name: file["figures"] for name, file in files.items()}
    rejected = [file["quantization"] for file in files.values() if file["rejected"]]
    first = next(iter(figures.values()))
    lines = [
        f"# {d['domains'][d['direction'][0]]} to {d['domains'][d['direction'][1]]}",
        "",
        f"Preset `{d['preset']}`, direction {d['direction']}, {d['height']} x {d['width']} pixels, "
        f"{d['input']['type']} in and out; source SHA-256 `{d['source_sha256']}`, unit_tf "
        f"{d['version']}.",
        "",
        f"Closeness is to the Keras model, over {first['pictures']} pictures, evenly taken, of "
        f"`{d['calibration']}`; {d['calibration_pictures']} others were there to convert by. "
        "Errors are in grey levels of 255; times are medians of runs in turn on one machine, with "
        f"1 and {first['threads']} threads; what is relative is so to the float32 file.",
        "",
        table(figures),
        "",
        f"{first['multiply_adds'] / 1e9:.2f} G multiply-adds. The largest sum that a normalisation "
        f"takes is {d['largest_sum']:,.0f} ({d['largest_sum_unscaled']:,.0f} before scaling); half "
        "precision holds 65,504.",
        "",
        "| file | operators | outside the XNNPACK delegate | partitions | highest rank "
        "| runs since |",
        "|---|---|---|---|---|---|",
    ]
    for name, f in figures.items():
        lines.append(
            f"| {name} | {counts(f['operators'])} | {counts(f['outside']) or 'none'} "
            f"| {f['partitions']} | {f['rank']} | {files[name]['runs_since']} |"
        )
    for name, file in files.items():
        if file["rejected"]:
            advice = instead(file["quantization"], rejected)
            lines += ["", f"**{name} is rejected**: under {file['floor']:g} dB. {advice}"]
    return "\n".join(lines) + "\n"


def counts(operators: dict[str, int]) -> str:
    """Such as "20 CONV_2D, 2 CAST"."""
    return ", ".join(f"{count} {name}" for name, count in operators.items())


def instead(recipe: str, rejected: Sequence[str] = ()) -> str:
    """What to use where a recipe loses too much: the next that is closer to the model."""
    closer = CLOSER[CLOSER.index(recipe) + 1 :] if recipe in CLOSER else CLOSER
    for name in closer:
        if name not in rejected:
            return f"Use {name}."
    return "The model's results hang on rounding, as an untrained one's do: train it longer."


def sheet(test: list[np.ndarray], expected: list[np.ndarray], made: list[np.ndarray]) -> bytes:
    """A PNG: input, Keras, TFLite and eight times their difference, a row a picture.

    Args:
        test: inputs, `[1, height, width, channels]`, uint8 or float32 in [-1, 1].
        expected: what Keras makes of them, float32 in [-1, 1].
        made: what the file makes of them, uint8 or float32.
    """
    rows = []
    for index in range(min(SHEET_PICTURES, len(made))):
        source, tflite = levels(test[index][0]), levels(made[index][0])
        keras = target(made[index], expected[index])[0]
        difference = AMPLIFIED * np.abs(keras - tflite)
        titles = ("input", "Keras", "TFLite", "8 x difference") if index == 0 else ()
        tiles = [source, keras, tflite, difference]
        rows.append((titles, [np.rint(tile.clip(0, 255)).astype(np.uint8) for tile in tiles]))
    content = io.BytesIO()
    Image.fromarray(sheets.sheet(rows)).save(content, "PNG")
    return content.getvalue()
