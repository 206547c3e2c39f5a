import struct
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image
from tqdm import tqdm

av = pytest.importorskip("av", reason="PyAV, the extra film, is not installed")

from av.stream import Disposition  # noqa: E402
from drawn_film import RATE, draw_film, frames_of, packets_of_sound, pattern  # noqa: E402

from unit_tf.pictures.files import IncompleteError, UnreadableError  # noqa: E402
from unit_tf.pictures.film_reader import FilmReader  # noqa: E402
from unit_tf.pictures.films import translate_film  # noqa: E402


def translate(source, target, function=lambda pixels: 255 - pixels):
    return translate_film(source, target, function, tqdm(disable=True))


PLAIN = np.s_[4:20, 12:20], np.s_[28:44, 12:20]  # of a pattern's right half, away from edges


def same(pixels):
    return pixels


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv", ".webm", ".avi"])
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
        for place in PLAIN:
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
    translate(source, tmp_path / "y.mp4", same)
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


@pytest.mark.parametrize(
    ("suffix", "options"),
    [(".gif", {"disposal": 2}), (".webp", {"lossless": True}), (".png", {})],
)
def test_moving_pictures_keep_colours_times_loops_and_transparency(tmp_path, suffix, options):
    frames = []
    for index in range(3):
        pixels = np.concatenate([pattern(index, 24, 32), np.full((24, 32, 1), 255, np.uint8)], -1)
        pixels[:, 28:] = [255, 255, 255, 0]
        frames.append(Image.fromarray(pixels))
    frames[0].save(
        tmp_path / f"x{suffix}", save_all=True, append_images=frames[1:], loop=3,
        duration=[50, 120, 400], **options,
    )  # fmt: skip
    for target in (suffix, ".gif", ".webp", ".png"):
        translate(tmp_path / f"x{suffix}", tmp_path / f"y{target}")
        with Image.open(tmp_path / f"y{target}") as after:
            assert after.n_frames == 3 and after.info["loop"] == 3
            for index, duration in enumerate([50, 120, 400]):
                after.seek(index)
                pixels = np.asarray(after.convert("RGBA"))
                assert after.info["duration"] == duration
                expected = 255 - pattern(index, 24, 32)[:, :28]
                np.testing.assert_array_equal(pixels[:, :28, :3], expected)
                assert (pixels[:, :28, 3] == 255).all() and (pixels[:, 28:, 3] == 0).all()


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
    ):
        with pytest.raises(UnreadableError, match=message):
            translate(tmp_path / name, tmp_path / target)
        assert not (tmp_path / target).exists()


def first_times(path):
    """Seconds at which the first frame is shown and the first sound is heard."""
    with FilmReader(path) as film:
        items = list(film)
    sound = next(item for item in items if isinstance(item, av.Packet))
    frame = next(item for item in items if not isinstance(item, av.Packet))
    return float(frame.time), float(sound.pts * sound.time_base)


@pytest.mark.parametrize(
    ("name", "target"),
    [("x.ts", "y.ts"), ("X.MTS", "Y.MTS"), ("x.flv", "y.flv"), ("x.3gp", "y.3gp"),
     ("x.mpg", "y.mkv"), ("x.mkv", "y.wmv")],
)  # fmt: skip
def test_other_containers_keep_sound_and_times(tmp_path, name, target):
    source, target = tmp_path / name, tmp_path / target
    sound = target.suffix != ".wmv"  # which takes no Opus
    draw_film(source, sound=sound, start=5 if name == "x.ts" else 0)
    translate(source, target)
    (before, _), (after, _) = frames_of(source), frames_of(target)
    times, new_times = ([frame.time - film[0].time for frame in film] for film in (before, after))
    np.testing.assert_allclose(np.array(new_times, float), np.array(times, float), atol=1.1e-3)
    assert packets_of_sound(target) == packets_of_sound(source)
    if sound:
        lags = [np.subtract(*first_times(path)) for path in (source, target)]
        assert lags[0] == pytest.approx(lags[1], abs=2e-3)
    negative = 255 - pattern(11, 48, 64)[:, 24:]
    for place in PLAIN:
        np.testing.assert_allclose(after[11].pixels[:, 24:][place], negative[place], atol=9)


def test_a_cover_is_not_the_film(tmp_path):
    with av.open(str(tmp_path / "x.mp4"), "w") as film:
        cover, video = film.add_stream("png", rate=1), film.add_stream("libx264", rate=25)
        cover.disposition, cover.pix_fmt = Disposition.attached_pic, "rgb24"
        cover.width = cover.height = 32
        video.height, video.width = 48, 64
        picture = av.VideoFrame.from_ndarray(np.full((32, 32, 3), 99, np.uint8), "rgb24")
        picture.pts = 0
        packets = cover.encode(picture) + cover.encode(None)
        for packet in packets:
            packet.pts = packet.dts = 0
        for index in range(5):
            packets += video.encode(av.VideoFrame.from_ndarray(pattern(index, 48, 64), "rgb24"))
        film.mux(packets + video.encode(None))
    content = (tmp_path / "x.mp4").read_bytes()
    # What holds the cover comes before the tracks, as some programs write it: then it is stream 0.
    moov = content.index(b"moov") - 4
    first, udta = content.index(b"trak", moov) - 4, content.index(b"udta", moov) - 4
    end = udta + struct.unpack(">I", content[udta : udta + 4])[0]
    (tmp_path / "x.mp4").write_bytes(
        content[:first] + content[udta:end] + content[first:udta] + content[end:]
    )
    with av.open(str(tmp_path / "x.mp4")) as film:
        assert film.streams[0].disposition & Disposition.attached_pic
    translate(tmp_path / "x.mp4", tmp_path / "y.mp4", same)
    frames, _ = frames_of(tmp_path / "y.mp4")
    assert [frame.pixels.shape for frame in frames] == [(48, 64, 3)] * 5


def test_tracks_that_cannot_be_copied_are_named_and_the_rest_is_written(tmp_path):
    draw_film(tmp_path / "x.mp4", frames=2)
    draw_film(tmp_path / "x.ts", frames=2, prepare=lambda film, video: film.add_data_stream("klv"))
    message = (
        "x.mp4 has sound in aac, which does not go into a .webm file: choose the suffix .mkv; "
        ".*y.webm holds the rest"
    )
    with pytest.raises(IncompleteError, match=message):
        translate(tmp_path / "x.mp4", tmp_path / "y.webm")
    # What is neither seen nor heard is no loss.
    said = translate(tmp_path / "x.ts", tmp_path / "y.ts")
    assert said.endswith("x.ts has data, which does not go into a .ts file: it is left out.")
    for target in ("y.webm", "y.ts"):
        assert len(frames_of(tmp_path / target)[0]) == 2
    assert packets_of_sound(tmp_path / "y.ts") == packets_of_sound(tmp_path / "x.ts") != []
    assert packets_of_sound(tmp_path / "y.webm") == []


def test_titles_need_not_be_utf8(tmp_path):
    draw_film(tmp_path / "x.mkv", 2, prepare=lambda film, video: film.metadata.update(title="Cafe"))
    content = (tmp_path / "x.mkv").read_bytes()
    (tmp_path / "x.mkv").write_bytes(content.replace(b"Cafe", b"Caf\xe9"))
    translate(tmp_path / "x.mkv", tmp_path / "y.mkv", same)
    assert len(frames_of(tmp_path / "y.mkv")[0]) == 2


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
