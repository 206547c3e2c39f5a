"""How long work is shown."""

import sys
from collections.abc import Iterable

from tqdm import tqdm


def progress(items: Iterable | None, unit: str, **options) -> tqdm:
    """A bar with the time left: one that moves on a terminal, a line now and then in a log."""
    interval = 0.5 if sys.stderr.isatty() else 10.0
    return tqdm(items, unit=unit, mininterval=interval, **options)
