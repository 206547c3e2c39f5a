"""Imports point down only, and nothing in the package knows its users."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "unit_tf"
# From the top down: a module imports only from levels below its own.
LEVELS = [
    {"unit_tf"},
    {"train", "evaluate", "import_pytorch", "classify", "translate", "data.__main__"},
    {"transfer", "evaluation_tables", "jobs"},
    {"model_files", "keras_pictures", "tflite_pictures", "outputs", "films"},
    {"run_folder"},
    {"rehearsal", "callbacks", "card", "options", "pytorch_model", "film_writer"},
    {"model", "film_reader"},
    {"data", "picture_files"},
    {"evaluation"},
    {"generator", "presets", "pytorch_files", "pytorch_keys"},
    {"translator"},
    {
        "networks",
        "losses",
        "feature_distances",
        "perceptual",
        "cost",
        "metrics",
        "colour_transfer",
        "sheets",
        "tiling",
    },
    {"layers"},
    {"data.scenes", "data.pipeline"},
    {"data.labelled"},
    {"data.tfds", "data.store", "data.scene_drawing"},
    {
        "data.folder",
        "data.scene_sampling",
        "data.scene_buildings",
        "data.scene_things",
        "data.scene_sky",
    },
    {"data.scene_canvas"},
    {"data.scene_layout"},
    {"data.errors", "data.scene_colours", "whole_file"},
    {"accumulation", "adam", "distribution", "minimal_filtering", "moving_average"},
]
LEVEL = {module: level for level, modules in enumerate(LEVELS) for module in modules}


def module_name(path):
    parts = list(path.relative_to(PACKAGE).with_suffix("").parts)
    if parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts) or "unit_tf"


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] == "unit_tf":
            base = node.module.removeprefix("unit_tf").removeprefix(".")
            for alias in node.names:
                inner = f"{base}.{alias.name}".removeprefix(".")
                yield inner if inner in LEVEL else base or "unit_tf"
        elif isinstance(node, ast.ImportFrom):
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=module_name)
def test_imports_point_down(path):
    module = module_name(path)
    assert module in LEVEL, f"give {module} its level"
    for name in imported(path):
        assert name.split(".")[0] not in ("export", "tests"), name
        if name in LEVEL:
            assert LEVEL[name] > LEVEL[module], f"{module} imports {name}"


def test_the_model_knows_neither_data_nor_flags():
    for module in ("model", "losses", "networks", "generator", "translator", "layers"):
        names = set(imported(PACKAGE / f"{module}.py"))
        assert not {"absl", "data"} & {name.split(".")[0] for name in names}
    assert "model" not in set(imported(PACKAGE / "losses.py"))
