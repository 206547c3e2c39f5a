"""Whether LiteRT's GPU path takes TFLite files whole, and how close it comes to the Keras model.

    python benchmarks/gpu.py day2night.keras exported/*.tflite

Needs a GPU that Vulkan knows, or one in software, which Debian's Chromium brings along:

    apt-get install chromium libvulkan1
    VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json python benchmarks/gpu.py ...
"""

import sys
from pathlib import Path

import numpy as np
from ai_edge_litert.compiled_model import CompiledModel
from ai_edge_litert.hardware_accelerator import HardwareAccelerator
from drawn import pictures_for

from export.conversion import SIGNATURE
from export.flatbuffer import metadata
from on_device.contract import read
from unit_tf.models.files import load_model

PICTURES = 4
CORRELATION = 0.9999  # with the Keras model, below which half precision has overflowed


def run(path: str, pictures: np.ndarray) -> tuple[bool, np.ndarray]:
    """Whether the GPU takes every operator, and its pictures, uint8 as `pictures`."""
    compiled = CompiledModel.from_file(path, hardware_accel=HardwareAccelerator.GPU)
    (image,), (translated,) = compiled.create_input_buffers(0), compiled.create_output_buffers(0)
    made = []
    for picture in pictures:
        image.write(picture[None])
        compiled.run_by_index(compiled.get_signature_index(SIGNATURE), [image], [translated])
        made.append(translated.read(picture.size, np.uint8).reshape(picture.shape))
    return compiled.is_fully_accelerated(), np.stack(made)


def main(model_path: str, *paths: str) -> int:
    """Prints one table; returns 0 if every file runs wholly on the GPU and as in Keras."""
    good = True
    model = load_model(model_path)
    print("| file | wholly on the GPU | correlation with Keras | largest error, grey levels |")
    print("|---|---|---|---|")
    for path in paths:
        tflite = Path(path).read_bytes()
        if read(tflite, (-1, 1), path).input.type != "uint8":
            sys.exit(f"{path} does not take pictures as bytes: convert it with --io=uint8.")
        pictures = pictures_for(tflite, PICTURES)
        whole, made = run(path, pictures)
        images = pictures / np.float32(127.5) - 1
        expected = model.translate(images, metadata(tflite)["direction"])
        x, y = made.ravel() / 127.5 - 1, np.ravel(expected)
        correlation = np.corrcoef(x, y)[0, 1]
        good &= whole and correlation > CORRELATION
        print(
            f"| {path} | {'yes' if whole else 'no'} | {correlation:.6f} "
            f"| {127.5 * np.abs(x - y).max():.1f} |",
            flush=True,
        )
    return 0 if good else 1


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
