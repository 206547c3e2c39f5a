"""Makes the model that a PyTorch checkpoint describes, and fills it with the checkpoint's tensors.

Every key is accounted for: each becomes a variable, or is a statistic that is known to be unused.
"""

import dataclasses
import re
from typing import NamedTuple

import numpy as np

from unit_tf.models.methods import METHODS
from unit_tf.models.presets import PRESETS
from unit_tf.models.two_domains import TwoDomains
from unit_tf.networks.architecture import Architecture
from unit_tf.pytorch.files import CheckpointError, Part
from unit_tf.pytorch.keys import NAMES, Parameter, convolutions


class Imported(NamedTuple):
    """A model with a checkpoint's weights, compiled as its preset is, and what was counted."""

    model: TwoDomains
    keys: int  # whose tensors became variables
    parameters: int  # in these variables, counting once what domains share
    unused: int  # keys of statistics


def import_parts(
    preset: str,
    parts: dict[str, Part],
    image_size: tuple[int, int],
    normalized_resampling: bool = False,
) -> Imported:
    """A model that computes what the networks of a checkpoint do.

    Args:
        preset: the program that wrote it.
        parts: of `pytorch_files.read`; without discriminators, those of the model start anew.
        image_size: height and width to train on.
        normalized_resampling: as in `Architecture`; `paper` only.

    Raises:
        CheckpointError: a key is missing, left over or misshapen, or parts do not agree.
    """
    changes = sizes(preset, parts)
    if normalized_resampling:
        changes["normalized_resampling"] = True
    shape = (*image_size, changes["channels_a"])
    try:
        architecture = dataclasses.replace(PRESETS[preset].architecture, **changes)
        architecture.check_image_shape(shape)
    except ValueError as error:
        raise CheckpointError(f"{next(iter(parts.values())).title}: {error}") from error
    parameters, unused = account(preset, parts, architecture)
    model = METHODS[PRESETS[preset].method](architecture, shape, preset)
    filled = fill(model, parts, parameters)
    # Where channels differ, no translator takes pictures of the domain that it makes.
    differ = architecture.channels_a != architecture.channels_b
    model.compile(**({"identity": 0.0} if differ else {}))
    return Imported(model, len(parameters), filled, unused)


def sizes(preset: str, parts: dict[str, Part]) -> dict[str, int]:
    """The fields of `Architecture` that a checkpoint's keys and shapes tell.

    Raises:
        CheckpointError: they are not of this preset.
    """
    found = DEPTHS[preset](parts)
    for domain in "ab":
        # What is asked of it holds at any depth, but for a translator's last layer.
        depths = {name: found[name] for name in ("downsamplings", "encoder_blocks")}
        names = NAMES[preset](Architecture(**depths), domain)
        if names.encoder in parts:
            shape = kernel_shape(parts[names.encoder], names.stem)
            found["filters"], found[f"channels_{domain}"] = shape[:2]
        else:  # of a translator one way: what it makes
            other = NAMES[preset](Architecture(**depths), "a")
            found[f"channels_{domain}"] = kernel_shape(parts[other.decoder], other.output)[0]
        if names.discriminator in parts:
            shape = kernel_shape(parts[names.discriminator], names.discriminator_scales[0][0])
            found["discriminator_filters"] = shape[0]
    return found


def paper_depths(parts: dict[str, Part]) -> dict[str, int]:
    """How many there are of what, in a checkpoint of `paper`."""
    blocks = numbers(parts["gen"], r"encode_A\.(\d+)\.model\.3\.")
    return {
        "downsamplings": blocks[0] - 1,
        "encoder_blocks": blocks[-1] - blocks[0] + 1,
        "shared_blocks": numbers(parts["gen"], r"enc_shared\.(\d+)\.model\.0\.")[-1] + 1,
        "decoder_blocks": numbers(parts["gen"], r"decode_A\.(\d+)\.model\.3\.")[-1] + 1,
    }


def article_depths(parts: dict[str, Part]) -> dict[str, int]:
    """How many there are of what, in a checkpoint of `article`."""
    blocks = numbers(parts["E1"], r"model_blocks\.(\d+)\.conv_block\.1\.")
    found = {
        "downsamplings": (blocks[0] - 4) // 3,
        "encoder_blocks": blocks[-1] - blocks[0] + 1,
        "decoder_blocks": numbers(parts["G1"], r"model_blocks\.(\d+)\.conv_block\.1\.")[-1] + 1,
    }
    if "D1" in parts:
        found["discriminator_layers"] = (numbers(parts["D1"], r"model\.(\d+)\.")[-1] + 1) // 3
    return found


def nvidia2018_depths(parts: dict[str, Part]) -> dict[str, int]:
    """How many there are of what, in a checkpoint of `nvidia2018`."""
    generator, blocks = parts["gen.a"], r"model\.(\d+)\.model\.0\.conv\."
    found = {
        "downsamplings": numbers(generator, r"enc\.model\.(\d+)\.model\.0\.model\.")[0] - 1,
        "encoder_blocks": numbers(generator, rf"enc\.model\.\d+\.{blocks}")[-1] + 1,
        "decoder_blocks": numbers(generator, rf"dec\.model\.0\.{blocks}")[-1] + 1,
    }
    if "dis.a" in parts:
        found["discriminator_scales"] = numbers(parts["dis.a"], r"cnns\.(\d+)\.0\.conv\.")[-1] + 1
        found["discriminator_layers"] = numbers(parts["dis.a"], r"cnns\.0\.(\d+)\.conv\.")[-1] + 1
    return found


def cyclegan_depths(parts: dict[str, Part]) -> dict[str, int | float]:
    """How many there are of what, in a checkpoint of `cyclegan`; and whether there is dropout."""
    generator = parts["G_A"]
    blocks = numbers(generator, r"model\.(\d+)\.conv_block\.1\.")
    found = {
        "downsamplings": (blocks[0] - 4) // 3,
        "encoder_blocks": blocks[-1] - blocks[0] + 1,
        "dropout": 0.5 if f"model.{blocks[0]}.conv_block.6.weight" in generator.tensors else 0.0,
    }
    if "D_A" in parts:
        # One more of stride 1, and the one that gives the logits.
        found["discriminator_layers"] = (numbers(parts["D_A"], r"model\.(\d+)\.")[-1] + 1) // 3 - 1
    return found


DEPTHS = {
    "cyclegan": cyclegan_depths,
    "paper": paper_depths,
    "article": article_depths,
    "nvidia2018": nvidia2018_depths,
}


def resampling_is_normalized(generator: Part) -> bool | None:
    """Whether the networks of `paper` normalise when they resample; None if the file tells nothing.

    Instance normalisations have no parameters: only the statistics that old ones kept betray them.
    """
    if not any(key.endswith(".running_mean") for key in generator.tensors):
        return None
    return "encode_A.1.model.1.running_mean" in generator.tensors


def numbers(part: Part, pattern: str) -> list[int]:
    """What the pattern's group matches at the beginnings of keys, sorted.

    Raises:
        CheckpointError: no key begins so.
    """
    matches = filter(None, (re.match(pattern, key) for key in part.tensors))
    found = sorted({int(match[1]) for match in matches})
    if not found:
        example = re.sub(r"\(?\\d\+\)?", "0", pattern).replace("\\", "") + "weight"
        raise CheckpointError(f"{part.title} has no key like {example}: is it of another preset?")
    return found


def kernel_shape(part: Part, module: str) -> tuple[int, ...]:
    """The four sizes of a module's kernel.

    Raises:
        CheckpointError: there is no such kernel.
    """
    key = f"{module}.weight"
    if key not in part.tensors:
        raise CheckpointError(f"{part.title} lacks {key}.")
    shape = part.tensors[key].shape
    if len(shape) != 4:
        raise CheckpointError(
            f"{part.title}: {key} has the shape {list(shape)}, where a kernel has four sizes."
        )
    return shape


def account(
    preset: str, parts: dict[str, Part], architecture: Architecture
) -> tuple[list[Parameter], int]:
    """What of a checkpoint goes where, and how many keys are known to be unused.

    Raises:
        CheckpointError: a key is missing or left over.
    """
    modules = [c for c in convolutions(preset, architecture) if c.part in parts]
    # A module that one table holds for both domains comes twice.
    parameters = list(dict.fromkeys(p for module in modules for p in module.parameters()))
    statistics = {s for module in modules for s in module.statistics()}
    unused = 0
    for name, part in parts.items():
        wanted = {p.key for p in parameters if p.part == name}
        for key in sorted(wanted - set(part.tensors)):
            raise CheckpointError(f"{part.title} lacks {key}.")
        for key, tensor in part.tensors.items():
            if (name, key) in statistics:
                unused += 1
            elif key not in wanted:
                raise CheckpointError(
                    f"{part.title} holds {key} of the shape {list(tensor.shape)}, for which "
                    f"{preset} has no place."
                )
    return parameters, unused


def fill(model: TwoDomains, parts: dict[str, Part], parameters: list[Parameter]) -> int:
    """Assigns a checkpoint's tensors to the model's variables; returns how many numbers they hold.

    Raises:
        CheckpointError: a tensor is misshapen, or two that both domains share are not equal.
    """
    variables = {variable.path: variable for variable in model.weights}
    filled: dict[str, tuple[str, np.ndarray]] = {}
    for part, key, path, axes in parameters:
        title, tensor = parts[part].title, parts[part].tensors[key]
        wanted = [variables[path].shape[axes.index(axis)] for axis in range(len(axes))]
        if list(tensor.shape) != wanted:
            raise CheckpointError(
                f"{title}: {key} has the shape {list(tensor.shape)}, where the model needs "
                f"{wanted}."
            )
        other, equal = filled.setdefault(path, (title, tensor))
        if not np.array_equal(tensor, equal):
            raise CheckpointError(
                f"{title} and {other} differ in {key}, which both domains share: are they of the "
                "same training?"
            )
        variables[path].assign(tensor.transpose(axes))
    return sum(tensor.size for _, tensor in filled.values())
