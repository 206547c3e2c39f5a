"""Which file is what; and what is read of them, where PyTorch is installed."""

import sys
from pathlib import Path

import numpy as np
import pytest

from unit_tf.pytorch.files import CheckpointError, by_role, read

SIX = [f"run/{name}_199.pth" for name in ("E1", "E2", "G1", "G2", "D1", "D2")]


@pytest.fixture
def torch():
    return pytest.importorskip("torch", reason="PyTorch, the extra pytorch, is not installed")


def test_roles():
    assert list(by_role("article", SIX[::-1])) == ["D2", "D1", "G2", "G1", "E2", "E1"]
    assert by_role("article", SIX[:4])["G2"] == Path("run/G2_199.pth")
    assert set(by_role("nvidia2018", ["gen_01.pt", "dis_01.pt"])) == {"gen", "dis"}
    assert set(by_role("paper", ["x_gen_gen_01.pkl"])) == {"gen"}


@pytest.mark.parametrize(
    ("preset", "paths", "message"),
    [
        ("article", SIX[:3], r"needs G2_\*.pth too"),
        ("article", SIX[:5], r"needs D2_\*.pth too"),
        ("article", [*SIX, "E3_199.pth"], "E3_199.pth is not named like a file of article"),
        ("article", [*SIX, "old/E1_199.pth"], "old/E1_199.pth is one too many beside run/E1"),
        ("article", [*SIX[:3], "run/G2_100.pth"], "not of the same checkpoint"),
        ("nvidia2018", ["dis_01000000.pt"], r"needs gen_\*.pt too"),
        ("nvidia2018", ["gen_01.pt", "optimizer.pt"], "optimizer.pt is not named"),
        ("paper", ["x_gen_01.pkl", "x_dis_01.pkl"], "x_dis_01.pkl: .* leave it out"),
    ],
)
def test_wrong_files(preset, paths, message):
    with pytest.raises(CheckpointError, match=message):
        by_role(preset, paths)


def test_without_pytorch(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)  # importing it fails
    with pytest.raises(CheckpointError, match=r"PyTorch is missing: pip install -e '.\[pytorch\]'"):
        read("paper", ["x_gen_01.pkl"])


def test_read(torch, tmp_path):
    table = {"layer.weight": torch.arange(6.0).reshape(2, 3).half()}
    torch.save({"a": table, "b": table}, tmp_path / "gen_01.pt")
    parts = read("nvidia2018", [tmp_path / "gen_01.pt"])
    assert set(parts) == {"gen.a", "gen.b"}
    assert parts["gen.b"].title == f"{tmp_path}/gen_01.pt['b']"
    array = parts["gen.b"].tensors["layer.weight"]
    assert array.dtype == np.float32 and array.tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]


def test_the_older_format(torch, tmp_path):
    file = tmp_path / "x_gen_01.pkl"
    torch.save({"bias": torch.ones(2)}, file, _use_new_zipfile_serialization=False)
    assert read("paper", [file])["gen"].tensors["bias"].tolist() == [1.0, 1.0]


def test_what_is_no_checkpoint(torch, tmp_path):
    def message(content, preset="paper", name="x_gen_01.pkl"):
        file = tmp_path / name
        if isinstance(content, bytes):
            file.write_bytes(content)
        else:
            torch.save(content, file)
        with pytest.raises(CheckpointError) as caught:
            read(preset, [file])
        assert str(caught.value).startswith(str(file)) and "\n" not in str(caught.value)
        return str(caught.value)

    assert "not a checkpoint that torch reads" in message(b"")
    assert "not a checkpoint that torch reads" in message(b"PK\x03\x04 cut off")
    assert "not a checkpoint that torch reads" in message(torch.nn.Conv2d(1, 1, 1))  # code
    assert "holds no table of tensors" in message([torch.ones(1)])
    assert "holds no table of tensors" in message({})
    assert "holds 'epoch', which is no named tensor" in message({"epoch": 3})
    assert "bias holds what is not a number" in message({"bias": torch.tensor([np.nan])})
    assert "one table for a and one for b" in message({"a": {}}, "nvidia2018", "gen_01.pt")
    with pytest.raises(CheckpointError, match=r"nowhere_gen_1.pkl cannot be read \(No such file"):
        read("paper", ["nowhere_gen_1.pkl"])
