"""Means with their standard errors, as JSON takes them: what is no finite number is None."""

import math

import numpy as np


def mean(values: np.ndarray) -> dict[str, float | None]:
    """The mean of a value for each picture, and its standard error, which one alone has not."""
    with np.errstate(invalid="ignore"):  # of infinite ones
        error = values.std(ddof=1) / math.sqrt(len(values)) if len(values) > 1 else math.nan
        return figure(values.mean(), error)


def figure(value: float, error: float) -> dict[str, float | None]:
    """A figure and its standard error."""
    return {"mean": _finite(value), "standard_error": _finite(error)}


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
