"""Trained translators as TFLite files: `python -m export.convert`, and a runner for them."""

from on_device.translator import TFLiteTranslator

__all__ = ["TFLiteTranslator"]
