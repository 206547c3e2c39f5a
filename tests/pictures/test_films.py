import struct
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image
from tqdm import tqdm

av = pytest.importorskip("av", reason="PyAV, the extra film, is not installed")

from drawn_film import CODECS, RATE, draw_film, frames_of, pattern  # noqa: E402

from unit_tf.pictures.files import IncompleteError, UnreadableError  # noqa: E402
from unit_tf.pictures.films import translate_film  # noqa: E402


def packets_of_sound(path):
    with av.open(str(path)) as film:
        return [bytes(p) for p in film.demux(film.streams.audio) if p.dts is not None]


def translate(source, target, function=lambda pixels: 255 - pixels):
    translate_film(source, target, function, tqdm(disable=True))


@pytest.mark.parametrize("suffix", CODECS)
def test_frames_times_and_sound_are_kept(tmp_path, suffix):
    source, target = tmp_path / f"x{suffix}", tmp_path / f"y{suffix}"
    draw_film(source)
    translate(source, target)
    (before, rate), (after, new_rate) = frames_of(source), frames_of(target)
    assert len(after) == 12 and new_rate == rate == RATE
    assert [frame.time for frame in after] == [frame.time for frame in before]
    assert packets_of_sound(target) == packets_of_sound(source) != []
    for index in (0, 11):
        negative = 255 - pattern(index, 48, 64)[:, 24:]  # away from the bar
        plain = np.s_[4:20, 12:20], np.s_[28:44, 12:20]  # away from the edges between colours
        for place in plain:
            np.testing.assert_allclose(after[index].pixels[:, 24:][place], negative[place], atol=9)
    assert {path.name for path in tmp_path.iterdir()} == {source.name, target.name}


def test_turned_frames_come_upright(tmp_path):
    source = tmp_path / "x.mp4"
    draw_film(source, frames=3, aspect=Fraction(4, 3))
    content = source.read_bytes()
    matrix = content.index(b"tkhd") + 44  # of the first track, in fixed-point numbers
    whole = 1 << 16
    turned = struct.pack(">9i", 0, whole, 0, -whole, 0, 0, 48 * whole, 0, 1 << 30)
    source.write_bytes(content[:matrix] + turned + content[matrix + 36 :])
    translate(source, tmp_path / "y.mp4", lambda pixels: pixels)
    frames, _ = frames_of(tmp_path / "y.mp4")
    expected = np.rot90(pattern(1, 48, 64), -1)  # clockwise
    assert frames[1].pixels.shape == (64, 48, 3) and frames[1].aspect == Fraction(3, 4)
    assert np.abs(frames[1].pixels.astype(int) - expected).mean() < 6
    assert np.abs(frames[1].pixels.astype(int) - expected[::-1, ::-1]).mean() > 40


@pytest.mark.parametrize(
    ("suffix", "size"), [(".webm", (47, 63)), (".avi", (47, 63)), (".mp4", (48, 64))]
)
def test_odd_sizes(tmp_path, suffix, size):
    """H.264 alone takes none: there the last row and column stand twice."""
    draw_film(tmp_path / "x.mkv", frames=2, sound=False)
    translate(tmp_path / "x.mkv", tmp_path / f"y{suffix}", lambda pixels: pixels[:47, :63])
    frames, _ = frames_of(tmp_path / f"y{suffix}")
    assert frames[0].pixels.shape[:2] == size


def test_gifs_move_on_with_their_times_and_colours(tmp_path):
    pictures = [Image.fromarray(pattern(index, 48, 64)) for index in range(3)]
    durations = [50, 120, 200]
    pictures[0].save(
        tmp_path / "x.gif", save_all=True, append_images=pictures[1:], duration=durations
    )
    translate(tmp_path / "x.gif", tmp_path / "y.gif")
    frames, _ = frames_of(tmp_path / "y.gif")
    assert [frame.time for frame in frames] == [0, Fraction(5, 100), Fraction(17, 100)]
    for index, frame in enumerate(frames):
        np.testing.assert_array_equal(frame.pixels, 255 - pattern(index, 48, 64))
    draw_film(tmp_path / "x.mp4", frames=2)
    translate(tmp_path / "x.mp4", tmp_path / "z.gif")  # which has no sound
    assert len(frames_of(tmp_path / "z.gif")[0]) == 2


def test_a_film_that_ends_early_is_written_as_far_and_named(tmp_path):
    source = tmp_path / "x.mkv"
    draw_film(source, frames=90, sound=False)
    content = source.read_bytes()
    source.write_bytes(content[: len(content) // 2])
    with pytest.raises(IncompleteError, match=r"x.mkv is damaged: it ends after .* of 3.0 seconds"):
        translate(source, tmp_path / "y.mkv")
    assert 0 < len(frames_of(tmp_path / "y.mkv")[0]) < 90


def test_what_is_no_film_is_named(tmp_path):
    (tmp_path / "text.mp4").write_text("text")
    draw_film(tmp_path / "good.mp4", frames=2)
    content = (tmp_path / "good.mp4").read_bytes()
    (tmp_path / "half.mp4").write_bytes(content[: content.index(b"moov")])
    for name, target, message in (
        ("text.mp4", "y.mp4", "text.mp4 cannot be read as a film"),
        ("half.mp4", "y.mp4", "half.mp4 cannot be read as a film"),
        ("good.mp4", "y.webm", "sound in aac, which does not go into a .webm file: choose"),
    ):
        with pytest.raises(UnreadableError, match=message):
            translate(tmp_path / name, tmp_path / target)
        assert not (tmp_path / target).exists()


def test_an_interrupted_film_leaves_nothing(tmp_path):
    draw_film(tmp_path / "x.mp4")
    (tmp_path / "y.mp4").write_text("what was there")

    left = iter(range(3))

    def interrupt(pixels):
        if next(left, None) is None:
            raise KeyboardInterrupt
        return pixels

    with pytest.raises(KeyboardInterrupt):
        translate(tmp_path / "x.mp4", tmp_path / "y.mp4", interrupt)
    assert (tmp_path / "y.mp4").read_text() == "what was there"
    assert {path.name for path in tmp_path.iterdir()} == {"x.mp4", "y.mp4"}
