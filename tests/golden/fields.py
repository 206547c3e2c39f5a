"""Contracts with one field wrong: rule 8 of docs/contract.md."""

import json

from cases import FLOAT_ENDS, FLOAT_FILE, GONE, GOOD, HEIGHT, WIDTH, case, changed


def fields() -> list[dict]:
    def wrong(name, field, contract, **options):
        return case(name, contract, reason="contract_field", says=[field], **options)

    def raw(old, new):
        return json.dumps(GOOD).replace(old, new, 1)

    cases = [
        wrong(f"no {path[-1]} in {path[0]}" if path[1:] else f"no {path[0]}", path[-1],
              changed(*path, GONE))
        for path in (
            ("domains",), ("domains", "a"), ("domains", "b"), ("direction",), ("height",),
            ("width",), ("input",), ("input", "type"), ("input", "channels"), ("input", "range"),
            ("output",), ("output", "type"), ("output", "channels"), ("output", "range"),
            ("quantization",), ("multiply_adds",), ("tiles",), ("tiles", "overlap"),
            ("runs_since",),
        )
    ]  # fmt: skip
    for value, word in (
        ("1", "a string"), (True, "a boolean"), (1.0, "a fraction"), (0, "0"), (-1, "-1"),
        (None, "null"), ([1], "a list"),
    ):  # fmt: skip
        cases.append(wrong(f"contract is {word}", "contract", GOOD | {"contract": value}))
    for path, value, word in (
        (("domains",), ["day", "night"], "a list"),
        (("domains", "a"), "", "empty"),
        (("domains", "b"), 7, "a number"),
        (("direction",), "aa", "aa"),
        (("direction",), "AB", "in capitals"),
        (("direction",), True, "a boolean"),
        (("height",), float(HEIGHT), "a fraction"),
        (("height",), str(HEIGHT), "a string"),
        (("height",), 0, "0"),
        (("width",), True, "a boolean"),
        (("width",), -WIDTH, "negative"),
        (("width",), None, "null"),
        (("input",), "uint8", "a string"),
        (("input", "type"), "int8", "int8"),
        (("input", "type"), 3, "a number"),
        (("input", "channels"), 2, "2"),
        (("input", "channels"), 3.0, "a fraction"),
        (("input", "range"), [0, 1], "0 to 1 for bytes"),
        (("input", "range"), [255, 0], "reversed"),
        (("output", "range"), [0, 255, 1], "three numbers"),
        (("output", "range"), [0], "one number"),
        (("output", "range"), ["0", "255"], "strings"),
        (("output", "range"), [False, 255], "a boolean and a number"),
        (("output", "range"), {"low": 0, "high": 255}, "an object"),
        (("output", "channels"), True, "a boolean"),
        (("quantization",), 8, "a number"),
        (("quantization",), None, "null"),
        (("multiply_adds",), -1, "negative"),
        (("multiply_adds",), 2.5, "a fraction"),
        (("multiply_adds",), "3423600640", "a string"),
        (("tiles",), 2, "a number"),
        (("tiles", "overlap"), HEIGHT, "the shorter side"),
        (("tiles", "overlap"), -1, "negative"),
        (("tiles", "overlap"), 2.0, "a fraction"),
        (("tiles", "overlap"), True, "a boolean"),
        (("runs_since",), "", "empty"),
        (("runs_since",), 2.16, "a number"),
    ):  # fmt: skip
        name = " ".join(path) + f" is {word}"
        cases.append(wrong(name, path[-1], changed(*path, value)))
    floats = GOOD | FLOAT_ENDS
    for word, span in (("reversed", [1, -1]), ("empty", [1, 1]), ("beyond float32", [0, 1e300])):
        contract = changed("output", "range", span, base=floats)
        cases.append(wrong(f"a range of floats that is {word}", "range", contract, file=FLOAT_FILE))
    cases += [
        wrong("a range beyond all numbers", "range", raw("[0, 255]", "[0, 1e999]")),
        wrong("a height with an exponent", "height", raw('"height": 6', '"height": 6e0')),
        wrong("no width, no direction: the first counts", "direction",
              changed("direction", GONE, base=changed("width", GONE))),
    ]  # fmt: skip
    return cases
