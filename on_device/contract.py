"""What a translator's file promises, and the rules by which it is believed: docs/contract.md."""

import dataclasses
import json

from on_device.fields import Wrong, check
from on_device.tflite_file import DamagedError, Tensor, TFLiteFile, parse

VERSION = 1
TYPES = ("uint8", "float32")
BYTES = (0.0, 255.0)
# A sentence for each reason, in the order of the rules. What is in numbered braces are the details.
SENTENCES = {
    "not_tflite": "{name} is no TFLite file: make one with export.convert.",
    "tensors": "{name} has {0} inputs and {1} outputs, not one of each: make one with "
    "export.convert.",
    "shape": "{name} takes {0} and gives {1}, not a picture [1, height, width, 3] and one as "
    "large: make one of colour pictures with export.convert.",
    "type": "{name} takes {0} and gives {1}, not uint8 or float32: convert it with --io=uint8.",
    "range_unknown": "{name} takes or gives floats and does not tell their range: say "
    "value_range=(-1, 1) or what else it is, or convert it with --io=uint8.",
    "contract_damaged": "{name} holds a contract that is no JSON object: convert it again.",
    "contract_version": "{name} has contract {0} of a newer exporter, and this reader knows {1}: "
    "update unit_tf.",
    "contract_field": "{name} has a contract in which {0} is {1}, not {2}: convert it again.",
    "contract_disagrees": "{name} has a contract in which {0} is {1}, but its tensors say {2}: "
    "convert it again.",
    "runtime": "{name} cannot be run by {0} ({1}). It runs since {2}: update the runtime, or "
    "convert it with --quantize=int8.",
}


class Refusal(ValueError):
    """A file that cannot be used: its text is a sentence that says why, and what to do.

    Attributes:
        reason: the code of the rule that it broke, a key of `SENTENCES`.
        details: what the rule found, as texts.
    """

    def __init__(self, name: str, reason: str, *details: object):
        self.reason, self.details = reason, tuple(map(str, details))
        super().__init__(SENTENCES[reason].format(*self.details, name=name))


@dataclasses.dataclass(frozen=True)
class Values:
    """The values of a picture that goes in or comes out.

    Attributes:
        type: "uint8" or "float32".
        low: what stands for the byte 0.
        high: what stands for the byte 255.
    """

    type: str
    low: float
    high: float


@dataclasses.dataclass(frozen=True)
class Contract:
    """What is known of a file. What a file without a contract leaves open is None.

    Attributes:
        source: what it translates from, such as "day".
        target: what it translates to.
        direction: "ab" or "ba".
        height: of the one size that it takes, pixels.
        width: likewise.
        input: the values that go in.
        output: the values that come out.
        quantization: how its weights are kept, such as "int8".
        multiply_adds: for one picture.
        overlap: pixels that neighbouring tiles of a larger picture share at least.
        runs_since: the oldest runtime that it ran on, such as "TFLite 2.16.1".
    """

    source: str | None
    target: str | None
    direction: str | None
    height: int
    width: int
    input: Values
    output: Values
    quantization: str | None
    multiply_adds: int | None
    overlap: int
    runs_since: str | None


def read(
    content: bytes, value_range: tuple[float, float] | None = None, name: str = "The file"
) -> Contract:
    """What a file promises, where it holds to the rules.

    Args:
        content: of the file.
        value_range: what stands for the bytes 0 and 255 where the file has floats and does not
            say so itself.
        name: how the file is called in the sentence of a refusal.

    Raises:
        Refusal: the first rule that the file breaks.
    """
    try:
        file = parse(content)
    except DamagedError as error:
        raise Refusal(name, "not_tflite") from error
    _check_tensors(file, name)
    told = None if file.metadata is None else _object(file.metadata, name)
    if told is None or "contract" not in told:
        return _assumed(file, told or {}, value_range, name)
    version = told["contract"]
    if isinstance(version, int | float) and not isinstance(version, bool) and version > VERSION:
        raise Refusal(name, "contract_version", version, VERSION)
    try:
        check(told)
    except Wrong as wrong:
        raise Refusal(name, "contract_field", *wrong.args) from wrong
    _check_agreement(told, file, name)
    first, second = told["direction"]
    return Contract(
        source=told["domains"][first],
        target=told["domains"][second],
        input=_values(told["input"]),
        output=_values(told["output"]),
        overlap=told["tiles"]["overlap"],
        **{
            key: told[key]
            for key in (
                "direction", "height", "width", "quantization", "multiply_adds", "runs_since",
            )
        },
    )  # fmt: skip


def _check_tensors(file: TFLiteFile, name: str):
    if len(file.inputs) != 1 or len(file.outputs) != 1:
        raise Refusal(name, "tensors", len(file.inputs), len(file.outputs))
    ends = given, made = file.inputs[0], file.outputs[0]
    batch, *sides, channels = given.shape if len(given.shape) == 4 else (0, 0, 0, 0)
    if batch != 1 or channels != 3 or min(sides) < 1 or made.shape != given.shape:
        raise Refusal(name, "shape", *(list(tensor.shape) for tensor in ends))
    if not {given.type, made.type} <= {*TYPES}:
        raise Refusal(name, "type", given.type, made.type)


def _object(metadata: bytes, name: str) -> dict:
    def refuse(constant: str):
        raise ValueError(f"JSON has no {constant}")

    try:
        told = json.loads(metadata.decode("utf-8"), parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise Refusal(name, "contract_damaged") from error
    if not isinstance(told, dict):
        raise Refusal(name, "contract_damaged")
    return told


def _assumed(
    file: TFLiteFile, told: dict, value_range: tuple[float, float] | None, name: str
) -> Contract:
    """What holds for a file without a contract; files older than it tell a little."""

    def values(tensor: Tensor) -> Values:
        if tensor.type == "uint8":
            return Values("uint8", *BYTES)
        if value_range is None:
            raise Refusal(name, "range_unknown")
        return Values(tensor.type, *map(float, value_range))

    (given,), (made,) = file.inputs, file.outputs
    _, height, width, _ = given.shape
    direction = told.get("direction")
    direction = direction if direction in ("ab", "ba") else None
    names, domains = told.get("domains"), (None, None)
    if direction and isinstance(names, dict):
        domains = tuple(names.get(domain) for domain in direction)
        if not all(isinstance(domain, str) and domain for domain in domains):
            domains = (None, None)
    quantization = told.get("quantization")
    return Contract(
        source=domains[0],
        target=domains[1],
        direction=direction,
        height=height,
        width=width,
        input=values(given),
        output=values(made),
        quantization=quantization if isinstance(quantization, str) else None,
        multiply_adds=None,
        overlap=min(height, width) // 4,
        runs_since=None,
    )


def _check_agreement(told: dict, file: TFLiteFile, name: str):
    _, height, width, channels = file.inputs[0].shape
    pairs = [("height", told["height"], height), ("width", told["width"], width)]
    for end, tensor in (("input", file.inputs[0]), ("output", file.outputs[0])):
        pairs += [
            (f"{end}.channels", told[end]["channels"], channels),
            (f"{end}.type", told[end]["type"], tensor.type),
        ]
    for field, promised, found in pairs:
        if promised != found:
            raise Refusal(name, "contract_disagrees", field, promised, found)


def _values(told: dict) -> Values:
    return Values(told["type"], *map(float, told["range"]))
