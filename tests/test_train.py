"""The training command, in this process where that will do and in its own where it is killed."""

import csv
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import keras
import numpy as np
import pytest
from absl import flags
from PIL import Image

from unit_tf import train
from unit_tf.models.files import list_checkpoints
from unit_tf.training import callbacks, signals

TINY = [
    "--preset=article",
    "--filters=2",
    "--downsamplings=1",
    "--encoder_blocks=0",
    "--decoder_blocks=0",
    "--discriminator_layers=2",
    "--image_size=16",
    "--samples=2",
    "--deterministic",
]


def arguments(folder, run_dir, *more):
    return [*TINY, f"--dataset={folder}", f"--run_dir={run_dir}", *more]


def start(*args):
    def listen():  # what runs in the background, such as these tests, may have been told not to
        for number in (signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)

    return subprocess.Popen(
        [sys.executable, "-m", "unit_tf.train", *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=listen,
    )


def wait_for(path, process):
    deadline = time.time() + 120
    while not list(path.parent.glob(path.name)):
        assert process.poll() is None, process.communicate()
        assert time.time() < deadline
        time.sleep(0.05)


def test_run_folder_explains_itself(here, folder, tmp_path, capsys):
    run = tmp_path / "run"
    args = arguments(folder, run, "--steps=6", "--log_every=2", "--checkpoint_every=2")
    args += ["--sample_every=4", "--keep_checkpoints=2", "--moving_average=0.9"]
    assert here(*args) == 0
    assert {path.name for path in run.iterdir()} == {
        "train.flags", "metrics.csv", "tensorboard", "samples", "checkpoints", "model.keras",
        "card.md",
    }  # fmt: skip
    assert [p.name for p in list_checkpoints(run / "checkpoints")] == [
        "00000006.keras",
        "00000004.keras",
    ]
    with open(run / "metrics.csv") as file:
        rows = list(csv.DictReader(file))
    assert [row["step"] for row in rows] == ["2", "4", "6"]
    assert {"gan_a", "recon_b", "cycle_kl_a", "real_a", "fake_b"} < set(rows[0])
    assert sorted(p.name for p in (run / "samples").iterdir()) == ["00000004.png", "00000006.png"]
    assert "6 steps" in (run / "card.md").read_text()
    width, height = Image.open(run / "samples" / "00000006.png").size
    assert width == 4 + 4 * 20 and height > 4 * 20  # a aa ab aba, two rows of each domain
    assert list((run / "tensorboard").glob("events*"))
    model = keras.saving.load_model(run / "model.keras")
    assert model.step == 6
    assert model.translate(np.zeros((1, 16, 16, 3), np.float32)).shape == (1, 16, 16, 3)

    # Again, it has nothing to do; longer, it goes on from where it was; replayed, it is the same.
    assert here(*args) == 0
    assert capsys.readouterr().out.startswith("Trained 6 steps")
    assert list_checkpoints(run / "checkpoints")[0].stem == "00000006"
    assert here(f"--flagfile={run / 'train.flags'}", "--steps=8") == 0
    assert "Going on from step 6" in capsys.readouterr().out
    assert keras.saving.load_model(run / "model.keras").step == 8
    # A run that was killed before it wrote its result only does that.
    (run / "model.keras").unlink()
    assert here(*args) == 0
    assert capsys.readouterr().out.startswith("Trained 8 steps")
    assert keras.saving.load_model(run / "model.keras").step == 8
    # Without checkpoints, the result is what it goes on from; how it is computed may change.
    shutil.rmtree(run / "checkpoints")
    assert here(*args, "--steps=9", "--remat") == 0
    assert "Going on from step 8" in capsys.readouterr().out
    # Anything that would make it another run is refused.
    assert here(*args, "--filters=3") == 2
    assert "--filters=2, which is now --filters=3" in capsys.readouterr().err


def test_killed_run_equals_an_uninterrupted_one(here, folder, tmp_path, capsys):
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    more = ["--checkpoint_every=10", "--moving_average=0.9", "--schedule=constant"]
    more += ["--log_every=7"]
    process = start(*arguments(folder, killed, "--steps=100000", *more))
    wait_for(killed / "checkpoints" / "[0-9]*.keras", process)
    process.send_signal(signal.SIGSTOP)  # so that there are few steps to go again
    assert here(*arguments(folder, killed, *more)) == 2  # not two writers
    assert f"Process {process.pid} on " in capsys.readouterr().err
    process.kill()
    process.communicate()
    checkpoint = list_checkpoints(killed / "checkpoints")[0]
    steps = int(checkpoint.stem) + 10
    assert here(*arguments(folder, killed, f"--steps={steps}", *more), traced=True) == 0
    assert f"Going on from step {steps - 10}" in capsys.readouterr().out
    assert here(*arguments(folder, whole, f"--steps={steps}", *more), traced=True) == 0
    models = [keras.saving.load_model(run / "model.keras") for run in (killed, whole)]
    for resumed, uninterrupted in zip(models[0].variables, models[1].variables, strict=True):
        np.testing.assert_allclose(resumed, uninterrupted, atol=1e-6, err_msg=resumed.path)
    tables = [
        np.genfromtxt(run / "metrics.csv", delimiter=",", names=True) for run in (killed, whole)
    ]
    np.testing.assert_array_equal(tables[0]["step"], sorted({*range(7, steps + 1, 7), steps}))
    for name in tables[0].dtype.names:
        np.testing.assert_allclose(tables[0][name], tables[1][name], rtol=1e-4, err_msg=name)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGHUP, 129)])
def test_signals_save_and_say_how_to_go_on(folder, tmp_path, number, status):
    process = start(*arguments(folder, tmp_path, "--steps=100000", "--log_every=1"))
    wait_for(tmp_path / "metrics.csv", process)
    process.send_signal(number)
    said, errors = process.communicate(timeout=60)
    assert process.returncode == status, errors
    assert "Traceback" not in errors
    (checkpoint,) = list_checkpoints(tmp_path / "checkpoints")
    assert f"Saved at step {int(checkpoint.stem)} of 100000." in said
    assert f"--flagfile={tmp_path / 'train.flags'}" in said


def test_loss_that_is_not_finite_stops_the_run(here, folder, tmp_path, capsys):
    args = arguments(folder, tmp_path, "--steps=50", "--checkpoint_every=1")
    assert here(*args, "--learning_rate=1e30") == 1
    said = capsys.readouterr().err
    assert re.search("error: The (loss|weight) .* is (not finite|nan|inf).* at step", said)
    assert "the last good checkpoint is" in said or "there is no checkpoint yet" in said
    for checkpoint in list_checkpoints(tmp_path / "checkpoints"):
        model = keras.saving.load_model(checkpoint)
        assert all(np.isfinite(weight).all() for weight in model.get_weights())
    assert not (tmp_path / "model.keras").exists()


def test_broken_checkpoint_falls_back_to_the_one_before(here, folder, tmp_path, capsys):
    args = arguments(folder, tmp_path, "--checkpoint_every=1")
    assert here(*args, "--steps=2") == 0
    (tmp_path / "checkpoints" / "00000002.keras").write_bytes(b"broken")
    assert here(*args, "--steps=3") == 0
    said = capsys.readouterr()
    assert "00000002.keras is damaged" in said.err
    assert "Going on from step 1" in said.out
    assert (tmp_path / "checkpoints" / "00000002.broken").read_bytes() == b"broken"
    assert keras.saving.load_model(tmp_path / "checkpoints" / "00000002.keras").step == 2


def test_full_disk_is_said_and_leaves_the_last_checkpoint(
    here, folder, tmp_path, capsys, monkeypatch
):
    save = callbacks.save_whole

    def full(model, path):
        if model.step == 2:
            raise OSError(28, "No space left on device")
        save(model, path)

    monkeypatch.setattr(callbacks, "save_whole", full)
    assert here(*arguments(folder, tmp_path, "--checkpoint_every=1", "--steps=3")) == 1
    said = capsys.readouterr().err.splitlines()[-1]
    assert "No space left on device" in said and "00000001.keras" in said and "Make room" in said


def test_a_second_interrupt_says_what_is_kept(here, folder, tmp_path, capsys, monkeypatch):
    def interrupt(self, batch, logs=None):
        if self.model.step == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(signals.StopOnSignal, "on_train_batch_end", interrupt)
    args = arguments(folder, tmp_path, "--checkpoint_every=2", "--steps=5")
    assert here(*args) == 130
    said = capsys.readouterr().err.splitlines()[-1]
    assert "interrupted at step 3" in said and "00000002.keras" in said


def bad(tmp_path, folder):
    """Arguments that cannot be trained with, and what is said of each."""
    only_b = tmp_path / "only_b"
    shutil.copytree(folder / "trainB", only_b / "trainB")
    unreadable = tmp_path / "unreadable"
    shutil.copytree(folder, unreadable)
    for path in (unreadable / "trainA").iterdir():
        path.write_bytes(b"broken")
    empty = tmp_path / "empty"
    (empty / "trainA").mkdir(parents=True)
    (empty / "trainB").mkdir()
    file = tmp_path / "file"
    file.write_text("")
    return [
        (["--dataset=/nowhere/at/all"], "There is no folder /nowhere/at/all"),
        ([f"--dataset={only_b}"], "has no folder trainA"),
        ([f"--dataset={empty}"], "trainA holds no pictures"),
        ([f"--dataset={unreadable}"], "No picture of trainA can be read"),
        (["--dataset=tfds:no_such_thing"], "does not know 'no_such_thing'"),
        (["--image_size=15"], "multiples of 2"),
        (["--image_size=big"], "--image_size=big"),
        (["--image_size=4"], "too small"),
        (["--filters=0"], "filters must be"),
        (["--discriminator_padding=mirror"], "discriminator_padding must be"),
        (["--steps=0"], "steps must be at least 1"),
        (["--cycle=-1"], "cycle must not be negative"),
        (["--adversarial=wgan"], "adversarial must be"),
        ([f"--run_dir={file}/x"], "cannot be written"),
        (["--devices=2"], "--devices=2: write GPU:0"),
        (["--devices=GPU:99"], "there is no GPU:99"),
        (["--batch_size=3", "--accumulate=2"], "give a multiple of 2"),
        (["--steps_per_execution=2"], "--steps=1 must be a multiple of --steps_per_execution=2"),
        (["--remat", "--dropout=0.5"], "remat needs dropout=0"),
        (["extra"], "'extra' is not a flag"),
    ]


def test_bad_input_gets_a_sentence_and_status_2(here, folder, tmp_path, capsys):
    for index, (args, message) in enumerate(bad(tmp_path, folder)):
        run = tmp_path / f"run{index}"
        assert here(*arguments(folder, run), "--steps=1", *args) == 2, args
        last = capsys.readouterr().err.strip().splitlines()[-1]
        assert last.startswith("error: ") and message in last, (args, last)
        assert not (run / "checkpoints").exists()


@pytest.mark.parametrize(
    ("args", "message", "status"),
    [
        (["--dataset=/nowhere"], "error: There is no folder /nowhere", 2),
        (["--filtres=3"], "Did you mean: filters", 1),
    ],
)
def test_whole_command_shows_no_traceback(tmp_path, args, message, status):
    process = start(*TINY, f"--run_dir={tmp_path / 'run'}", *args)
    said, errors = process.communicate()
    assert process.returncode == status
    assert message in said + errors
    assert "Traceback" not in said + errors


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("--flagfile=/nowhere.flags", "/nowhere.flags"),
        ("--batch_size=0", "batch_size"),
        ("--seed=5000000000", "seed"),
        ("--preset=papre", "papre"),
    ],
)
def test_values_that_no_flag_has(here, argument, message):
    with pytest.raises(flags.Error, match=message):
        here(argument)


def test_help_shows_every_flag_in_groups_with_defaults():
    process = start("--help")
    said, _ = process.communicate()
    assert process.returncode == 0
    for title in train.GROUPS:
        assert f"\n{title}:\n" in said
    for name in train.NAMES:
        assert f"--{name}=" in said
    assert "--dataset=scenes" in said
    assert "(paper 10.0, article 10.0, nvidia2018 1.0, cyclegan 1.0, student 0.0)" in said


def test_cyclegan_trains_and_goes_on(here, folder, tmp_path, capsys):
    args = arguments(folder, tmp_path, "--preset=cyclegan", "--encoder_blocks=1", "--image_size=24")
    assert here(*args, "--steps=3", "--log_every=1") == 0
    assert here(*args, "--steps=4", "--log_every=1") == 0
    assert "Going on from step 3" in capsys.readouterr().out
    model = keras.saving.load_model(tmp_path / "model.keras")
    assert type(model).__name__ == "CycleGAN" and model.step == 4
    assert int(model.pools["a"].count) == 4
    with open(tmp_path / "metrics.csv") as file:
        assert {"gan_a", "cycle_b", "identity_a"} < set(next(csv.DictReader(file)))


def test_training_without_test_pictures_shows_training_ones(here, folder, tmp_path, capsys):
    shutil.copytree(folder / "trainA", tmp_path / "data" / "trainA")
    shutil.copytree(folder / "trainB", tmp_path / "data" / "trainB")
    assert here(*arguments(tmp_path / "data", tmp_path / "run", "--steps=1")) == 0
    assert "sample sheets show training pictures" in capsys.readouterr().err
    assert (tmp_path / "run" / "samples" / "00000001.png").exists()
    with open(tmp_path / "run" / "metrics.csv") as file:
        assert [row["step"] for row in csv.DictReader(file)] == ["1"]  # fewer than --log_every


def test_a_run_starts_from_a_model_with_steps_of_its_own(here, folder, tmp_path, capsys):
    first, second = tmp_path / "first", tmp_path / "second"
    assert here(*arguments(folder, first, "--steps=2")) == 0
    begun = arguments(folder, second, f"--start_from={first}")
    assert here(*begun, "--steps=1", "--learning_rate=0") == 0
    models = [keras.saving.load_model(run / "model.keras") for run in (first, second)]
    assert [model.step for model in models] == [2, 1]
    for one, other in zip(models[0].generator.weights, models[1].generator.weights, strict=True):
        np.testing.assert_array_equal(one, other)
    # Where there is no run of that folder yet, a model alone is not gone on with.
    shutil.copy(first / "model.keras", tmp_path / "model.keras")
    assert here(*arguments(folder, tmp_path, "--steps=9")) == 2
    assert f"--start_from={tmp_path / 'model.keras'}" in capsys.readouterr().err
    assert here(*arguments(folder, tmp_path, "--steps=9", "--filters=3")) == 2
    assert "made with --filters=2, not --filters=3" in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {"model.keras"}


def test_names_that_are_no_utf8(here, folder, tmp_path, capfd):
    strange = tmp_path / os.fsdecode(b"caf\xe9")
    shutil.copytree(folder, strange / "data")
    (strange / "data" / "trainA" / "0.png").rename(strange / "data" / "trainA" / strange.name)
    args = arguments(strange / "data", strange / "run", "--log_every=1")
    assert here(*args, "--steps=1") == 0
    assert here(*args, "--steps=2") == 0
    assert b"caf\xe9" in (strange / "run" / "train.flags").read_bytes()
    assert here(f"--flagfile={strange / 'run' / 'train.flags'}", "--steps=3") == 0
    assert (strange / "run" / "samples" / "00000002.png").exists()
    assert list((strange / "run" / "tensorboard").glob("events*"))
    assert "caf" in (strange / "run" / "card.md").read_text()
