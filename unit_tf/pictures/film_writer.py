"""Writes a film: frames that are encoded, and packets of sound that are copied."""

import dataclasses
from fractions import Fraction
from pathlib import Path

import av
import av.filter
import numpy as np

from unit_tf.pictures.files import UnreadableError
from unit_tf.pictures.film_reader import FilmReader, Frame


@dataclasses.dataclass(frozen=True)
class Format:
    """How films of a suffix are written: with losses that are hard to see.

    Attributes:
        container: FFmpeg's name of it.
        encoder: FFmpeg's name of it.
        options: the encoder's.
        pixels: FFmpeg's name of how the encoder takes colours.
        time_base: seconds that the times of frames are counted in; None: as in the film that is
            read, or one over its rate where `constant_rate` is true.
        constant_rate: whether the container knows no times of single frames.
        even: whether the encoder takes even sizes alone.
    """

    container: str
    encoder: str = "libx264"
    options: dict = dataclasses.field(default_factory=lambda: {"crf": "18"})
    pixels: str = "yuv420p"
    time_base: Fraction | None = None
    constant_rate: bool = False
    even: bool = True


VP9 = {"crf": "24", "b": "0", "cpu-used": "4", "row-mt": "1"}
MPEG4 = {"flags": "+qscale", "global_quality": "354"}  # the quantiser 3, times 118
FORMATS = {
    ".mp4": Format("mp4"),
    ".m4v": Format("mp4"),
    ".mov": Format("mov"),
    ".mkv": Format("matroska"),
    ".webm": Format("webm", "libvpx-vp9", VP9, even=False),
    ".avi": Format("avi", "mpeg4", MPEG4, constant_rate=True, even=False),
    ".gif": Format("gif", "gif", {}, "pal8", time_base=Fraction(1, 100), even=False),
}


class FilmWriter:
    """Writes the frames and the sound of a film that is being read.

    Sound is copied as it is, except into a GIF, which has none. H.264 takes even sizes alone: the
    last row or column of an odd one is written twice.

    Args:
        path: with a suffix of `FORMATS`.
        reader: of the film.

    Attributes:
        frames: how many have been written.
    """

    def __init__(self, path: Path, reader: FilmReader):
        self.frames = 0
        self._path = path
        self._reader = reader
        self._format = FORMATS[path.suffix.lower()]
        self._container = av.open(f"file:{path}", "w", format=self._format.container)
        self._copies: dict[int, av.AudioStream] = {}
        self._waiting: list[av.Packet] = []  # sound before the first frame
        self._tick = -(2**62)

    def __enter__(self):
        return self

    def __exit__(self, kind, *raised):
        if kind is None and self.frames:
            self._container.mux(self._stream.encode(None))
        self._container.close()

    def write_sound(self, packet: av.Packet):
        """Copies a packet of one of the film's streams of sound."""
        if not self.frames:
            self._waiting.append(packet)
        elif copy := self._copies.get(packet.stream.index):
            packet.stream = copy
            self._container.mux(packet)

    def write_frame(self, pixels: np.ndarray, frame: Frame):
        """Encodes uint8 `[height, width, 3]`, to be shown when `frame` was.

        Raises:
            UnreadableError: the film's sound does not go into a file of this suffix.
        """
        if self._format.even:
            missing = [(0, side % 2) for side in pixels.shape[:2]]
            pixels = np.pad(pixels, [*missing, (0, 0)], mode="edge")
        if not self.frames:
            self._begin(*pixels.shape[:2], frame.aspect)
        encoded = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), "rgb24")
        if self._format.pixels == "pal8":
            self._palette.push(encoded)
            encoded = self._palette.pull()
        else:
            encoded = encoded.reformat(format=self._format.pixels, dst_colorspace=frame.matrix)
            if not self.frames:
                self._stream.codec_context.colorspace = encoded.colorspace
        # Encoders take rising times alone.
        self._tick = max(round(frame.time / self._time_base), self._tick + 1)
        encoded.pts, encoded.time_base = self._tick, self._time_base
        self._container.mux(self._stream.encode(encoded))
        self.frames += 1
        for packet in self._waiting:
            self.write_sound(packet)
        self._waiting.clear()

    def _begin(self, height: int, width: int, aspect: Fraction):
        """Adds all streams: a container takes none once something is written."""
        form, film = self._format, self._reader.video
        rate = film.average_rate or Fraction(25)
        self._time_base = form.time_base or (1 / rate if form.constant_rate else film.time_base)
        self._stream = self._container.add_stream(form.encoder, rate=rate, options=form.options)
        self._stream.height, self._stream.width = height, width
        self._stream.pix_fmt = form.pixels
        self._stream.codec_context.time_base = self._time_base
        self._stream.codec_context.sample_aspect_ratio = aspect
        if form.pixels == "pal8":
            self._palette = palette_of_each_frame(height, width)
            return
        for sound in self._reader.sound:
            if sound.codec_context.name not in self._container.supported_codecs:
                raise UnreadableError(
                    f"{self._reader.path} has sound in {sound.codec_context.name}, which does not "
                    f"go into a {self._path.suffix} file: choose the suffix .mkv"
                )
            copy = self._container.add_stream_from_template(sound)
            copy.metadata.update(sound.metadata)
            self._copies[sound.index] = copy


def palette_of_each_frame(height: int, width: int) -> av.filter.Graph:
    """A filter from RGB to 256 colours, chosen anew for each frame."""
    graph = av.filter.Graph()
    size = dict(height=height, width=width, format="rgb24", time_base=Fraction(1, 100))
    begin, end = graph.add_buffer(**size), graph.add("buffersink")
    split, use = graph.add("split"), graph.add("paletteuse", "new=1")
    choose = graph.add("palettegen", "stats_mode=single")
    begin.link_to(split)
    split.link_to(use, 0, 0)
    split.link_to(choose, 1, 0)
    choose.link_to(use, 0, 1)
    use.link_to(end)
    graph.configure()
    return graph
