"""The command `python -m unit_tf.translate`, and which files it reads and writes."""

import os
import re

import numpy as np
import pytest
from commands import command
from drawn_film import draw_film, frames_of
from PIL import Image
from small import random_picture, tiny_model, tiny_student

from export import TFLiteTranslator
from export.conversion import to_tflite
from export.flatbuffer import describe
from unit_tf.options import UsageError
from unit_tf.pictures import jobs, outputs
from unit_tf.pictures.by_keras import KerasPictures
from unit_tf.pictures.files import read_picture, with_channels
from unit_tf.pictures.sheets import MARGIN


class Negative:
    """A translator that needs no model."""

    channels = 3

    def __call__(self, picture):
        return np.iinfo(picture.dtype).max - picture


def save(path, *shape, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)
    Image.fromarray(pixels).save(path, **options)
    return pixels


def translate_all(given, output, **options):
    return jobs.translate_all(outputs.plan(str(given), str(output)), Negative(), **options)


def tree(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_folder_keeps_its_tree_names_and_transparency(tmp_path, capsys):
    colour = save(tmp_path / "in/a.png", 6, 8, 3)
    clear = save(tmp_path / "in/deep/er/b.webp", 6, 8, 4, lossless=True)
    save(tmp_path / "in/deep/c.jpg", 6, 8)
    save(tmp_path / "in/d.ico", 16, 16, 3)
    save(tmp_path / "in/a.ico", 16, 16, 3)
    draw_film(tmp_path / "in/film.mkv", frames=2)
    (tmp_path / "in/notes.txt").write_text("no picture")
    (tmp_path / "in/.hidden.png").write_text("hidden")
    assert translate_all(tmp_path / "in", tmp_path / "out") == 0
    assert tree(tmp_path / "out") == {
        "a.png", "deep/er/b.webp", "deep/c.jpg", "d.png", "a.ico.png", "film.mkv",
    }  # fmt: skip
    np.testing.assert_array_equal(np.asarray(Image.open(tmp_path / "out/a.png")), 255 - colour)
    assert Image.open(tmp_path / "out/d.png").size == (16, 16)
    alpha = np.asarray(Image.open(tmp_path / "out/deep/er/b.webp").convert("RGBA"))[..., 3]
    np.testing.assert_array_equal(alpha, clear[..., 3])
    assert "6 of 6 written" in capsys.readouterr().out


def test_side_by_side_shows_the_picture_before(tmp_path):
    pixels = save(tmp_path / "x.png", 6, 8, 4) | 1
    Image.fromarray(pixels).save(tmp_path / "x.png")
    assert translate_all(tmp_path / "x.png", tmp_path / "y.png", side_by_side=True) == 0
    translated = np.concatenate([255 - pixels[..., :3], pixels[..., 3:]], -1)
    np.testing.assert_array_equal(
        np.asarray(Image.open(tmp_path / "y.png")), np.concatenate([pixels, translated], 1)
    )
    draw_film(tmp_path / "x.mp4", frames=2)
    assert translate_all(tmp_path / "x.mp4", f"{tmp_path}/out/", side_by_side=True) == 0
    assert frames_of(tmp_path / "out/x.mp4")[0][0].pixels.shape == (48, 128, 3)


def test_what_is_lost_of_a_picture_is_told(tmp_path, capsys):
    pages = [Image.new("L", (8, 6), level) for level in (10, 20, 30)]
    (tmp_path / "in").mkdir()
    pages[0].save(tmp_path / "in/pages.tif", save_all=True, append_images=pages[1:])
    ramp = np.linspace(0, 4095, 48).reshape(6, 8).astype(np.uint16)
    Image.fromarray(ramp).save(tmp_path / "in/deep.png")
    assert translate_all(tmp_path / "in", tmp_path / "out") == 0
    said = capsys.readouterr().err
    assert "pages.tif holds 3 frames or pages: the first is translated." in said
    assert "deep.png holds values of 0 to 4095, of which 0 is taken as black and 65535" in said
    assert translate_all(tmp_path / "in", tmp_path / "out", levels=(0, 4095)) == 0
    assert "deep.png" not in capsys.readouterr().err
    translated = read_picture(tmp_path / "out/deep.png").pixels[..., 0]
    np.testing.assert_allclose(translated, np.rint(65535 - ramp * (65535 / 4095)), atol=1)


def test_a_picture_that_fails_is_named_and_the_rest_go_on(tmp_path, capsys):
    for name in "abc":
        save(tmp_path / f"in/{name}.png", 6, 8, 3)
    (tmp_path / "in/b.png").write_text("no picture")
    (tmp_path / "in/b.mp4").write_text("no film")
    assert translate_all(tmp_path / "in", tmp_path / "out") == 1
    assert tree(tmp_path / "out") == {"a.png", "c.png"}
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("error: ")]
    assert re.match(r"error: .*b.mp4 cannot be read as a film \(.*\): it is left out.", said[0])
    assert re.match(r"error: .*b.png cannot be read as a picture \(.*\): it is left out.", said[1])
    assert translate_all(tmp_path / "in/b.png", tmp_path / "out") == 2  # nothing done


def test_a_film_that_ends_early_is_written_and_named(tmp_path, capsys):
    draw_film(tmp_path / "x.mkv", frames=90, sound=False)
    content = (tmp_path / "x.mkv").read_bytes()
    (tmp_path / "x.mkv").write_bytes(content[: len(content) // 2])
    assert translate_all(tmp_path / "x.mkv", tmp_path / "y.mkv") == 1
    assert re.search(
        r"error: .*x.mkv is damaged: .*y.mkv holds the rest\.\n", capsys.readouterr().err
    )
    assert (tmp_path / "y.mkv").exists()


def test_every_film_and_moving_picture_is_translated(tmp_path, capsys):
    (tmp_path / "in").mkdir()
    for name in ("a.MPG", "b.MTS", "c.mkv"):
        draw_film(tmp_path / "in" / name, frames=2)
    draw_film(tmp_path / "in/c.mpg", frames=2)
    (tmp_path / "in/d.vob").write_text("no film")
    frames = [Image.new("L", (8, 6), level) for level in (9, 99)]
    for name in ("e.webp", "f.png", "g.GIF"):
        frames[0].save(tmp_path / "in" / name, save_all=True, append_images=frames[1:])
    content = (tmp_path / "in/g.GIF").read_bytes()
    second = content.rindex(b"\x21\xf9")
    (tmp_path / "in/h.gif").write_bytes(content[: second + 10])  # cut in the second one's header
    assert translate_all(tmp_path / "in", tmp_path / "out") == 1
    assert tree(tmp_path / "out") == {
        "a.mkv", "b.MTS", "c.mkv", "c.mpg.mkv", "e.webp", "f.png", "g.GIF", "h.gif",
    }  # fmt: skip
    for name in ("e.webp", "f.png", "g.GIF"):
        assert Image.open(tmp_path / "out" / name).n_frames == 2
    told = capsys.readouterr()
    said = [line for line in told.err.splitlines() if line.startswith("error: ")]
    assert len(said) == 2 and "d.vob cannot be read as a film" in said[0]
    assert re.search(r"h.gif is damaged: it ends after 1 frame .*; .*h.gif holds the rest", said[1])
    assert re.search(r"a.MPG becomes .*a.mkv: no .MPG file is written", told.out)
    assert "8 of 9 written" in told.out


def test_what_a_single_film_can_become(tmp_path):
    draw_film(tmp_path / "x.mp4", frames=2)
    (tmp_path / "x.mp4").rename(tmp_path / "x.dat")
    frames = [Image.new("L", (8, 6), level) for level in (9, 99)]
    frames[0].save(tmp_path / "x.png", save_all=True, append_images=frames[1:])
    save(tmp_path / "still.png", 6, 8, 3)
    for name, target in (("x.dat", "y.mp4"), ("x.png", "y.png"), ("x.png", "y.webm")):
        assert translate_all(tmp_path / name, tmp_path / target) == 0
        assert (tmp_path / target).exists()
    for name, target, kind in (
        ("x.png", "y.jpg", "moving picture"),
        ("still.png", "y.mp4", "picture"),
    ):
        with pytest.raises(UsageError, match=f"a {kind} is written as one of"):
            outputs.plan(str(tmp_path / name), str(tmp_path / target))


def test_what_is_there_is_written_again_unless_told(tmp_path):
    save(tmp_path / "in/a.png", 6, 8, 3)
    save(tmp_path / "in/b.png", 6, 8, 3)
    (tmp_path / "out").mkdir()
    (tmp_path / "out/a.png").write_text("of before")
    assert translate_all(tmp_path / "in", tmp_path / "out", skip_existing=True) == 0
    assert (tmp_path / "out/a.png").read_text() == "of before"
    assert tree(tmp_path / "out") == {"a.png", "b.png"}
    assert translate_all(tmp_path / "in", tmp_path / "out") == 0
    assert Image.open(tmp_path / "out/a.png").size == (8, 6)


def test_an_interruption_leaves_whole_files_alone(tmp_path, capsys):
    for name in "abc":
        save(tmp_path / f"in/{name}.png", 6, 8, 3)

    left = iter("a")

    class Interrupted(Negative):
        def __call__(self, picture):
            if next(left, None) is None:
                raise KeyboardInterrupt
            return super().__call__(picture)

    planned = outputs.plan(str(tmp_path / "in"), str(tmp_path / "out"))
    assert jobs.translate_all(planned, Interrupted()) == 130
    assert tree(tmp_path / "out") == {"a.png"}
    assert "1 of 3 are written, whole" in capsys.readouterr().err


def test_a_full_disk_ends_the_work_at_once(tmp_path, monkeypatch, capsys):
    for name in "ab":
        save(tmp_path / f"in/{name}.png", 6, 8, 3)

    def fail(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    assert translate_all(tmp_path / "in", tmp_path / "out") == 2
    said = capsys.readouterr().err
    assert said.count("error: ") == 1
    assert "a.png cannot be written (No space left on device): make room" in said
    assert not tree(tmp_path / "out")


def test_no_input_is_overwritten(tmp_path):
    save(tmp_path / "in/x.png", 6, 8, 3)
    save(tmp_path / "in/in/x.png", 6, 8, 3)
    (tmp_path / "link.png").symlink_to(tmp_path / "in/x.png")
    source = str(tmp_path / "in")
    for given, output in (
        (source, source),
        (source, f"{source}/in/out"),
        (source, f"{source}/.."),  # in/in/x.png would become in/x.png
        (f"{source}/x.png", source),
        (f"{source}/x.png", f"{source}/x.png"),
        (f"{source}/x.png", str(tmp_path / "link.png")),
    ):
        with pytest.raises(UsageError, match="no input is ever overwritten|choose a folder beside"):
            outputs.plan(given, output)
    with pytest.raises(UsageError, match="is a file: for a folder"):
        outputs.plan(source, f"{source}/x.png")


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """x.keras, grey.keras of a grey domain b, student.keras, and ba.tflite of x, 16 x 24 pixels."""
    folder = tmp_path_factory.mktemp("models")
    blocks = {"encoder_blocks": 1, "decoder_blocks": 1}
    model = tiny_model(initializer="he_normal", downsamplings=2, **blocks)
    model.save(folder / "x.keras")
    tiny_model(channels_b=1).save(folder / "grey.keras")
    tiny_student("ba").save(folder / "student.keras")
    tflite = to_tflite(model.networks(), "ba", (16, 24), {})
    (folder / "ba.tflite").write_bytes(describe(tflite, {"direction": "ba"}))
    return folder, model


def test_the_command(models, tmp_path):
    folder, model = models
    x, tflite = f"--model={folder / 'x.keras'}", f"--model={folder / 'ba.tflite'}"
    student = f"--model={folder / 'student.keras'}"
    pixels = random_picture(20, 28)
    Image.fromarray(pixels).save(tmp_path / "x.png")
    Image.fromarray(pixels[..., 0].astype(np.uint16) * 257).save(tmp_path / "deep.png")
    save(tmp_path / "in/a.png", 20, 30, 3)
    save(tmp_path / "in/b.png", 30, 20, 3)
    draw_film(tmp_path / "x.mp4", frames=3)
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.tflite").write_bytes(bytes(100))
    given, out = f"--input={tmp_path / 'x.png'}", tmp_path / "out"
    one = [given, f"--output={out / 'y.png'}"]
    good = [
        [x, given, f"--output={out / 'ab.png'}"],
        [x, given, f"--output={out / 'aa.png'}", "--reconstruct"],
        [x, given, f"--output={out / 'tiles.png'}", "--tile=16", "--overlap=4"],
        [x, given, f"--output={out / 'walk.png'}", f"--interpolate={tmp_path / 'deep.png'}",
          "--steps=3"],
        [x, f"--input={tmp_path / 'in'}", f"--output={out / 'grid.png'}", "--grid"],
        [x, f"--input={tmp_path / 'x.mp4'}", f"--output={out}"],
        [f"--model={folder / 'grey.keras'}", f"--input={tmp_path / 'deep.png'}",
          f"--output={out / 'grey.png'}"],
        [student, given, f"--output={out / 'student.png'}"],
        [tflite, "--direction=ba", given, f"--output={out / 'lite.png'}"],
        [tflite, "--direction=ba", given, f"--output={out / 'small.png'}", "--method=resize"],
        [tflite, "--direction=ba", f"--input={tmp_path / 'deep.png'}",
          f"--output={out / 'bytes.png'}"],
    ]  # fmt: skip
    bad = [
        ([x, f"--input={tmp_path / 'x.mp4'}", f"--output={out}"], "Films need PyAV", "av"),
        ([tflite, *one], "LiteRT is missing", "ai_edge_litert.interpreter"),
        ([], "--model is missing"),
        ([x, "--output=y.png"], "--input is missing"),
        ([x, given], "--output is missing"),
        ([x, *one, "--direction=ac"], "--direction=ac: write ab or ba"),
        (["--model=/nowhere.keras", *one], "There is no model /nowhere.keras"),
        (["--model=/nowhere.tflite", *one], "There is no file /nowhere.tflite"),
        ([f"--model={tmp_path / 'broken.tflite'}", *one], "broken.tflite is no TFLite file"),
        ([x, "--input=/nowhere.png", "--output=y.png"], "There is no picture, film or folder"),
        ([x, f"--input={tmp_path / 'empty'}", "--output=y"], "holds no pictures or films"),
        ([x, f"--input={tmp_path / 'empty'}", "--output=y.png", "--grid"], "holds no pictures"),
        ([x, given, f"--output={out}/y.xyz"], "a picture is written as one of .png, .jpg"),
        ([x, f"--input={tmp_path / 'x.mp4'}", "--output=y.png"], "a film is written as one of"),
        ([x, given, f"--output={tmp_path / 'x.png'}"], "no input is ever overwritten"),
        ([x, *one, "--tile=40"], "--tile=40 is too small: with an overlap of 96"),
        ([x, *one, "--grid", f"--interpolate={tmp_path / 'deep.png'}"], "choose one of them"),
        ([x, *one, "--interpolate=/nowhere.png"], "There is no picture, film or folder"),
        ([x, *one, f"--interpolate={tmp_path / 'x.mp4'}"], "cannot be read as a picture"),
        ([student, *one, "--direction=ab"], "This student translates ba, not ab"),
        ([student, *one, "--reconstruct"], "nothing but one direction"),
        ([tflite, *one], "translates ba, not ab: write --direction=ba"),
        ([tflite, *one, "--direction=ba", "--reconstruct"], "--reconstruct needs a Keras model"),
        ([tflite, *one, "--direction=ba", "--interpolate=x.png"], "--interpolate needs a Keras"),
        ([tflite, *one, "--direction=ba", "--overlap=16"], "--overlap=16 is too large"),
        ([x, given, "--output=/proc/y.png", "--grid"], "/proc/y.png cannot be written"),
        ([x, *one, "y.png"], "'y.png' is not a flag"),
    ]  # fmt: skip
    with command("unit_tf.translate") as run:
        for arguments, message, *missing in bad:
            told = run(*arguments, missing=missing)
            said = told.stderr.strip().splitlines()[-1]
            assert told.returncode == 2, (message, told)
            assert said.startswith("error: ") and message in said, (message, said)
        for arguments in good:
            told = run(*arguments)
            assert told.returncode == 0, (arguments, told)
    assert tree(out) == {
        "ab.png", "aa.png", "tiles.png", "walk.png", "grid.png", "x.mp4", "grey.png", "lite.png",
        "small.png", "bytes.png", "student.png",
    }  # fmt: skip

    made = {path.stem: np.asarray(Image.open(path)) for path in out.glob("*.png")}
    translate = KerasPictures(model, "ab")
    reconstruct = KerasPictures(model, "ab", reconstruct=True)
    tiles = KerasPictures(model, "ab", tile=16, overlap=4)
    lite = TFLiteTranslator(folder / "ba.tflite")
    for name, expected in (
        ("ab", translate(pixels)), ("aa", reconstruct(pixels)), ("tiles", tiles(pixels)),
        ("lite", lite(pixels)), ("small", lite(pixels, method="resize")),
        ("bytes", lite(pixels[..., :1].repeat(3, -1))),
    ):  # fmt: skip
        np.testing.assert_allclose(
            made[name].astype(int), expected.astype(int), atol=1, err_msg=name
        )
    assert np.ptp(made["ab"]) > 100 and not np.array_equal(made["ab"], made["aa"])
    assert made["grey"].dtype == np.uint16 and made["grey"].shape == (20, 28)
    assert made["walk"].shape == (20 + 2 * MARGIN, 3 * 28 + 4 * MARGIN, 3)
    np.testing.assert_allclose(
        made["walk"][MARGIN:-MARGIN, MARGIN : MARGIN + 28], made["ab"], atol=1
    )
    assert made["grid"].shape[1] == 4 * 256 + 5 * MARGIN
    frames, _ = frames_of(out / "x.mp4")
    before, _ = frames_of(tmp_path / "x.mp4")
    assert len(frames) == 3
    after, expected = (
        with_channels(pixels, 1).reshape(12, 4, 16, 4).mean((1, 3))  # finer, H.264 loses much
        for pixels in (frames[2].pixels, translate(before[2].pixels))
    )
    np.testing.assert_allclose(after, expected, atol=12)
    assert np.ptp(expected) > 50
