import numpy as np
import pytest

av = pytest.importorskip("av", reason="PyAV, the extra film, is not installed")

from drawn_film import RATE, draw_film, packets_of_sound  # noqa: E402

from unit_tf.pictures.film_reader import FilmReader  # noqa: E402


def read(path):
    """Times of frames and of sound, in seconds, and what is said to be damaged."""
    frames, sound = [], []
    with FilmReader(path) as film:
        for item in film:
            if isinstance(item, av.Packet):
                sound.append(float(item.pts * item.time_base))
            else:
                frames.append(float(item.time))
        return np.array(frames), np.array(sound), film.damage


@pytest.mark.parametrize("starts", [(50000,), (0, 3000), (3000, 0), (10, 10)])
def test_what_a_camcorder_joined_goes_on(tmp_path, starts):
    content = b""
    for start in starts:
        draw_film(tmp_path / "x.ts", 30, start=start)
        content += (tmp_path / "x.ts").read_bytes()
    (tmp_path / "x.ts").write_bytes(content)
    frames, sound, damage = read(tmp_path / "x.ts")
    assert not damage and len(sound) == len(packets_of_sound(tmp_path / "x.ts"))
    assert min(frames[0], sound[0]) == 0 and abs(frames[0] - sound[0]) < 0.05
    step = 1 / float(RATE)
    # Where two were joined sound and pictures do not end at once: there they stay together.
    np.testing.assert_allclose(np.diff(frames), step, atol=0.03)
    np.testing.assert_allclose(np.diff(sound), 1024 / 48000, atol=0.03)
    assert frames[-1] == pytest.approx((30 * len(starts) - 1) * step, abs=0.1)
    assert abs(frames[-1] - sound[-1]) < 0.1


def test_elsewhere_times_are_meant(tmp_path):
    draw_film(tmp_path / "x.mkv", 3, start=600 / RATE)
    frames, sound, _ = read(tmp_path / "x.mkv")
    assert frames[0] == pytest.approx(20.02, abs=1e-3)
    assert sound[0] == pytest.approx(20.02, abs=0.02)
