"""Imported models against the references' networks, and every key accounted for."""

import functools

import keras
import numpy as np
import pytest
import tensorflow as tf
from small import random_images

from export.conversion import to_tflite
from unit_tf import PRESETS
from unit_tf.models import from_preset
from unit_tf.models.files import load_model
from unit_tf.pytorch.files import CheckpointError, Part, read
from unit_tf.pytorch.keys import convolutions
from unit_tf.pytorch.model import account, fill, import_parts, resampling_is_normalized

# Of what depth the checkpoints are that these tests make, unlike the presets in every size.
SIZES = {
    "paper": {"shared_blocks": 2, "encoder_blocks": 1, "channels_b": 1},
    "article": {"encoder_blocks": 1, "discriminator_layers": 3, "discriminator_filters": 3},
    "nvidia2018": {"downsamplings": 1, "encoder_blocks": 2, "discriminator_layers": 2,
                   "discriminator_scales": 2, "discriminator_filters": 3},
    "cyclegan": {"encoder_blocks": 2, "discriminator_layers": 2, "discriminator_filters": 3},
}  # fmt: skip


@pytest.fixture(scope="module")
def torch_networks():
    pytest.importorskip("torch", reason="PyTorch, the extra pytorch, is not installed")
    import torch_networks

    torch_networks.torch.set_num_threads(1)  # more only wait for each other at these sizes
    return torch_networks


@functools.cache
def shapes(preset):
    """The form of a small model, and every parameter's tensor's shape and variable."""
    sizes = {"filters": 2, "decoder_blocks": 0 if preset == "cyclegan" else 1} | SIZES[preset]
    model = from_preset(preset, (64, 64, 3), **sizes)
    variables = {weight.path: weight.shape for weight in model.weights}
    found = {}
    for module in convolutions(preset, model.architecture):
        for part, key, path, axes in module.parameters():
            shape = [variables[path][axes.index(axis)] for axis in range(len(axes))]
            found[part, key] = shape, path
    return found


def checkpoint(preset):
    """A checkpoint's parts with random tensors, made without PyTorch."""
    generator, shared, parts = np.random.default_rng(0), {}, {}
    for (name, key), (shape, path) in shapes(preset).items():
        tensor = generator.normal(size=shape).astype(np.float32)
        part = parts.setdefault(name, Part(f"file of {name}", {}))
        part.tensors[key] = shared.setdefault(path, tensor)
    return parts


@functools.cache
def imported(preset):
    """The model of `checkpoint`, to look at and not to change."""
    return import_parts(preset, checkpoint(preset), (64, 96))


SMALL = {"discriminator_filters": 5, "discriminator_layers": 3}


@pytest.mark.parametrize(
    ("preset", "name", "sizes"),
    [
        ("paper", "Paper", {"channels": (1, 3), "blocks": 1, "shared": 2}),
        ("paper", "Paper", {"normalized_resampling": True, "downsamplings": 1, "blocks": 1}),
        ("article", "Article", {**SMALL, "channels": (3, 1), "blocks": 1}),
        ("nvidia2018", "Nvidia2018", {**SMALL, "scales": 2, "downsamplings": 3, "blocks": 1}),
        ("cyclegan", "CycleGAN", {**SMALL, "channels": (3, 3), "blocks": 2}),
        ("cyclegan", "CycleGAN", {"channels": (3, 1), "blocks": 1, "dropout": True}),
    ],
)
def test_computes_what_the_reference_computes(torch_networks, preset, name, sizes, tmp_path):
    import torch_cyclegan

    torch = torch_networks.torch
    normalized = sizes.get("normalized_resampling", False)
    networks = torch_cyclegan if preset == "cyclegan" else torch_networks
    program = getattr(networks, name)(**{"filters": 4} | sizes)
    files = torch_networks.randomize(program).save(tmp_path)
    model = import_parts(preset, read(preset, files), (64, 64), normalized).model
    channels = sizes.get("channels", (3, 3))
    for domain, count in zip("ab", channels, strict=True):
        images = random_images(2, 32, 48, count)
        tensor = torch.from_numpy(images.transpose(0, 3, 1, 2).copy())
        for target in "ab":
            if preset == "cyclegan" and target == domain and len(set(channels)) > 1:
                continue  # no translator takes pictures of the domain that it makes
            expected = program.translate(tensor, domain + target).numpy().transpose(0, 2, 3, 1)
            assert expected.std() > 0.1
            if target == domain:
                translated = model.reconstruct(images, domain)
            else:
                translated = model.translate(images, domain + target)
            assert np.abs(translated - expected).mean() < 1e-5
        if preset != "paper":
            logits = getattr(model, f"discriminator_{domain}")(images)
            for scale, expected in zip(logits, program.judge(tensor, domain), strict=True):
                expected = expected.numpy().transpose(0, 2, 3, 1)
                assert expected.std() > 1e-3
                np.testing.assert_allclose(scale, expected, atol=1e-4)


@pytest.mark.parametrize("preset", PRESETS)
def test_sizes_are_read_off(preset):
    model, keys, parameters, unused = imported(preset)
    for name, value in SIZES[preset].items():
        assert getattr(model.architecture, name) == value
    assert model.image_shape == (64, 96, 3) and unused == 0
    assert model.recipe == PRESETS[preset].recipe
    assert keys == sum(len(part.tensors) for part in checkpoint(preset).values())
    without = [] if preset != "paper" else model.discriminator_variables
    trained = sum(np.prod(w.shape) for w in model.trainable_variables)
    assert parameters == trained - sum(np.prod(w.shape) for w in without)


def test_discriminators_may_be_left_out():
    parts = {name: part for name, part in checkpoint("article").items() if "D" not in name}
    model = import_parts("article", parts, (32, 32)).model
    assert model.architecture.discriminator_filters == 0
    kernel = model.generator.encoder_b.stem.convolution.kernel
    tensor = parts["E2"].tensors["model_blocks.1.weight"]
    np.testing.assert_array_equal(kernel, tensor.transpose(2, 3, 1, 0))


def test_statistics_of_old_files_are_unused():
    parts, architecture = checkpoint("nvidia2018"), imported("nvidia2018").model.architecture
    for domain in "ab":
        for name in ("running_mean", "running_var"):
            parts[f"gen.{domain}"].tensors[f"enc.model.0.norm.{name}"] = np.ones(2)
    parameters, unused = account("nvidia2018", parts, architecture)
    assert len(parameters) == imported("nvidia2018").keys and unused == 4
    parts["gen.a"].tensors["dec.model.2.norm.running_mean"] = np.ones(4)  # of no instance norm
    with pytest.raises(CheckpointError, match="holds dec.model.2.norm.running_mean"):
        import_parts("nvidia2018", parts, (64, 64))


def test_a_translator_one_way_of_several_gpus(torch_networks, tmp_path):
    import torch_cyclegan

    program = torch_networks.randomize(torch_cyclegan.CycleGAN(4, 1, (3, 1)))
    path = program.save(tmp_path, prefix="module.")[0].rename(tmp_path / "latest_net_G.pth")
    imported = import_parts("cyclegan", read("cyclegan", [path]), (32, 32))
    assert (imported.model.architecture.channels_a, imported.model.architecture.channels_b) == (
        3,
        1,
    )
    assert imported.keys == len(program.G_A.state_dict())
    images = random_images(1, 32, 32)
    tensor = torch_networks.torch.from_numpy(images.transpose(0, 3, 1, 2).copy())
    expected = program.translate(tensor, "ab").numpy().transpose(0, 2, 3, 1)
    assert np.abs(imported.model.translate(images, "ab") - expected).mean() < 1e-5


def test_statistics_of_cyclegans_old_files_are_unused():
    parts = checkpoint("cyclegan")
    for name in ("running_mean", "running_var", "num_batches_tracked"):
        parts["G_A"].tensors[f"model.2.{name}"] = np.ones(2)
    assert import_parts("cyclegan", parts, (64, 64)).unused == 3


def test_statistics_tell_of_normalized_resampling():
    parts = checkpoint("paper")
    assert resampling_is_normalized(parts["gen"]) is None
    parts["gen"].tensors["encode_A.3.model.1.running_mean"] = np.ones(8)
    assert resampling_is_normalized(parts["gen"]) is False
    parts["gen"].tensors["encode_A.1.model.1.running_mean"] = np.ones(4)
    assert resampling_is_normalized(parts["gen"]) is True
    with pytest.raises(CheckpointError, match="holds encode_A.1.model.1.running_mean"):
        import_parts("paper", parts, (64, 64))
    model = import_parts("paper", parts, (64, 64), normalized_resampling=True).model
    assert model.architecture.upsampling_normalization == "instance"


def spoil(parts, part, key, tensor):
    """Replaces a tensor, or takes it away where there is no other."""
    if tensor is None:
        del parts[part].tensors[key]
    else:
        parts[part].tensors[key] = np.asarray(tensor, np.float32)


@pytest.mark.parametrize(
    ("preset", "part", "key", "tensor", "message"),
    [
        ("paper", "gen", "decode_B.3.bias", None, "file of gen lacks decode_B.3.bias"),
        ("paper", "gen", "encode_A.0.model.0.weight", None, "file of gen lacks encode_A.0.model.0"),
        ("paper", "gen", "encode_A.0.model.0.weight", [1.0], r"the shape \[1\], where a kernel"),
        ("paper", "gen", "encode_A.3.model.3.bias", None, "lacks encode_A.3.model.3.bias"),
        ("paper", "gen", "dec_shared.2.model.0.bias", [1.0], "holds dec_shared.2.model.0.bias of"),
        ("article", "G1", "extra", [[1.0]], r"file of G1 holds extra of the shape \[1, 1\]"),
        ("nvidia2018", "gen.b", "dec.model.2.norm.gamma", None, "gen.b lacks dec.model.2.norm.gam"),
        ("nvidia2018", "dis.a", "cnns.0.2.bias", None, "dis.a lacks cnns.0.2.bias"),
        ("nvidia2018", "gen.a", "enc.model.0.conv.weight", np.ones((2, 4, 7, 7)),
         r"file of gen.a: channels_a must be 1 \(grey\) or 3 \(RGB\), not 4"),
    ],
)  # fmt: skip
def test_wrong_tables(preset, part, key, tensor, message):
    parts = checkpoint(preset)
    spoil(parts, part, key, tensor)
    with pytest.raises(CheckpointError, match=message):
        import_parts(preset, parts, (64, 64))


@pytest.mark.parametrize(
    ("preset", "part", "key", "tensor", "message"),
    [
        ("paper", "gen", "decode_A.3.weight", np.ones((2, 3, 3, 3)),
         r"decode_A.3.weight has the shape \[2, 3, 3, 3\], where the model needs \[2, 3, 1, 1\]"),
        ("article", "E2", "model_blocks.4.weight", np.ones((4, 3, 4, 4)),
         r"file of E2: .* the shape \[4, 3, 4, 4\], where the model needs \[4, 2, 4, 4\]"),
        ("article", "D2", "model.8.bias", [[1.0]], r"the shape \[1, 1\].* needs \[1\]"),
        ("article", "E2", "shared_block.conv_block.1.bias", np.ones(8),
         "E2 and file of E1 differ in shared_block.conv_block.1.bias"),
        ("article", "G2", "shared_block.conv_block.5.bias", np.ones(8),
         "G2 and file of G1 differ in shared_block.conv_block.5.bias"),
    ],
)  # fmt: skip
def test_wrong_tensors(preset, part, key, tensor, message):
    parts, model = checkpoint(preset), imported(preset).model
    spoil(parts, part, key, tensor)
    parameters, _ = account(preset, parts, model.architecture)
    with pytest.raises(CheckpointError, match=message):
        fill(model, parts, parameters)  # until then with what the model holds already


def test_another_preset_and_too_small_a_size():
    parts = checkpoint("paper")
    renamed = {"gen.a": parts["gen"], "gen.b": parts["gen"]}
    with pytest.raises(CheckpointError, match=r"no key like enc\.model\.0\..*: is it of another"):
        import_parts("nvidia2018", renamed, (64, 64))
    with pytest.raises(CheckpointError, match="file of gen: Pictures of 62 x 64 pixels"):
        import_parts("paper", parts, (62, 64))


def test_trains_on_and_converts(tmp_path):
    imported("article").model.save(tmp_path / "model.keras")
    model = load_model(tmp_path / "model.keras")
    assert to_tflite(model.networks(), "ab", (16, 16), {})[4:8] == b"TFL3"
    images = random_images(1, 32, 32)
    before = keras.ops.convert_to_numpy(model.translate(images))
    model.run_eagerly = True
    model.fit(tf.data.Dataset.from_tensors((images, images)), verbose=0)
    assert model.step == 1
    after = model.translate(images)
    assert np.isfinite(after).all() and 0 < np.abs(after - before).max() < 1
