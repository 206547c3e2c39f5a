"""What the page's build decides by itself; without Node."""

import importlib.util
from pathlib import Path

import pytest

DEMO = Path(__file__).parents[1] / "web_demo"
specification = importlib.util.spec_from_file_location("web_build", DEMO / "build.py")
build = importlib.util.module_from_spec(specification)
specification.loader.exec_module(build)


@pytest.mark.parametrize(
    ("node", "has_npm", "has_chromium", "told"),
    [("v20.19.0\n", True, True, ""), ("v24.1.0\n", True, True, ""),
     ("v20.18.3\n", True, True, "Node 20.19 or later"), ("", True, True, "Node 20.19 or later"),
     ("v22.0.0\n", False, True, "with npm"), ("v22.0.0\n", True, False, "install chromium")],
)  # fmt: skip
def test_one_line_tells_what_is_missing(node, has_npm, has_chromium, told):
    line = build.missing_line(node, has_npm, has_chromium)
    assert bool(line) == bool(told) and told in line and "\n" not in line


@pytest.mark.parametrize("options", [["serve"], ["test"]])
def test_without_node_the_line_is_told_and_nothing_else_happens(options, monkeypatch, capsys):
    monkeypatch.setenv("PATH", "")
    assert build.main(options) == 2
    assert build.main([*options, "--if-possible"]) == 0
    assert capsys.readouterr().err.splitlines() == [build.NODE.format(*build.OLDEST_NODE)] * 2
