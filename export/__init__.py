"""Trained translators as TFLite files: `python -m export.convert`, and a runner for them."""

from export.tflite_translator import TFLiteTranslator

__all__ = ["TFLiteTranslator"]
