"""What a case is made of: a contract, the file that it lies in, and what a reader finds."""

import copy
import json

from minimal_tflite import minimal_tflite

HEIGHT, WIDTH = 6, 8
GOOD = {
    "contract": 1,
    "domains": {"a": "day", "b": "night"},
    "direction": "ab",
    "height": HEIGHT,
    "width": WIDTH,
    "input": {"name": "image", "type": "uint8", "channels": 3, "range": [0, 255]},
    "output": {"name": "translated", "type": "uint8", "channels": 3, "range": [0, 255]},
    "quantization": "int8",
    "multiply_adds": 3423600640,
    "tiles": {"overlap": 2},
    "runs_since": "TFLite 2.16.1",
}
PICTURE = {"shape": [1, HEIGHT, WIDTH, 3], "type": "uint8"}
FLOATS = {"shape": [1, HEIGHT, WIDTH, 3], "type": "float32"}
BYTES_FILE = {"inputs": [PICTURE], "outputs": [PICTURE]}
FLOAT_FILE = {"inputs": [FLOATS], "outputs": [FLOATS]}
FLOAT_ENDS = {
    "input": {"name": "image", "type": "float32", "channels": 3, "range": [-1, 1]},
    "output": {"name": "translated", "type": "float32", "channels": 3, "range": [-1, 1]},
}
# What the exporter wrote before there was a contract.
OLD = {
    "version": "0.1.0",
    "preset": "article",
    "direction": "ba",
    "domains": {"a": "day", "b": "night"},
    "height": HEIGHT,
    "width": WIDTH,
    "io": "uint8",
    "quantization": "float16",
}
GONE = object()


def case(name, contract, file=BYTES_FILE, reason=None, says=(), span=None, read=None, extra=()):
    """One case; `contract` is an object, raw text or bytes, or None."""
    raw = contract
    if isinstance(contract, dict):
        raw = json.dumps(contract, separators=(",", ":"), ensure_ascii=False)
    if isinstance(raw, str):
        raw = raw.encode()
    entries = [*extra] if raw is None else [*extra, ("unit_tf", raw)]
    found = {
        "name": name,
        "contract": contract.decode("latin-1") if isinstance(contract, bytes) else contract,
        "file": file,
        "range": span,
        "reason": reason,
        "says": list(says),
        "tflite": minimal_tflite(file, entries),
    }
    return found if reason else found | {"read": read}


def known(contract: dict, **changes) -> dict:
    """What a reader knows of a file with this contract."""
    names = contract["domains"]
    first, second = contract["direction"]
    return {
        "source": names[first],
        "target": names[second],
        "direction": contract["direction"],
        "height": contract["height"],
        "width": contract["width"],
        "input": {key: contract["input"][key] for key in ("type", "range")},
        "output": {key: contract["output"][key] for key in ("type", "range")},
        "quantization": contract["quantization"],
        "multiply_adds": contract["multiply_adds"],
        "overlap": contract["tiles"]["overlap"],
        "runs_since": contract["runs_since"],
    } | changes


def unknown(**changes) -> dict:
    """What a reader knows of a file without a contract."""
    ends = {"type": "uint8", "range": [0, 255]}
    names = ("source", "target", "direction", "quantization", "multiply_adds", "runs_since")
    sizes = {"height": HEIGHT, "width": WIDTH, "overlap": HEIGHT // 4}
    return dict.fromkeys(names) | sizes | {"input": ends, "output": ends} | changes


def changed(*path_and_value, base=GOOD) -> dict:
    """The good contract with one field changed or, by GONE, taken away."""
    *path, last, value = path_and_value
    contract = copy.deepcopy(base)
    inner = contract
    for key in path:
        inner = inner[key]
    if value is GONE:
        del inner[last]
    else:
        inner[last] = value
    return contract
