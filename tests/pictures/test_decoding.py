from fractions import Fraction

import numpy as np
import pytest

av = pytest.importorskip("av", reason="PyAV, the extra film, is not installed")

from drawn_film import draw_film, frames_of, pattern  # noqa: E402

from unit_tf.pictures.decoding import SDR, Upright  # noqa: E402
from unit_tf.pictures.files import UnreadableError  # noqa: E402

PQ, HLG = 16, 18


def grey_frame(signal, transfer):
    """A frame of BT.2020 with ten bits of one grey, `signal` of [0, 1]."""
    frame = av.VideoFrame(16, 16, "yuv420p10le")
    for plane, value in zip(frame.planes, (round(876 * signal + 64), 512, 512), strict=True):
        plane.update(np.full(plane.buffer_size // 2, value, np.uint16))
    frame.time_base = Fraction(1, 25)
    frame.color_trc, frame.color_primaries, frame.colorspace, frame.color_range = transfer, 9, 9, 1
    return frame


def light_of_hlg(signal):
    """cd/m², of a screen of 1000 (ITU-R BT.2100, table 5)."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
    return 1000 * scene**1.2


def light_of_pq(signal):
    """cd/m² (ITU-R BT.2100, table 4)."""
    m1, m2, c1, c2, c3 = 0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875
    power = signal ** (1 / m2)
    return 10000 * (np.maximum(power - c1, 0) / (c2 - c3 * power)) ** (1 / m1)


@pytest.mark.parametrize(("transfer", "light"), [(HLG, light_of_hlg), (PQ, light_of_pq)])
def test_high_dynamic_range_becomes_standard(transfer, light):
    """White is what shines with 203 cd/m²; screens have the exponent 2.4 (ITU-R BT.1886)."""
    upright = Upright(Fraction(1))
    signals = np.array([0.1, 0.25, 0.4, 0.5, 0.55, 0.9])
    frames = [upright(grey_frame(signal, transfer), Fraction(0)) for signal in signals]
    assert all(frame.colours == SDR for frame in frames)
    seen = np.array([frame.pixels.mean() for frame in frames])
    expected = 255 * np.minimum(light(signals) / 203, 1) ** (1 / 2.4)
    np.testing.assert_allclose(seen[1:], expected[1:], atol=8)
    assert np.ptp([frame.pixels for frame in frames], axis=(1, 2, 3)).max() <= 1


def test_colours_that_cannot_be_converted_are_named():
    frame = av.VideoFrame.from_ndarray(pattern(0, 48, 64), "rgb24").reformat(format="yuv420p")
    frame.colorspace = 14  # ICtCp
    with pytest.raises(UnreadableError, match="colours cannot be converted .matrix 14"):
        Upright(Fraction(1))(frame, Fraction(0))


@pytest.mark.parametrize("a, b, c, d", [
    (1, 0, 0, 1), (-1, 0, 0, 1), (1, 0, 0, -1), (-1, 0, 0, -1),
    (0, 1, 1, 0), (0, -1, 1, 0), (0, 1, -1, 0), (0, -1, -1, 0),
])  # fmt: skip
def test_frames_come_upright_from_every_side(tmp_path, a, b, c, d):
    def turn(film, video):
        video.set_display_matrix([a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30])

    draw_film(tmp_path / "x.mp4", 1, sound=False, aspect=Fraction(4, 3), prepare=turn)
    (frame,) = frames_of(tmp_path / "x.mp4")[0]
    before = pattern(0, 48, 64)
    height, width = frame.pixels.shape[:2]
    assert (width, height, frame.aspect) == (
        (64, 48, Fraction(4, 3)) if a else (48, 64, Fraction(3, 4))
    )
    for x, y in ((20, 12), (50, 12), (20, 36), (50, 36), (5, 12)):
        # Where the pixel goes, about the middles of both pictures.
        left, top = x - 31.5, y - 23.5
        at_x = round(a * left + c * top + (width - 1) / 2)
        at_y = round(b * left + d * top + (height - 1) / 2)
        np.testing.assert_allclose(frame.pixels[at_y, at_x], before[y, x], atol=12)


def rows_differ(pixels):
    """How much even rows differ from odd ones, for how much each does from the next of its kind."""
    rows = pixels.astype(float).mean(-1)
    return np.abs(rows[1:] - rows[:-1]).mean() / np.abs(rows[2:] - rows[:-2]).mean()


@pytest.mark.parametrize(
    ("name", "options"),
    [("x.mkv", {"crf": "8", "x264-params": "tff=1"}), ("x.mpg", {"flags": "+ildct+ilme"})],
)
def test_interlaced_frames_become_whole(tmp_path, name, options):
    def two_moments(index):
        pixels = pattern(4 * index, 48, 64)
        pixels[1::2] = pattern(4 * index + 2, 48, 64)[1::2]
        return av.VideoFrame.from_ndarray(pixels, "rgb24")

    draw_film(tmp_path / name, 6, sound=False, picture=two_moments, options=options)
    with av.open(str(tmp_path / name)) as film:
        stored = list(film.decode(video=0))
    assert all(frame.interlaced_frame for frame in stored)
    frames, _ = frames_of(tmp_path / name)
    assert len(frames) == 6
    times = [frame.pts * frame.time_base for frame in stored]
    np.testing.assert_allclose(
        np.diff([float(frame.time) for frame in frames]), np.diff(np.array(times, float)), atol=1e-4
    )
    for before, after in list(zip(stored, frames, strict=True))[1:-1]:
        assert rows_differ(before.to_ndarray(format="rgb24")) > 2
        assert rows_differ(after.pixels) < 1.2


def test_a_film_whose_size_changes_keeps_its_first(tmp_path):
    content = b""
    for size in ((48, 64), (96, 128)):
        draw_film(tmp_path / "x.ts", 4, size, sound=False)
        content += (tmp_path / "x.ts").read_bytes()
    (tmp_path / "x.ts").write_bytes(content)
    frames, _ = frames_of(tmp_path / "x.ts")
    assert [frame.pixels.shape for frame in frames] == [(48, 64, 3)] * 8
    np.testing.assert_allclose(frames[7].pixels[12, 40], pattern(0, 48, 64)[12, 40], atol=9)
