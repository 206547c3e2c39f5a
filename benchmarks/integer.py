"""Recipes for a file wholly in int8, or nearly: what each holds and how long it takes.

    python benchmarks/integer.py MODEL DATASET SIZE

MODEL is a run folder or a .keras file, DATASET what `--calibration` of export.convert takes. Times
are of one thread, in turn, relative to the recipe `int8`.
"""

import sys

import numpy as np

from export import fidelity, flatbuffer, latency, scaling
from export.conversion import from_bytes, to_tflite
from export.pictures import calibration_and_test, evenly
from export.quantization import (
    CONVOLUTIONS,
    INPUT,
    SIGNATURE,
    Quantizer,
    common_ranges,
    integer,
    quantize,
    ranges_by_picture,
)
from export.variants import MEASURED
from on_device.processor import cores
from unit_tf.models.files import load_model

RUNS = 20
FLOATING = ("int8", "dynamic")  # recipes without fixed ranges


def convolutions_only(quantizer: Quantizer):
    """Convolutions in int8 with fixed ranges; normalisations and activations in float32."""
    for operation in CONVOLUTIONS:
        quantizer.add_static_config(".*", operation, 8, 8)


def decoder_in_float(quantizer: Quantizer):
    """Everything in int8 but up-sampling and output, of which the weights alone are."""
    integer(quantizer)
    for operation in CONVOLUTIONS:
        quantizer.add_weight_only_config("^decoder/", operation, 8)


def equal_scales(sums: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Scales by which the largest sum of squares of every normalised channel is the same."""
    return {
        name: np.sqrt(np.median(squares) / np.maximum(squares, 1e-6)).astype(np.float32)
        for name, (_, squares) in sums.items()
    }


def main(model_path: str, dataset: str, side: str):
    model, size = load_model(model_path), (int(side), int(side))
    generator = model.networks()
    calibration, test = calibration_and_test(dataset, "a", size, (100, 16))
    floats = [from_bytes(image, 3).numpy() for image in calibration]
    expected = [np.asarray(model.translate(from_bytes(image, 3), "ab")) for image in test]
    measured = [floats[place] for place in evenly(len(floats), MEASURED)]
    sums = scaling.largest_sums(generator, "ab", measured)
    scales = {"no overflow": scaling.power_of_two_scales(sums), "equal": equal_scales(sums)}
    originals = {name: to_tflite(generator, "ab", size, scale) for name, scale in scales.items()}

    files = {
        (name, "no overflow", ""): quantize(originals["no overflow"], name, []) for name in FLOATING
    }
    for recipe in (integer, convolutions_only, decoder_in_float):
        for scale, original in originals.items():
            quantizer = Quantizer(bytearray(original))
            recipe(quantizer)
            by_picture = ranges_by_picture(quantizer, calibration)
            inputs = {SIGNATURE: [{INPUT: image} for image in calibration]}
            ranges = {"moving average": quantizer.calibrate(inputs, num_threads=cores())}
            for percentile in (100, 95, 90):
                ranges[f"percentile {percentile}"] = common_ranges(by_picture, percentile)
            for name, chosen in ranges.items():
                result = quantizer.quantize(chosen, enable_progress_report=False)
                content = flatbuffer.without_islands(bytes(result.quantized_model))
                files[recipe.__name__, scale, name] = content
    times = latency.interleaved([flatbuffer.compact(file) for file in files.values()], 1, RUNS)
    print(f"{model_path}, {dataset}, {side} px, {len(calibration)} pictures to calibrate by\n")
    print("| recipe | scales | ranges | PSNR, dB | worst | SSIM | time |")
    print("|---|---|---|---|---|---|---|")
    for (key, content), time in zip(files.items(), times, strict=True):
        found = fidelity.compare(fidelity.run(content, test), expected)
        print(
            f"| {' | '.join(key)} | {found.psnr:.1f} | {found.worst_psnr:.1f} | {found.ssim:.3f} "
            f"| {time.median / times[0].median:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
