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
    ".ts": ("libx264", "aac"),
    ".mts": ("libx264", "ac3"),
    ".flv": ("flv", "aac"),
    ".3gp": ("libx264", "aac"),
    ".mpg": ("mpeg2video", "mp2"),
}
CONTAINERS = {".ts": "mpegts", ".mts": "mpegts", ".flv": "flv", ".3gp": "3gp", ".mpg": "mpeg"}


def pattern(index, height, width):
    """Four plain colours, and a white bar that moves on by a pixel a frame."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[: height // 2, :, 0] = 200
    pixels[:, : width // 2, 1] = 150
    pixels[:, 4 + index : 8 + index] = 255
    return pixels


def draw_film(
    path, frames=12, size=(48, 64), sound=True, aspect=Fraction(1), *, codec=None, pixels="yuv420p",
    picture=None, start=0, times=None, options=None, prepare=lambda film, video: None,
):  # fmt: skip
    """A film of `pattern`, with a tone.

    Args:
        path: its suffix says how it is encoded.
        frames: how many.
        size: height and width.
        sound: whether there is a tone.
        aspect: how wide a pixel is to its height.
        codec: of the pictures, if another than is usual.
        pixels: FFmpeg's name of how they are stored.
        picture: from a frame's index to an `av.VideoFrame`, if another than the pattern.
        start: seconds before the first.
        times: of the frames, in those of an even film; None: even.
        options: of the codec.
        prepare: called with the container and its pictures' stream before anything is encoded.
    """
    suffix = path.suffix.lower()
    usual, sound_codec = CODECS[suffix]
    with av.open(str(path), "w", format=CONTAINERS.get(suffix)) as film:
        video = film.add_stream(codec or usual, rate=RATE, options=options or {"crf": "10"})
        video.height, video.width = size
        video.pix_fmt = pixels
        video.codec_context.sample_aspect_ratio = aspect
        if sound:
            audio = film.add_stream(sound_codec, rate=48000, layout="mono")
        prepare(film, video)
        packets = []
        for index in range(frames):
            if picture:
                frame = picture(index)
            else:
                frame = av.VideoFrame.from_ndarray(pattern(index, *size), "rgb24")
            frame.time_base = 1 / RATE
            frame.pts = round(start * RATE) + (times[index] if times else index)
            packets += video.encode(frame)
        packets += video.encode(None)
        if sound:
            samples = (np.sin(np.arange(48000 * frames // 30) / 20) * 8000).astype(np.int16)
            tone = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
            tone.sample_rate = 48000
            tone.pts, tone.time_base = round(start * 48000), Fraction(1, 48000)
            shaped = av.AudioResampler(
                format=audio.codec_context.format, layout="mono", rate=48000,
                frame_size=audio.codec_context.frame_size,
            )  # fmt: skip
            for part in shaped.resample(tone):
                packets += audio.encode(part)
            packets += audio.encode(None)
        for packet in sorted(packets, key=lambda packet: packet.dts * packet.time_base):
            film.mux(packet)


def frames_of(path):
    with FilmReader(path) as film:
        return [item for item in film if not isinstance(item, av.Packet)], film.video.average_rate


def packets_of_sound(path):
    with av.open(str(path)) as film:
        packets = (packet for packet in film.demux() if packet.stream.type == "audio")
        return [bytes(packet) for packet in packets if packet.size]
