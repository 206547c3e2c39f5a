"""Ways to make a float32 TFLite file smaller and faster, by the AI Edge Quantizer."""

import contextlib
import io
from collections.abc import Callable, Sequence

import numpy as np
from ai_edge_quantizer import qtyping
from ai_edge_quantizer.algorithm_manager import AlgorithmName
from ai_edge_quantizer.quantizer import Quantizer

from export import flatbuffer
from export.conversion import INPUT, SIGNATURE
from on_device.processor import cores

Operation = qtyping.TFLOperationName
PERCENTILE = 90.0  # holds most over networks and pictures: see the README beside this file
CONVOLUTIONS = (
    Operation.CONV_2D, Operation.CONV_2D_TRANSPOSE, Operation.DEPTHWISE_CONV_2D,
)  # fmt: skip


def float16(quantizer: Quantizer):
    """Weights kept in half precision; for GPUs, which compute in it."""
    config = qtyping.OpQuantizationConfig(
        weight_tensor_config=qtyping.TensorQuantizationConfig(
            num_bits=16, dtype=qtyping.TensorDataType.FLOAT
        ),
        compute_precision=qtyping.ComputePrecision.FLOAT,
        explicit_dequantize=True,
    )
    for operation in CONVOLUTIONS:
        quantizer.update_quantization_recipe(
            ".*", operation, config, algorithm_key=AlgorithmName.FLOAT_CASTING
        )


def weights(quantizer: Quantizer):
    """Weights kept in int8 by channel, everything computed in float32."""
    for operation in CONVOLUTIONS:
        quantizer.add_weight_only_config(".*", operation, 8)


def dynamic(quantizer: Quantizer):
    """Convolutions in int8, their inputs' ranges taken while running."""
    for operation in CONVOLUTIONS:
        quantizer.add_dynamic_config(".*", operation, 8)


def int8(quantizer: Quantizer):
    """As dynamic, but up-sampling and output in float32 with int8 weights.

    At full resolution the convolutions have few channels, so that int8 gains little time there and
    loses most of the quality.
    """
    dynamic(quantizer)
    for operation in CONVOLUTIONS:
        quantizer.add_weight_only_config("^decoder/", operation, 8)


def integer(quantizer: Quantizer):
    """Everything in int8, within the ranges that the calibration pictures have shown."""
    quantizer.add_static_config(".*", Operation.ALL_SUPPORTED, 8, 8)
    for operation in (Operation.INPUT, Operation.OUTPUT):  # pictures come and go as `--io` says
        quantizer.update_quantization_recipe(
            ".*", operation, algorithm_key=AlgorithmName.NO_QUANTIZE
        )


# What follows the file's name; each recipe changes a quantizer of the float32 file.
RECIPES: dict[str, Callable[[Quantizer], None] | None] = {
    "none": None,
    "float16": float16,
    "int8": int8,
    "dynamic": dynamic,
    "weights": weights,
    "integer": integer,
}


def quantize(tflite: bytes, recipe: str, calibration: Sequence[np.ndarray]) -> bytes:
    """The file in the form of a recipe.

    Args:
        tflite: float32 file of `conversion.to_tflite`.
        recipe: one of `RECIPES`.
        calibration: inputs of the file, for the recipes that need ranges.
    """
    if RECIPES[recipe] is None:
        return tflite
    quantizer = Quantizer(bytearray(tflite))
    RECIPES[recipe](quantizer)
    with contextlib.redirect_stderr(io.StringIO()):  # its progress bars, one for each step
        ranges = None
        if quantizer.need_calibration:
            ranges = common_ranges(ranges_by_picture(quantizer, calibration))
        result = quantizer.quantize(ranges, enable_progress_bar=False, enable_progress_report=False)
    quantized = bytes(result.quantized_model)
    return flatbuffer.without_islands(quantized) if recipe == "integer" else quantized


def ranges_by_picture(quantizer: Quantizer, calibration: Sequence[np.ndarray]) -> list[dict]:
    """What the quantizer notes of every tensor, its "min" and "max" among it, for each picture."""
    return [
        quantizer.calibrate({SIGNATURE: [{INPUT: image}]}, num_threads=cores())
        for image in calibration
    ]


def common_ranges(by_picture: list[dict], percentile: float = PERCENTILE) -> dict:
    """One range for each tensor, of which all but the widest pictures make full use.

    The quantizer's own way is a moving average over the pictures, which forgets all but the last
    score of them; where those are tame it cuts off what others need.

    Args:
        by_picture: of `ranges_by_picture`.
        percentile: of the pictures' extremes; 100 is the widest of all.
    """
    ranges = {name: dict(noted) for name, noted in by_picture[0].items()}
    for name, noted in ranges.items():
        for end, share in (("min", 100 - percentile), ("max", percentile)):
            if end in noted:
                ends = np.stack([other[name][end] for other in by_picture])
                noted[end] = np.percentile(ends, share, axis=0).astype(ends.dtype)
    return ranges
