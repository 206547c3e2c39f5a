"""The command `python -m unit_tf.import_pytorch`; what it does is tested in `test_pytorch_*.py`."""

import numpy as np
import pytest
from commands import command

from unit_tf.models.files import load_model


@pytest.fixture(scope="module")
def run():
    with command("unit_tf.import_pytorch") as running:
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Checkpoints of small networks."""
    pytest.importorskip("torch", reason="PyTorch, the extra pytorch, is not installed")
    import torch_networks

    folder = tmp_path_factory.mktemp("checkpoints")
    small = {"filters": 2, "blocks": 1}
    torch_networks.randomize(torch_networks.Paper(**small)).save(folder)
    small |= {"discriminator_filters": 2, "discriminator_layers": 2}
    torch_networks.randomize(torch_networks.Article(**small)).save(folder)
    return folder


def test_bad_input_gets_a_sentence(run, tmp_path):
    file = tmp_path / "street_gen_1.pkl"
    cases = [
        ([], "--preset is missing: paper, article, nvidia2018"),
        (["--preset=paper"], "Give the checkpoint's files"),
        (["--preset=paper", f"--output={tmp_path}", file], "a file's name that ends in .keras"),
        (["--preset=paper", "--image_size=big", file], "--image_size=big"),
        (["--preset=article", "E1_1.pth", "E2_1.pth", "G1_1.pth"], "needs G2_*.pth too"),
        (["--preset=paper", file], "PyTorch is missing: pip install -e '.[pytorch]'."),
    ]
    for arguments, expected in cases:
        told = run(*arguments, missing=["torch"])
        assert told.returncode == 2 and expected in told.stderr, arguments
        assert told.stdout == "" and not list(tmp_path.iterdir())


def test_command(run, folder, tmp_path):
    import torch

    paper, six = folder / "street_gen_00500000.pkl", sorted(folder.glob("*.pth"))
    output, run_dir = f"--output={tmp_path / 'paper.keras'}", tmp_path / "run"
    (tmp_path / "x_gen_1.pkl").write_text("no checkpoint")
    told = tmp_path / "told_gen_1.pkl"  # that its blocks are normalised, and nothing else is
    torch.save({"encode_A.3.model.1.running_mean": torch.zeros(1)}, told)
    cases = [
        (["--preset=paper", output, "--image_size=66", paper], "multiples of 4"),
        (["--preset=article", output, "--normalized_resampling", *six], "--preset=paper alone"),
        (["--preset=paper", output, tmp_path / "x_gen_1.pkl"], "is not a checkpoint"),
        (["--preset=paper", f"--output={paper}/model.keras", paper], "model.keras cannot be writ"),
        (["--preset=paper", output, "--normalized_resampling", told], "tells that --normalized_re"),
        (["--preset=paper", output, paper], ""),
        (["--preset=paper", output, "--normalized_resampling", paper], ""),
        (["--preset=article", f"--output={run_dir}/model.keras", "--image_size=32x48", *six], ""),
    ]
    printed = ""
    for arguments, expected in cases:
        told = run(*arguments)
        assert told.returncode == (2 if expected else 0) and expected in told.stderr, arguments
        printed += told.stdout
    found = {path.name for path in tmp_path.iterdir()}
    assert found == {"x_gen_1.pkl", "told_gen_1.pkl", "paper.keras", "run"}
    assert "--nonormalized_resampling (assumed: the file does not tell)" in printed
    assert "--normalized_resampling (as asked for)" in printed
    assert "Discriminators: 1 scales of 2 convolutions from 2 filters on" in printed
    model = load_model(run_dir)
    assert model.preset == "article" and model.image_shape == (32, 48, 3)
    assert f"{model.count_params():,} parameters" in printed
    assert "--preset=article --image_size=32x48 --filters=2" in printed
    assert np.abs(model.translate(np.zeros((1, 32, 32, 3), np.float32))).max() > 0.01
