"""Turns a PyTorch checkpoint of a reference program into a model that translates and trains on.

    python -m unit_tf.import_pytorch --preset=article saved_models/*_199.pth --output=model.keras

Files: paper STREET_gen_*.pkl; article E1_*.pth, E2_*, G1_*, G2_* and, if wanted, D1_* and D2_*;
nvidia2018 gen_*.pt and, if wanted, dis_*.pt; cyclegan *_net_G_A.pth, *_net_G_B.pth and, if wanted,
*_net_D_A.pth, *_net_D_B.pth, or a lone *_net_G.pth. Sizes are read off their tensors.
"""

import dataclasses
from pathlib import Path

from absl import flags

from unit_tf import options
from unit_tf.models.presets import PRESETS
from unit_tf.models.two_domains import TwoDomains
from unit_tf.options import UsageError
from unit_tf.pytorch import files as pytorch_files
from unit_tf.pytorch.files import CheckpointError, Part
from unit_tf.pytorch.model import Imported, import_parts, resampling_is_normalized
from unit_tf.training import callbacks

FLAGS = flags.FLAGS

flags.DEFINE_enum("preset", None, list(PRESETS), "the program that wrote the files")
flags.DEFINE_boolean(
    "normalized_resampling",
    None,
    "paper only: instance norm and ReLU after every down- and up-sampling, as its networks for "
    "cats and dogs have them; unset, as the file tells, or without",
)
flags.DEFINE_string("image_size", "256", "to train on: a side or HEIGHTxWIDTH, pixels")
options.define_path("output", "model.keras", "the file to write")
GROUPS = {"Import": ["preset", "normalized_resampling", "image_size", "output"]}


def main(paths: list[str]) -> int:
    """Reads, converts and saves; returns the exit status."""
    if FLAGS.preset is None:
        raise UsageError(f"--preset is missing: {', '.join(PRESETS)}.")
    if not paths:
        raise UsageError("Give the checkpoint's files (see --help).")
    output = Path(FLAGS.output)
    if output.suffix != ".keras" or output.is_dir():
        raise UsageError(f"--output={output}: write a file's name that ends in .keras.")
    image_size = options.image_size(FLAGS.image_size)
    parts = pytorch_files.read(FLAGS.preset, paths)
    normalized, why = resampling(parts)
    imported = import_parts(FLAGS.preset, parts, image_size, normalized)
    model = imported.model
    try:
        callbacks.save_whole(model, output)
    except OSError as error:
        raise UsageError(
            f"{output} cannot be written ({error.strerror or error}): make room, or choose another "
            "--output."
        ) from error
    print(f"Read: {', '.join(paths)}")
    print("\n".join(described(model, parts, why)))
    print(counted(imported, parts))
    print(f"The model: {output}")
    print("To train it on:")
    flags_of_training = [options.line("start_from", output), *training_flags(model)]
    print("  python -m unit_tf.train --run_dir=FOLDER " + " ".join(flags_of_training))
    return 0


def resampling(parts: dict[str, Part]) -> tuple[bool, str]:
    """Whether resampling is normalised beyond what the preset says, and how that is known."""
    given = FLAGS.normalized_resampling
    if FLAGS.preset != "paper":
        if given is not None:
            raise UsageError("--normalized_resampling is for --preset=paper alone.")
        return False, "of the preset"
    told = resampling_is_normalized(parts["gen"])
    if given is None and told is None:
        return False, "assumed: the file does not tell"
    if given is None:
        return told, "as the file tells"
    if told not in (None, given):
        raise UsageError(
            f"{parts['gen'].title} tells that {options.line('normalized_resampling', given)} is "
            "wrong: leave that out."
        )
    return given, "as asked for"


def described(model: TwoDomains, parts: dict[str, Part], why: str) -> list[str]:
    """What was read off the files, as lines."""
    a = model.architecture
    lines = [
        f"Preset: {model.preset}; filters: {a.filters}; down-samplings: {a.downsamplings}; "
        f"channels: {a.channels_a} of a, {a.channels_b} of b",
        f"Residual blocks: {a.encoder_blocks} of an encoder, {a.decoder_blocks} of a decoder, "
        f"{a.shared_blocks} shared on each side of the latent space",
    ]
    if model.preset == "paper":
        flag = options.line("normalized_resampling", a.normalized_resampling)
        lines.append(f"Resampling: {flag} ({why})")
    if model.preset == "cyclegan" and "G_B" not in parts:
        lines.append("Direction: ab; the file has no translator from b to a, which starts anew")
    if a.dropout:
        lines.append("Dropout: 0.5 in training, at the end of a residual block, not in its middle")
    if {"D1", "D_A", "dis.a"} & set(parts):
        lines.append(
            f"Discriminators: {a.discriminator_scales} scales of {a.discriminator_layers} "
            f"convolutions from {a.discriminator_filters} filters on"
        )
    else:
        lines.append("Discriminators: not among the files; those of the model start anew")
    return lines


def counted(imported: Imported, parts: dict[str, Part]) -> str:
    """How much was read, as a line."""
    tensors = sum(len(part.tensors) for part in parts.values())
    return (
        f"Keys: {tensors}, {imported.keys} of them with {imported.parameters:,} parameters, "
        f"{imported.unused} with statistics that nothing uses"
    )


def training_flags(model: TwoDomains) -> list[str]:
    """The flags of `unit_tf.train` that make networks of this model's sizes."""
    a = model.architecture
    usual = dataclasses.replace(
        PRESETS[model.preset].architecture, normalized_resampling=a.normalized_resampling
    )
    height, width = model.image_shape[:2]
    values = {"preset": model.preset, "image_size": f"{height}x{width}"}
    for field in dataclasses.fields(a):
        value = getattr(a, field.name)
        if value != getattr(usual, field.name) or field.name == "normalized_resampling" and value:
            values[field.name] = value
    return [options.line(name, value) for name, value in values.items()]


if __name__ == "__main__":
    options.run(main, __doc__, GROUPS, errors=(CheckpointError,), operands=True)
