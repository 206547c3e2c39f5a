"""Reads the PyTorch checkpoints of the reference programs, as tables of NumPy arrays.

    paper       *_gen_*.pkl                             part gen
    article     E1_*.pth E2_* G1_* G2_* D1_* D2_*       parts E1 E2 G1 G2 D1 D2
    nvidia2018  gen_*.pt dis_*.pt                       parts gen.a gen.b dis.a dis.b
    cyclegan    *_net_G_A.pth *_net_G_B.pth *_net_D_A.pth *_net_D_B.pth
                                                        parts G_A G_B D_A D_B
                *_net_G.pth, of a to b alone            part G_A

The discriminators' files may be left out.
"""

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np


class CheckpointError(ValueError):
    """Checkpoints cannot be imported: the message says which, why and what to do instead."""


class Part(NamedTuple):
    """One table of tensors, and what messages call it: its file, and its entry if it has some."""

    title: str
    tensors: dict[str, np.ndarray]


class Files(NamedTuple):
    """How a preset's files are named: their roles, and what the name's pattern says."""

    pattern: str  # with groups for the role, and for what all files of a checkpoint share
    needed: tuple[str, ...]
    example: str


FILES = {
    "paper": Files(
        r"(?:.*_)?(?P<role>gen|dis)_(?P<common>.*)", ("gen",), "street_gen_00500000.pkl"
    ),
    "article": Files(r"(?P<role>[EGD][12])_(?P<common>.*)", ("E1", "E2", "G1", "G2"), "E1_199.pth"),
    "nvidia2018": Files(r"(?P<role>gen|dis)_(?P<common>.*)", ("gen",), "gen_01000000.pt"),
    "cyclegan": Files(
        r"(?P<common>.*)_net_(?P<role>[GD]_[AB]|G)\.pth", ("G_A", "G_B"), "latest_net_G_A.pth"
    ),
}


def read(preset: str, paths: list[str]) -> dict[str, Part]:
    """The parts of one checkpoint by their names.

    Args:
        preset: the program that wrote it.
        paths: its files, in any order.

    Raises:
        CheckpointError: a file is missing, not of the preset or not readable, or PyTorch is not
            installed.
    """
    parts = {}
    for role, path in by_role(preset, paths).items():
        content = _load(path)
        if preset == "nvidia2018":
            if not isinstance(content, dict) or set(content) != {"a", "b"}:
                raise CheckpointError(f"{path} does not hold one table for a and one for b.")
            for domain in "ab":
                title = f"{path}['{domain}']"
                parts[f"{role}.{domain}"] = Part(title, _arrays(title, content[domain]))
        else:
            parts[role] = Part(str(path), _arrays(str(path), content))
    return parts


def by_role(preset: str, paths: list[str]) -> dict[str, Path]:
    """The files by what they hold, which their names tell.

    Raises:
        CheckpointError: a file is missing, or is there twice or of another checkpoint or preset.
    """
    pattern, needed, example = FILES[preset]
    files, common = {}, {}
    for path in map(Path, paths):
        match = re.fullmatch(pattern, path.name)
        if match is None:
            raise CheckpointError(f"{path} is not named like a file of {preset}: {example}.")
        role = match["role"]
        if (preset, role) == ("paper", "dis"):
            raise CheckpointError(
                f"{path}: the layout of the paper's discriminators is not known: leave it out."
            )
        if role in files:
            raise CheckpointError(f"{path} is one too many beside {files[role]}.")
        files[role], common[match["common"]] = path, path
    if list(files) == ["G"]:  # as published models are: one way, from a to b
        return {"G_A": files["G"]}
    missing = [role for role in needed if role not in files]
    for discriminators in (("D1", "D2"), ("D_A", "D_B")):
        if set(discriminators) & set(files):
            missing += [role for role in discriminators if role not in files]
    if missing or "G" in files:
        named = ", ".join(named_like(preset, role) for role in missing or needed)
        raise CheckpointError(f"A checkpoint of {preset} needs {named} too.")
    if len(common) > 1:
        one, other, *_ = common.values()
        raise CheckpointError(f"{one} and {other} are not of the same checkpoint.")
    return files


def named_like(preset: str, role: str) -> str:
    """How the file of a role is named, with a star for what tells one checkpoint from another."""
    suffix = Path(FILES[preset].example).suffix
    return f"*_net_{role}{suffix}" if preset == "cyclegan" else f"{role}_*{suffix}"


def _load(path: Path):
    try:
        import torch
    except ImportError as error:
        raise CheckpointError("PyTorch is missing: pip install -e '.[pytorch]'.") from error
    try:
        # Tensors and containers alone: a pickle may run any program otherwise.
        return torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read ({error.strerror}).") from error
    except Exception as error:  # torch's own are of many kinds
        raise CheckpointError(
            f"{path} is not a checkpoint that torch reads ({type(error).__name__})."
        ) from error


def _arrays(title: str, table) -> dict[str, np.ndarray]:
    """float32 arrays by their keys; raises CheckpointError if these are no finite tensors."""
    import torch

    if not isinstance(table, dict) or not table:
        raise CheckpointError(f"{title} holds no table of tensors.")
    arrays = {}
    if all(str(key).startswith("module.") for key in table):  # saved by a model on several GPUs
        table = {key.removeprefix("module."): tensor for key, tensor in table.items()}
    for key, tensor in table.items():
        if not isinstance(key, str) or not isinstance(tensor, torch.Tensor):
            raise CheckpointError(f"{title} holds {key!r}, which is no named tensor.")
        arrays[key] = tensor.detach().float().numpy()
        if not np.isfinite(arrays[key]).all():
            raise CheckpointError(f"{title}: {key} holds what is not a number, or infinite.")
    return arrays
