"""Imports point down only, and nothing in the package knows its users."""

import ast
import graphlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "unit_tf").rglob("*.py"))
# From the top down: files of a room import from their own room and from those after it.
ROOMS = [
    "commands", "training", "pytorch", "measures", "pictures", "models", "networks", "data",
    "engine", "options", "reason", "start", "version",
]  # fmt: skip


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module(path): path for path in FILES}


def room(name: str) -> int:
    """Which of the rooms a module is in; files beside the rooms are commands."""
    parts = name.split(".")
    return ROOMS.index(parts[1] if len(parts) > 1 and parts[1] in ROOMS else "commands")


def imported(path: Path) -> set[str]:
    """The modules that a file imports: of ours those that hold what it names."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else node.module for name in inner}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_down(name):
    for other in imported(MODULES[name]):
        assert other.split(".")[0] not in ("export", "tests"), other
        if other in MODULES and name != "unit_tf":
            assert room(other) >= room(name), f"{name} imports {other}"


def test_no_files_import_each_other_in_a_circle():
    ours = {name: imported(path) & set(MODULES) for name, path in MODULES.items()}
    graphlib.TopologicalSorter(ours).prepare()


def test_the_methods_know_neither_data_nor_flags():
    for name in MODULES:
        if room(name) in (ROOMS.index("models"), ROOMS.index("networks")):
            assert name == "unit_tf.models.files" or not {
                "absl", "unit_tf.options", "unit_tf.data"
            } & imported(MODULES[name]), name  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=module)
def test_files_are_short(path):
    assert len(path.read_text().splitlines()) <= 300


def test_every_room_says_what_lives_there():
    for name in ROOMS[1:-4]:
        doc = ast.get_docstring(ast.parse((ROOT / "unit_tf" / name / "__init__.py").read_text()))
        assert doc and "\n" not in doc, name
