"""Which values the fields of a contract may have; contract.schema.json says the same."""

from collections.abc import Callable, Iterator

LARGEST = 3.4028234663852886e38  # of float32
MISSING = object()


class Wrong(ValueError):
    """A field of a wrong kind: its name, what it is, and what was expected."""

    def __init__(self, field: str, value: object, expected: str):
        told = "missing" if value is MISSING else repr(value)
        super().__init__(field, told if len(told) < 80 else f"{told[:77]}...", expected)


def check(told: dict):
    """Raises Wrong for the first field that is missing or of a wrong kind.

    JSON's 256.0 is no whole number here: `type` tells, which knows booleans from numbers too.
    """
    for field, fits, expected in _rules(told):
        value = told
        for key in field.split("."):
            value = value.get(key, MISSING)
        if not fits(value):
            raise Wrong(field, value, expected)


def _rules(told: dict) -> Iterator[tuple[str, Callable[[object], bool], str]]:
    """Fields in order with their rules; a rule may count on those before it."""
    text, thing = "a text that is not empty", "an object"
    yield "contract", _whole(1), "a whole number from 1"
    yield "domains", _is_object, thing
    yield "domains.a", _is_text, text
    yield "domains.b", _is_text, text
    yield "direction", _one_of("ab", "ba"), "ab or ba"
    yield "height", _whole(1), "a whole number from 1"
    yield "width", _whole(1), "a whole number from 1"
    for end in ("input", "output"):
        yield end, _is_object, thing
        yield f"{end}.type", _one_of("uint8", "float32"), "uint8 or float32"
        yield f"{end}.channels", _one_of(1, 3), "1 or 3"
        if told[end]["type"] == "uint8":
            yield f"{end}.range", _is_bytes, "[0, 255], as of bytes"
        else:
            yield f"{end}.range", _is_range, "two finite numbers, the lower one first"
    yield "quantization", lambda value: isinstance(value, str), "a text"
    yield "multiply_adds", _whole(0), "a whole number from 0"
    yield "tiles", _is_object, thing
    side = min(told["height"], told["width"])
    yield "tiles.overlap", _whole(0, side - 1), f"a whole number from 0 to {side - 1}"
    yield "runs_since", _is_text, text


def _whole(least: int, most: int | None = None) -> Callable[[object], bool]:
    return lambda v: type(v) is int and least <= v and (most is None or v <= most)


def _one_of(*values: object) -> Callable[[object], bool]:
    return lambda value: any(type(value) is type(v) and value == v for v in values)


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_range(value: object) -> bool:
    if not isinstance(value, list) or len(value) != 2:
        return False
    if not all(type(end) in (int, float) and abs(end) <= LARGEST for end in value):
        return False
    return value[0] < value[1] and value[1] - value[0] <= LARGEST


def _is_bytes(value: object) -> bool:
    return _is_range(value) and value == [0, 255]
