"""What the exporter's rewriting of reflect padding and nearest up-sampling gains in time.

    python benchmarks/rewrites.py

Each network is converted with its layers as they were trained and as `export.lowering` writes them,
and both files are timed in turn on one thread.
"""

import contextlib
from unittest import mock

import numpy as np
import tensorflow as tf

from export import conversion, fidelity, flatbuffer, latency, lowering
from unit_tf import PRESETS, Architecture
from unit_tf.models.generator import Generator

SIZE, FILTERS, RUNS = 128, 16, 20
NETWORKS = {
    "article": PRESETS["article"].architecture,
    "nvidia2018": PRESETS["nvidia2018"].architecture,
    "paper, nearest up-sampling": Architecture(upsampling="nearest"),
}


class AsTrained(lowering.Lowering):
    """Keeps the padding and the resize that the layers themselves would use."""

    def upsampling_block(self, name, block, x):
        if block.method != "nearest":
            return super().upsampling_block(name, block, x)
        size = (2 * x.shape[1], 2 * x.shape[2])
        return self.convolution_block(name, block.block, tf.image.resize(x, size, "nearest"))


def mirror_pad(x, width: int, mode: str):
    """`lowering.pad` by one operator."""
    kind = {"zero": "CONSTANT", "reflect": "REFLECT", "edge": "SYMMETRIC"}[mode]
    return tf.pad(x, [[0, 0], [width, width], [width, width], [0, 0]], kind)


def convert(generator: Generator, rewritten: bool) -> bytes:
    """The float32 file, with layers rewritten or as trained."""
    with contextlib.ExitStack() as changed:
        if not rewritten:
            changed.enter_context(mock.patch.object(lowering, "pad", mirror_pad))
            changed.enter_context(mock.patch.object(conversion, "Lowering", AsTrained))
        return conversion.to_tflite(generator, "ab", (SIZE, SIZE), {}, "float32")


def main():
    print("| network | layers | outside XNNPACK | partitions | ms | relative | difference |")
    print("|---|---|---|---|---|---|---|")
    image = np.random.default_rng(0).uniform(-1, 1, (1, SIZE, SIZE, 3)).astype(np.float32)
    for name, architecture in NETWORKS.items():
        generator = Generator(architecture.__class__(**{**vars(architecture), "filters": FILTERS}))
        files = [convert(generator, rewritten) for rewritten in (False, True)]
        times = [time.median for time in latency.interleaved(files, 1, RUNS)]
        made = [fidelity.run(file, [image])[0] for file in files]
        for index, kind in enumerate(("as trained", "rewritten")):
            found = flatbuffer.structure(files[index])
            outside = ", ".join(f"{count} {kind}" for kind, count in found.outside.items())
            print(
                f"| {name} | {kind} | {outside or 'none'} | {found.partitions} "
                f"| {times[index]:.1f} | {times[index] / times[0]:.2f} "
                f"| {np.abs(made[index] - made[0]).max():.0e} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
