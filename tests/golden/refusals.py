"""Files that a reader takes or refuses, with the reason: every rule of docs/contract.md."""

import json

from cases import (
    BYTES_FILE,
    FLOAT_ENDS,
    FLOAT_FILE,
    FLOATS,
    GONE,
    GOOD,
    HEIGHT,
    OLD,
    PICTURE,
    WIDTH,
    case,
    changed,
    known,
    unknown,
)  # fmt: skip
from fields import fields
from minimal_tflite import minimal_tflite


def refusal_cases() -> list[dict]:
    return [*taken(), *tensors(), *without_contract(), *metadata(), *fields(), *against_the_file(),
            *first_reason(), *damaged()]  # fmt: skip


def taken() -> list[dict]:
    floats, back = GOOD | FLOAT_ENDS, GOOD | {"direction": "ba"}
    mixed = GOOD | {"output": FLOAT_ENDS["output"]}
    unit = changed("input", "range", [0, 1], base=floats)
    fraction = changed("output", "range", [-0.5, 0.25], base=floats)
    umlaut = GOOD | {"domains": {"a": "Tag", "b": "Nacht über Köln 夜"}}
    more = GOOD | {"domains": {"a": "day", "b": "night", "c": "dusk"}, "new": [1, {"x": None}]}
    word = GOOD | {"quantization": "int3", "runs_since": "LiteRT 9.9"}
    edges = GOOD | {"multiply_adds": 0, "tiles": {"overlap": 0}}
    wide = changed("tiles", "overlap", HEIGHT - 1)
    mixed_file = {"inputs": [PICTURE], "outputs": [FLOATS]}
    beside = [("min_runtime_version", b"1.5.0\0\0\0"), ("unit_tf_other", b"{")]
    return [
        case("a contract of bytes", GOOD, read=known(GOOD)),
        case("the other direction", back, read=known(back)),
        case("floats by contract", floats, FLOAT_FILE, read=known(floats)),
        case("the contract's range counts, not the caller's", floats, FLOAT_FILE, span=[0, 255],
             read=known(floats)),
        case("floats from 0 to 1", unit, FLOAT_FILE, read=known(unit)),
        case("floats with fractions for ends", fraction, FLOAT_FILE, read=known(fraction)),
        case("bytes in, floats out", mixed, mixed_file, read=known(mixed)),
        case("names beyond ASCII", umlaut, read=known(umlaut)),
        case("keys that nobody knows", more, read=known(more)),
        case("any word for the quantization", word, read=known(word)),
        case("no overlap, no multiply-adds", edges, read=known(edges)),
        case("the largest overlap", wide, read=known(wide)),
        case("metadata of others beside it", GOOD, read=known(GOOD), extra=beside),
        case("a shape signature that knows all sides", GOOD,
             bytes_file({**PICTURE, "signature": PICTURE["shape"]}), read=known(GOOD)),
        case("no name for an end", changed("input", "name", GONE), read=known(GOOD)),
    ]  # fmt: skip


def bytes_file(picture: dict) -> dict:
    return {"inputs": [picture], "outputs": [PICTURE]}


def tensors() -> list[dict]:
    def shaped(*shape):
        return {"shape": list(shape), "type": "uint8"}

    def both(picture):
        return {"inputs": [picture], "outputs": [picture]}

    def many(inputs, outputs):
        return {"inputs": [PICTURE] * inputs, "outputs": [PICTURE] * outputs}

    grey = {"shape": [1, HEIGHT, WIDTH, 1], "type": "uint8"}
    open_sides = {"shape": [1, 1, 1, 3], "signature": [1, -1, -1, 3], "type": "uint8"}
    return [
        case("no subgraph", GOOD, {"inputs": [], "outputs": [], "subgraphs": 0}, "tensors"),
        case("no tensor goes in", GOOD, many(0, 1), "tensors", ["0"]),
        case("two inputs", GOOD, many(2, 1), "tensors", ["2"]),
        case("two outputs", GOOD, many(1, 2), "tensors", ["2"]),
        case("no tensor comes out", GOOD, many(1, 0), "tensors", ["0"]),
        case("grey", GOOD, both(grey), "shape", ["1"]),
        case("four channels", GOOD, both(shaped(1, HEIGHT, WIDTH, 4)), "shape", ["4"]),
        case("a batch of two", GOOD, both(shaped(2, HEIGHT, WIDTH, 3)), "shape", ["2"]),
        case("rank 3", GOOD, both(shaped(HEIGHT, WIDTH, 3)), "shape"),
        case("rank 5", GOOD, both(shaped(1, 1, HEIGHT, WIDTH, 3)), "shape"),
        case("rank 0", GOOD, both(shaped()), "shape"),
        case("channels first", GOOD, both(shaped(1, 3, HEIGHT, WIDTH)), "shape"),
        case("a side of none", GOOD, both(shaped(1, 0, WIDTH, 3)), "shape", ["0"]),
        case("sides unknown", GOOD, both(open_sides), "shape"),
        case("a side of -1", GOOD, both(shaped(1, -1, WIDTH, 3)), "shape", ["-1"]),
        case("an output twice as large", GOOD,
             {"inputs": [PICTURE], "outputs": [shaped(1, 12, 16, 3)]}, "shape", ["12", "16"]),
        case("an output of one channel", GOOD, {"inputs": [PICTURE], "outputs": [grey]}, "shape"),
        case("int8", GOOD, both({**PICTURE, "type": "int8"}), "type", ["int8"]),
        case("half precision", GOOD, both({**PICTURE, "type": "float16"}), "type", ["float16"]),
        case("classes for an output", GOOD,
             {"inputs": [PICTURE], "outputs": [{**PICTURE, "type": "int32"}]}, "type", ["int32"]),
    ]  # fmt: skip


def without_contract() -> list[dict]:
    def floats(low, high):
        ends = {"type": "float32", "range": [low, high]}
        return {"input": ends, "output": ends}

    half = {"inputs": [PICTURE], "outputs": [FLOATS]}
    told = {"source": "night", "target": "day", "direction": "ba", "quantization": "float16"}
    badly = OLD | {"domains": {"a": "", "b": 3}, "direction": "up", "quantization": 8}
    nameless = {"direction": "ba", "quantization": "float16"}
    only_names = {"domains": {"a": "x", "b": "y"}}
    return [
        case("bytes without a contract", None, read=unknown()),
        case("floats without a contract", None, FLOAT_FILE, "range_unknown"),
        case("floats, and the caller says -1 to 1", None, FLOAT_FILE, span=[-1, 1],
             read=unknown(**floats(-1, 1))),
        case("floats, and the caller says 0 to 255", None, FLOAT_FILE, span=[0, 255],
             read=unknown(**floats(0, 255))),
        case("floats out alone", None, half, "range_unknown"),
        case("floats out alone, and the caller says 0 to 1", None, half, span=[0, 1],
             read=unknown(output={"type": "float32", "range": [0, 1]})),
        case("bytes stay bytes whatever the caller says", None, span=[0, 1], read=unknown()),
        case("written before there was a contract", OLD, read=unknown(**told)),
        case("written before, badly", badly, read=unknown()),
        case("written before, without names", OLD | {"domains": None}, read=unknown(**nameless)),
        case("written before, names without a direction", only_names, read=unknown()),
        case("written before, of other sizes", OLD | {"height": 99}, read=unknown(**told)),
        case("written before, of floats", OLD | {"io": "float32"}, FLOAT_FILE, "range_unknown"),
        case("written before, of floats, and the caller says", OLD | {"io": "float32"}, FLOAT_FILE,
             span=[-1, 1], read=unknown(**told, **floats(-1, 1))),
        case("an object without anything", {}, read=unknown()),
    ]  # fmt: skip


def metadata() -> list[dict]:
    whole = json.dumps(GOOD)
    return [
        case("metadata of no bytes", "", reason="contract_damaged"),
        case("metadata that is no JSON", "not JSON", reason="contract_damaged"),
        case("metadata cut off", whole[:100], reason="contract_damaged"),
        case("metadata that is a list", f"[{whole}]", reason="contract_damaged"),
        case("metadata that is null", "null", reason="contract_damaged"),
        case("metadata that is a string", '"unit_tf"', reason="contract_damaged"),
        case("metadata that is no UTF-8", whole.encode().replace(b"night", b"n\xffght"),
             reason="contract_damaged"),
        case("a range of NaN, which JSON has not", whole.replace("[0, 255]", "[NaN, 255]"),
             reason="contract_damaged"),
        case("a contract of 2", {"contract": 2}, reason="contract_version", says=["2"]),
        case("a contract of 2.5", GOOD | {"contract": 2.5}, reason="contract_version"),
        case("a contract of 2, of floats", {"contract": 2}, FLOAT_FILE, "contract_version"),
    ]  # fmt: skip


def against_the_file() -> list[dict]:
    def other(name, contract, says, file=BYTES_FILE):
        return case(name, contract, file, "contract_disagrees", says)

    floats = GOOD | FLOAT_ENDS
    grey = changed("output", "channels", 1)
    return [
        other("a height of 12", GOOD | {"height": 12}, ["height", "12", "6"]),
        other("a width of 16", GOOD | {"width": 16}, ["width", "16", "8"]),
        other("sides the other way round", GOOD | {"height": WIDTH, "width": HEIGHT}, ["height"]),
        other("grey by contract, colour in the file", grey, ["channels", "1", "3"]),
        other("floats by contract, bytes in the file", floats, ["type", "float32", "uint8"]),
        other("bytes by contract, floats in the file", GOOD, ["type", "uint8", "float32"],
              FLOAT_FILE),
    ]  # fmt: skip


def first_reason() -> list[dict]:
    """Files with two faults: the rule that comes first tells."""
    grey = {"shape": [1, HEIGHT, WIDTH, 1], "type": "int8"}
    return [
        case("shape before type", GOOD, {"inputs": [grey], "outputs": [grey]}, "shape"),
        case("type before metadata", "no JSON",
             {"inputs": [{**PICTURE, "type": "int8"}], "outputs": [PICTURE]}, "type"),
        case("version before fields", {"contract": 3, "height": "6"}, reason="contract_version"),
        case("fields before sizes", GOOD | {"height": 12, "runs_since": ""},
             reason="contract_field", says=["runs_since"]),
        case("tensors before all others", "no JSON", {"inputs": [grey] * 2, "outputs": []},
             "tensors"),
    ]  # fmt: skip


def damaged() -> list[dict]:
    """Files that are no TFLite files, or no longer."""
    good = minimal_tflite(BYTES_FILE, [("unit_tf", json.dumps(GOOD).encode())])
    root = int.from_bytes(good[:4], "little")
    contents = {
        "nothing": b"",
        "seven bytes": good[:7],
        "zeros": bytes(100),
        "a PNG": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(60),
        "an older identifier": good[:4] + b"TFL2" + good[8:],
        "the first eight bytes": good[:8],
        "the first half": good[: len(good) // 2],
        "the root outside": b"\xf0\xff\xff\x7f" + good[4:],
        "the root behind the start": b"\xff\xff\xff\xff" + good[4:],
        "the root's table of fields outside": good[:root] + b"\x00\x00\x00\x80" + good[root + 4 :],
        "the root's table of fields after the end":
            good[:root] + b"\x00\x00\x00\xff" + good[root + 4 :],
        "a text": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
        "an input that is not there": minimal_tflite(BYTES_FILE | {"input_index": 9}, []),
        "an input of -1": minimal_tflite(BYTES_FILE | {"input_index": -1}, []),
        "metadata in a buffer that is not there":
            minimal_tflite(BYTES_FILE | {"metadata_buffer": 99}, [("unit_tf", b"{}")]),
    }  # fmt: skip
    return [
        {
            "name": f"damaged: {name}",
            "contract": None,
            "file": None,
            "range": None,
            "reason": "not_tflite",
            "says": [],
            "tflite": content,
        }
        for name, content in contents.items()
    ]
