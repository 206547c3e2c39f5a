"""Contracts: code and schema agree, damage is refused, and the package stands on its own."""

import ast
import json
import sys
from pathlib import Path

import jsonschema
import pytest
from golden_files import GOLDEN, cases, named

import on_device
from on_device import fields
from on_device.contract import SENTENCES, Refusal, read
from on_device.translator import TFLiteTranslator

PACKAGE = Path(on_device.__file__).parent
SCHEMA = json.loads((PACKAGE / "contract.schema.json").read_text())
# What the schema cannot say, as it tells itself.
RELATIONS = {
    "tiles overlap is the shorter side",
    "a range of floats that is reversed",
    "a range of floats that is empty",
}


def validator():
    """Of the schema, to which 6.0 is no whole number, as to us."""
    kinds = jsonschema.Draft202012Validator.TYPE_CHECKER.redefine(
        "integer", lambda checker, value: type(value) is int
    )
    strict = jsonschema.validators.extend(jsonschema.Draft202012Validator, type_checker=kinds)
    strict.check_schema(SCHEMA)
    return strict(SCHEMA)


def contracts():
    """The cases whose fields are looked at."""
    for case in cases("refusals"):
        if case["reason"] in (None, "contract_field", "contract_disagrees"):
            told = case["contract"]
            told = json.loads(told) if isinstance(told, str) else told
            if told and "contract" in told:
                yield case | {"contract": told}


@pytest.mark.parametrize("case", contracts(), ids=named)
def test_code_and_schema_agree(case):
    try:
        fields.check(case["contract"])
        good = True
    except fields.Wrong:
        good = False
    assert good == (case["reason"] != "contract_field")
    said = validator().is_valid(case["contract"])
    assert said == (good or case["name"] in RELATIONS)


def good_file():
    (case,) = (case for case in cases("refusals") if case["name"] == "a contract of bytes")
    start, length = case["bytes"]
    return (GOLDEN / "files.bin").read_bytes()[start : start + length]


def test_damage_anywhere_gets_a_refusal_and_nothing_else():
    content = good_file()
    assert read(content).source == "day"
    for length in range(len(content)):
        refused_or_read(content[:length])
    for position in range(len(content)):
        for mask in (0x01, 0x80, 0xFF):
            damaged = bytearray(content)
            damaged[position] ^= mask
            refused_or_read(bytes(damaged))


def refused_or_read(content):
    try:
        read(content)
    except Refusal as refusal:
        assert refusal.reason in SENTENCES


def test_deep_json_is_refused():
    with pytest.raises(Refusal, match="no JSON object") as caught:
        read(with_metadata(b'{"a":' * 100_000))
    assert caught.value.reason == "contract_damaged"


def with_metadata(content):
    sys.path.insert(0, str(GOLDEN))
    try:
        from cases import BYTES_FILE
        from minimal_tflite import minimal_tflite
    finally:
        sys.path.remove(str(GOLDEN))
    return minimal_tflite(BYTES_FILE, [("unit_tf", content)])


def test_sentences_tell_what_was_found():
    told = {
        "fields": "x.tflite has a contract in which height is '6', not a whole number from 1: ",
        "sizes": "x.tflite has a contract in which width is 16, but its tensors say 8: ",
        "type": "x.tflite takes int8 and gives int8, not uint8 or float32: convert it with --io=",
        "shape": "x.tflite takes [1, 6, 8, 1] and gives [1, 6, 8, 1], not a picture ",
    }
    names = {
        "fields": "height is a string", "sizes": "a width of 16", "type": "int8", "shape": "grey",
    }  # fmt: skip
    by_name = {case["name"]: case["bytes"] for case in cases("refusals")}
    for key, sentence in told.items():
        start, length = by_name[names[key]]
        with pytest.raises(Refusal) as caught:
            read((GOLDEN / "files.bin").read_bytes()[start : start + length], name="x.tflite")
        assert str(caught.value).startswith(sentence)


def test_a_file_that_the_runtime_refuses(tmp_path):
    (tmp_path / "x.tflite").write_bytes(of_another_version(bytearray(good_file())))
    with pytest.raises(Refusal) as caught:
        TFLiteTranslator(tmp_path / "x.tflite")
    assert caught.value.reason == "runtime"
    sentence = str(caught.value)
    assert "x.tflite cannot be run by LiteRT 2." in sentence
    assert "It runs since TFLite 2.16.1: update" in sentence and "--quantize=int8" in sentence


def of_another_version(content):
    """The file with a version of the schema that no runtime knows; its tables are in order."""
    root = int.from_bytes(content[:4], "little")
    table = root - int.from_bytes(content[root : root + 4], "little", signed=True)
    place = root + int.from_bytes(content[table + 4 : table + 6], "little")
    assert content[place] == 3
    content[place] = 9
    return bytes(content)


def test_it_stands_on_its_own():
    allowed = {"on_device", "numpy", "PIL", "ai_edge_litert", *sys.stdlib_module_names}
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] in allowed, f"{path.name} imports {name}"
