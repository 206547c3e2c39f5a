"""The files of flags in `configs/`: each says what it is for, and can be trained with."""

from pathlib import Path

import pytest
from absl import flags

from unit_tf import options, train

CONFIGS = sorted((Path(__file__).parents[1] / "configs").glob("*.flags"))


@pytest.mark.parametrize("config", CONFIGS, ids=lambda path: path.stem)
def test_configs_parse_and_their_dry_run_runs(here, config, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(config.parents[1])
    lines = config.read_text().splitlines()
    for title, line in zip(("Purpose", "Command", "Time", "Result"), lines, strict=False):
        assert line.startswith(f"# {title}: ")
    small = ["--filters=2", "--discriminator_filters=2", "--image_size=32", "--downsamplings=1"]
    small += ["--discriminator_layers=2", "--encoder_blocks=1"]
    if "cyclegan" not in config.stem:
        small.append("--decoder_blocks=0")
    status = here(f"--flagfile={config}", *small, "--dry_run", f"--run_dir={tmp_path / 'run'}")
    assert status == 0
    said = capsys.readouterr().out
    assert "--filters=2" in said
    for word in ("encoder_a", "discriminator_b", "one way, a to b", "memory", "time of a step"):
        assert word in said
    assert not (tmp_path / "run").exists()


def test_configs_nest(here, capsys, monkeypatch):
    monkeypatch.chdir(CONFIGS[0].parents[1])
    flags.FLAGS.unparse_flags()
    flags.FLAGS(["train", "--flagfile=configs/demo.flags"])
    names = [name for name in train.NAMES if name != "run_dir"]
    demo = options.write_down(names)
    flags.FLAGS.unparse_flags()
    flags.FLAGS(["train", "--flagfile=configs/day2night.flags", "--flagfile=configs/demo.flags"])
    assert options.write_down(names) == demo
