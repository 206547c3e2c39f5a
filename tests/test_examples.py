"""The notebook's cells, run in order with fewer scenes and steps."""

import json
from pathlib import Path

from PIL import Image

from unit_tf.data.scenes import source as scenes

NOTEBOOK = Path(__file__).parents[1] / "examples" / "day2night.ipynb"


def test_day2night(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TFDS_DATA_DIR", str(tmp_path / "scenes"))
    few = {split: range(seeds.start, seeds.start + 12) for split, seeds in scenes.SEEDS.items()}
    monkeypatch.setattr(scenes, "SEEDS", few)
    scenes.open_scenes((36, 36))  # which the export, in a process of its own, finds drawn
    cells = json.loads(NOTEBOOK.read_text())["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert "size, steps = 64, 1500" in sources[0]
    sources[0] = sources[0].replace("64, 1500", "32, 10")
    names = {}
    for source in sources:
        exec(compile(source, str(NOTEBOOK), "exec"), names)
    assert names["model"].step == 10
    assert names["on_phone"].shape == (8, 32, 32, 3)
    assert Path("exported/ab_int8.tflite").exists()
    assert isinstance(names["show"](day=names["days"], night=names["nights"]), Image.Image)
