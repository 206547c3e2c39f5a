"""Times of files on a machine as JSON, which phones write too, and as rows of docs/phones.md."""

import hashlib
import json
import platform
from collections.abc import Iterable
from pathlib import Path

from export import flatbuffer
from export.latency import Latency
from on_device.contract import read
from on_device.processor import model
from on_device.translator import runtime

VERSION = 1
HEAD = (
    "| device | system | runtime | file | kind | pixels | G multiply-adds | runs on "
    "| median, ms | p90, ms |\n|---|---|---|---|---|---|---|---|---|---|"
)
TEXTS = ("device", "system", "runtime")
KINDS = {
    "file": str,
    "quantization": str | None,
    "height": int,
    "width": int,
    "multiply_adds": int | None,
    "accelerator": str,
    "threads": int | None,
    "median_ms": int | float,
    "p90_ms": int | float,
}


class MeasurementsError(ValueError):
    """A file holds no measurements: the message says what is wrong with it."""


def document(rows: list[dict]) -> dict:
    """The measurements of this machine, of its `row`s."""
    return {
        "measurements": VERSION,
        "device": model(),
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "runtime": runtime(),
        "rows": rows,
    }


def row(path: str, content: bytes, threads: int, runs: int, warm_up: int, latency: Latency) -> dict:
    """What was measured of one file.

    Raises:
        Refusal: it is no translator.
    """
    contract = read(content, value_range=(-1, 1), name=path)  # floats of any range take as long
    return {
        "file": Path(path).stem,
        "sha256": hashlib.sha256(content).hexdigest(),
        "quantization": contract.quantization,
        "height": contract.height,
        "width": contract.width,
        "multiply_adds": flatbuffer.multiply_adds(content),
        "accelerator": "cpu",
        "threads": threads,
        "runs": runs,
        "warm_up": warm_up,
        "median_ms": round(latency.median, 4),
        "p90_ms": round(latency.p90, 4),
    }


def load(path: str) -> dict:
    """The measurements in a file, of whatever machine.

    Raises:
        OSError: it cannot be read.
        MeasurementsError: it holds none.
    """
    try:
        told = json.loads(Path(path).read_text(encoding="utf-8"))
    except ValueError as error:
        raise MeasurementsError(f"{path} is no JSON.") from error
    if not isinstance(told, dict) or told.get("measurements") != VERSION:
        raise MeasurementsError(f"{path} does not say that it holds measurements of version 1.")
    rows = told.get("rows")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise MeasurementsError(f"{path} has no list of rows.")
    for where, fields in [(told, dict.fromkeys(TEXTS, str)), *((row, KINDS) for row in rows)]:
        for field, kind in fields.items():
            value = where.get(field, ...)
            if isinstance(value, bool) or not isinstance(value, kind):
                raise MeasurementsError(f"{path} has no {field} where it should, or a wrong one.")
    return told


def table(documents: Iterable[dict]) -> str:
    """Their rows in Markdown, as docs/phones.md has them."""
    lines = [HEAD]
    for told in documents:
        for row in told["rows"]:
            threads, cost = row["threads"], row["multiply_adds"]
            cells = (
                *(told[text] for text in TEXTS),
                row["file"],
                row["quantization"] or "unknown",
                f"{row['height']} x {row['width']}",
                "unknown" if cost is None else f"{cost / 1e9:.2f}",
                row["accelerator"].upper() + ("" if threads is None else f", {threads} threads"),
                f"{row['median_ms']:.1f}",
                f"{row['p90_ms']:.1f}",
            )
            cells = (cell.replace("|", "/").replace("\n", " ") for cell in cells)
            lines.append(f"| {' | '.join(cells)} |".replace(" 1 threads", " 1 thread"))
    return "\n".join(lines)
