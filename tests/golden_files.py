"""The fixtures that all readers of a file share."""

import base64
import json
from pathlib import Path

import numpy as np

GOLDEN = Path(__file__).parent / "golden"


def cases(name):
    return json.loads((GOLDEN / f"{name}.json").read_text())["cases"]


def picture(text, *shape):
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(*shape, 3)


def named(case):
    return case["name"].replace(" ", "-")
