"""The command `python -m unit_tf.distill`: the run folder's own tests are those of training."""

import csv
import shutil
from types import SimpleNamespace

import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image
from small import random_images, tiny_model

import unit_tf
from unit_tf import distill
from unit_tf.models.files import load_model


@pytest.fixture
def run(here, capsys):
    """Runs the command; returns its status, and what it said on both streams."""

    def call(*args):
        status = here(*args, command=distill)
        said = capsys.readouterr()
        return SimpleNamespace(returncode=status, stdout=said.out, stderr=said.err)

    return call


@pytest.fixture(scope="module")
def teacher(tmp_path_factory, folder):
    """The folder of a run that has trained a model, and a model that belongs to none."""
    path = tmp_path_factory.mktemp("teacher")
    keras.utils.set_random_seed(0)
    model = tiny_model()
    model.fit((random_images(2), random_images(2)), verbose=0)
    model.save(path / "model.keras")
    (path / "train.flags").write_text(f"--dataset={folder}\n--steps=1\n")
    model.save(path.parent / "alone.keras")
    return path


TINY = ["--width=8", "--blocks=1", "--batch_size=2", "--samples=1", "--deterministic"]


def test_a_student_trains_and_goes_on(run, teacher, folder, tmp_path):
    student = tmp_path / "student"
    args = [f"--model={teacher}", "--direction=ba", f"--run_dir={student}", *TINY, "--latent=1"]
    told = run(*args, "--steps=4", "--log_every=2", "--checkpoint_every=2")
    assert told.returncode == 0, told.stderr
    flags = (student / "train.flags").read_text()
    assert f"--dataset={folder}\n" in flags and "--image_size=16x16\n" in flags  # the teacher's
    with open(student / "metrics.csv") as file:
        rows = list(csv.DictReader(file))
    assert [row["step"] for row in rows] == ["2", "4"] and float(rows[0]["latent"]) > 0
    assert "taught by" in (student / "card.md").read_text()
    width, _ = Image.open(student / "samples" / "00000004.png").size
    assert width == 4 + 4 * 20  # b, teacher, student, error
    model = load_model(str(student))
    assert type(model).__name__ == "Student" and model.step == 4 and model.direction == "ba"

    again = run(f"--flagfile={student / 'train.flags'}", "--steps=5")
    assert again.returncode == 0 and "Going on from step 4" in again.stdout, again.stderr
    assert load_model(str(student)).step == 5
    other = run(*args, "--steps=9", "--width=16")
    assert other.returncode == 2 and "--width=8, which is now --width=16" in other.stderr


def test_pictures_of_the_source_alone_are_enough(run, teacher, folder, tmp_path):
    shutil.copytree(folder / "trainA", tmp_path / "pictures")
    args = [f"--model={teacher}", f"--run_dir={tmp_path / 'x'}", *TINY, "--steps=1"]
    told = run(*args, f"--dataset={tmp_path / 'pictures'}")
    assert told.returncode == 0, told.stderr
    assert "The sample sheets show training pictures" in told.stderr
    model = keras.saving.load_model(tmp_path / "x" / "model.keras")
    assert np.isfinite(model.translate(random_images())).all()
    again = run(f"--model={tmp_path / 'x'}", f"--run_dir={tmp_path / 'y'}", *TINY, "--steps=1")
    assert again.returncode == 2 and "holds a Student: give the model of two" in again.stderr


def test_a_rehearsal_writes_nothing(run, teacher, tmp_path):
    args = [f"--model={teacher}", f"--run_dir={tmp_path / 'x'}", *TINY]
    told = run(*args, "--multiply_adds=5e6", "--image_size=32", "--width=16", "--dry_run")
    assert told.returncode == 2 and "leave out --size_of and --width" in told.stderr
    del args[2:4]
    told = run(*args, "--multiply_adds=5e6", "--image_size=32", "--dry_run")
    assert told.returncode == 0, told.stderr
    assert "one way, a to b" in told.stdout and "time of a step" in told.stdout
    assert not (tmp_path / "x").exists()


def test_bad_input_gets_a_sentence(run, teacher, tmp_path):
    model, out = f"--model={teacher}", f"--run_dir={tmp_path / 'x'}"
    alone = teacher.parent / "alone.keras"
    for args, sentence in (
        ([], "--model is missing"),
        (["--model=/nowhere.keras"], "There is no model /nowhere.keras"),
        ([f"--model={alone}"], "does not tell what it was trained on"),
        ([model, "--multiply_adds=10"], "the narrowest student takes"),
        ([model, "--image_size=18"], "multiples of 4"),
        ([model, "--block=thick"], "block must be one of"),
        ([model, "--accumulate=2"], "leave out accumulate and remat"),
        ([model, "--dataset=/nowhere"], "There is no folder /nowhere"),
    ):
        told = run(*args, out, "--steps=1")
        assert told.returncode == 2 and sentence in told.stderr, (args, told.stderr)
        assert told.stderr.strip().splitlines()[-1].startswith("error: ")
        assert not (tmp_path / "x").exists()


def test_out_of_memory_says_what_a_student_can_have_smaller(run, teacher, tmp_path, monkeypatch):
    def too_large(self, *args, **kwargs):
        raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")

    monkeypatch.setattr(unit_tf.Student, "fit", too_large)
    told = run(f"--model={teacher}", f"--run_dir={tmp_path / 'x'}", "--steps=1", *TINY)
    assert told.returncode == 1
    assert "out of memory" in told.stderr
    assert "Try a smaller --batch_size, --image_size or --width." in told.stderr
    assert "remat" not in told.stderr
