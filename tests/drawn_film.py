"""A film that is drawn, and the frames of one."""

from fractions import Fraction

import numpy as np
import pytest

av = pytest.importorskip("av", reason="PyAV, the extra film, is not installed")

from unit_tf.pictures.film_reader import FilmReader  # noqa: E402

RATE = Fraction(30000, 1001)
CODECS = {
    ".mp4": ("libx264", "aac"),
    ".mov": ("libx264", "aac"),
    ".mkv": ("libx264", "libopus"),
    ".webm": ("libvpx-vp9", "libopus"),
    ".avi": ("mpeg4", "aac"),
}


def pattern(index, height, width):
    """Four plain colours, and a white bar that moves on by a pixel a frame."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[: height // 2, :, 0] = 200
    pixels[:, : width // 2, 1] = 150
    pixels[:, 4 + index : 8 + index] = 255
    return pixels


def draw_film(path, frames=12, size=(48, 64), sound=True, aspect=Fraction(1)):
    """A film of `pattern`, with a tone."""
    codec, sound_codec = CODECS[path.suffix]
    with av.open(str(path), "w") as film:
        video = film.add_stream(codec, rate=RATE, options={"crf": "10"})
        video.height, video.width = size
        video.pix_fmt = "yuv420p"
        video.codec_context.sample_aspect_ratio = aspect
        if sound:
            audio = film.add_stream(sound_codec, rate=48000, layout="mono")
        for index in range(frames):
            frame = av.VideoFrame.from_ndarray(pattern(index, *size), "rgb24")
            film.mux(video.encode(frame))
        film.mux(video.encode(None))
        if sound:
            samples = (np.sin(np.arange(48000 * frames // 30) / 20) * 8000).astype(np.int16)
            tone = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
            tone.sample_rate = 48000
            shaped = av.AudioResampler(
                format=audio.codec_context.format, layout="mono", rate=48000,
                frame_size=audio.codec_context.frame_size,
            )  # fmt: skip
            for part in shaped.resample(tone):
                film.mux(audio.encode(part))
            film.mux(audio.encode(None))


def frames_of(path):
    with FilmReader(path) as film:
        return [item for item in film if not isinstance(item, av.Packet)], film.video.average_rate
