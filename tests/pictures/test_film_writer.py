import numpy as np
import pytest
from PIL import Image
from tqdm import tqdm

av = pytest.importorskip("av", reason="PyAV, the extra film, is not installed")

from drawn_film import draw_film, frames_of, pattern  # noqa: E402

from unit_tf.pictures.decoding import MATRICES  # noqa: E402
from unit_tf.pictures.files import IncompleteError  # noqa: E402
from unit_tf.pictures.films import translate_film  # noqa: E402

PLAIN = np.s_[4:20, 12:20], np.s_[28:44, 12:20]  # of a pattern's right half, away from edges


def copy(source, target):
    translate_film(source, target, lambda pixels: pixels, tqdm(disable=True))


def test_a_gif_leaves_out_what_comes_too_fast(tmp_path):
    """Browsers show each frame ten times as long that is to be shown for a hundredth."""
    frames = [Image.new("L", (16, 16), 9 * index) for index in range(20)]
    frames[0].save(
        tmp_path / "x.webp", save_all=True, append_images=frames[1:], duration=15, lossless=True
    )
    copy(tmp_path / "x.webp", tmp_path / "y.gif")
    with Image.open(tmp_path / "y.gif") as after:
        durations = []
        for index in range(after.n_frames):
            after.seek(index)
            durations.append(after.info["duration"])
    assert min(durations) >= 20 and sum(durations) == pytest.approx(300, abs=20)


@pytest.mark.parametrize(
    ("matrix", "range", "primaries", "transfer", "height"),
    [(5, 2, 5, 6, 48), (1, 2, 1, 1, 48), (1, 1, 1, 1, 48), (6, 1, 6, 6, 720), (9, 1, 9, 14, 48)],
)
@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_matrix_and_range_are_kept(tmp_path, suffix, matrix, range, primaries, transfer, height):
    def name(film, video):
        codec = video.codec_context
        codec.colorspace, codec.color_range = matrix, range
        codec.color_primaries, codec.color_trc = primaries, transfer

    def stored(index):
        frame = av.VideoFrame.from_ndarray(pattern(index, height, 64), "rgb24")
        return frame.reformat(
            format="yuv420p", dst_colorspace=MATRICES[matrix], dst_color_range=range
        )

    draw_film(
        tmp_path / "x.mp4", 1, (height, 64), sound=False, picture=stored, prepare=name
    )  # fmt: skip
    copy(tmp_path / "x.mp4", tmp_path / f"y{suffix}")
    with av.open(str(tmp_path / f"y{suffix}")) as film:
        frame = next(film.decode(video=0))
    named = frame.colorspace, frame.color_range, frame.color_primaries, frame.color_trc
    assert named == (matrix, range, primaries, transfer)
    pixels = frame.reformat(format="rgb24", src_colorspace=MATRICES[matrix]).to_ndarray()
    for place in PLAIN:
        np.testing.assert_allclose(
            pixels[:, 24:][place], pattern(0, height, 64)[:, 24:][place], atol=8
        )


def test_transparency_is_kept_or_told(tmp_path):
    alpha = np.full((48, 64, 1), 255, np.uint8)
    alpha[:, 32:] = 0

    def clear(index):
        pixels = np.concatenate([pattern(index, 48, 64), alpha], -1)
        return av.VideoFrame.from_ndarray(pixels, "rgba").reformat(format="yuva420p")

    draw_film(tmp_path / "x.webm", 2, sound=False, pixels="yuva420p", picture=clear)
    copy(tmp_path / "x.webm", tmp_path / "y.webm")
    frame = frames_of(tmp_path / "y.webm")[0][1]
    assert frame.alpha[:, 40:].max() < 9 and frame.alpha[:, :24].min() > 246
    green = np.broadcast_to([0, 150, 0], (16, 16, 3))
    np.testing.assert_allclose(frame.pixels[28:44, 12:28], green, atol=9)
    with pytest.raises(IncompleteError, match="has transparency, which does not .* suffix .webm"):
        copy(tmp_path / "x.webm", tmp_path / "y.mp4")
    assert frames_of(tmp_path / "y.mp4")[0][1].pixels[:, 48:].min() > 246  # white beneath


def test_uneven_films_keep_their_times_where_only_even_ones_are_known(tmp_path):
    times = [0, 1, 2, 15, 16, 89, 90]  # thirtieths of a second
    draw_film(tmp_path / "x.mkv", len(times), sound=False, times=times)
    copy(tmp_path / "x.mkv", tmp_path / "y.avi")
    (before, _), (after, _) = frames_of(tmp_path / "x.mkv"), frames_of(tmp_path / "y.avi")
    np.testing.assert_allclose(
        [float(frame.time) for frame in after], [float(frame.time) for frame in before], atol=0.02
    )
