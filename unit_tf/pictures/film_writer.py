"""Writes a film: frames that are encoded, and packets of sound and subtitles that are copied."""

import io
from fractions import Fraction
from pathlib import Path

import av
import av.filter
import numpy as np
from av.rational import AVRational
from av.stream import Stream

from unit_tf.pictures.decoding import EXACT, MATRICES
from unit_tf.pictures.files import over_white
from unit_tf.pictures.film_formats import FORMATS, OTHERWISE, Format
from unit_tf.pictures.film_reader import FilmReader
from unit_tf.pictures.frames import Frame, unnamed_colours
from unit_tf.pictures.moving_pictures import MovingPictureReader

KINDS = {"video": "a second film", "audio": "sound", "subtitle": "subtitles"}
# What those containers raise that look into the packets they are given.
REFUSALS = (av.InvalidDataError, av.PatchWelcomeError, av.ArgumentError)
FINEST = 65535  # parts of a second that MPEG-4 counts in at most


class FilmWriter:
    """Writes the frames and the tracks of a film that is being read.

    Tracks are copied as they are; those that do not go into a file of the suffix are left out. A
    moving picture has none. H.264 takes even sizes alone: the last row or column of an odd one is
    written twice.

    Args:
        path: with a suffix of `FORMATS`.
        reader: of the film.

    Attributes:
        frames: how many have been written.
        damaged: how many packets of tracks could not be copied.
    """

    def __init__(self, path: Path, reader: FilmReader | MovingPictureReader):
        self.frames = self.damaged = 0
        self._path = path
        self._reader = reader
        self._format = FORMATS[path.suffix.lower()]
        self._container = av.open(
            f"file:{path}", "w", format=self._format.container, container_options=self._options()
        )
        self._copies: dict[int, Stream] = {}
        self._refused: list[Stream] = []
        self._was_clear = False  # whether transparency has been lost
        self._waiting: list[av.Packet] = []  # what comes before the first frame
        self._tick = -(2**62)
        self._ends: dict[int, int] = {}  # of each copy, the time of its last packet

    def __enter__(self):
        return self

    def __exit__(self, kind, *raised):
        if kind is None and self.frames:
            self._container.mux(self._stream.encode(None))
        self._container.close()
        if kind is None and self._format.container == "webp" and self._reader.final_delay:
            set_final_delay(self._path, self._reader.final_delay)

    @property
    def lost(self) -> str:
        """What of the film does not go into the file, as a sentence goes on; empty if nothing."""
        lost = [_name(stream) for stream in self._refused if not _is_hidden(stream)]
        lost += ["transparency"] * self._was_clear
        if not lost:
            return ""
        tracks = [stream for stream in self._refused if stream in self._reader.tracks]
        suffixes = (OTHERWISE, *FORMATS) if tracks else (".webm",) * self._was_clear
        better = (s for s in suffixes if all(takes(FORMATS[s], track) for track in tracks))
        advice = f": choose the suffix {suffix}" if (suffix := next(better, None)) else ""
        return f"{self._has(lost)}{advice}"

    @property
    def hidden(self) -> str:
        """What does not go into the file either, but is neither seen nor heard; else empty."""
        hidden = [_name(stream) for stream in self._refused if _is_hidden(stream)]
        return self._has(hidden) if hidden else ""

    def _has(self, parts: list[str]) -> str:
        verb = "does" if len(parts) == 1 else "do"
        return f"has {', '.join(parts)}, which {verb} not go into a {self._path.suffix} file"

    def copy(self, packet: av.Packet):
        """Copies a packet of one of the film's tracks."""
        if not self.frames:
            self._waiting.append(packet)
        elif copy := self._copies.get(packet.stream.index):
            # Containers take rising times alone; rounded ones, and those of damage, are not.
            packet.rescale_ts(AVRational(copy.time_base))
            packet.dts = max(packet.dts, self._ends.get(copy.index, packet.dts - 1) + 1)
            packet.pts = packet.dts if packet.pts is None else max(packet.pts, packet.dts)
            self._ends[copy.index] = packet.dts
            packet.stream = copy
            try:
                self._container.mux(packet)
            except REFUSALS:
                self.damaged += 1

    def write(self, pixels: np.ndarray, alpha: np.ndarray | None, frame: Frame):
        """Encodes a picture, to be shown when `frame` was.

        Args:
            pixels: uint8 `[height, width, 3]`.
            alpha: uint8 `[height, width, 1]`, or None.
            frame: what it is the translation of.
        """
        form = self._format
        if self.frames and self._ticks(frame.time) < self._tick + form.shortest:
            return
        if alpha is not None and not form.clear:
            self._was_clear |= bool(alpha.min() < 255)
            pixels, alpha = over_white(pixels, alpha), None
        if alpha is not None:
            pixels = np.concatenate([pixels, alpha], -1)
        if form.even:
            missing = [(0, side % 2) for side in pixels.shape[:2]]
            pixels = np.pad(pixels, [*missing, (0, 0)], mode="edge")
        if not self.frames:
            self._begin(pixels, frame)
        encoded = self._stored(pixels)
        # Encoders take rising times alone.
        self._tick = max(self._ticks(frame.time), self._tick + 1)
        encoded.pts, encoded.time_base = self._tick, self._time_base
        if frame.duration:
            encoded.duration = max(self._ticks(frame.duration), 1)
        self._container.mux(self._stream.encode(encoded))
        self.frames += 1
        for packet in self._waiting:
            self.copy(packet)
        self._waiting.clear()

    def _ticks(self, seconds: Fraction) -> int:
        return round(seconds / self._time_base)

    def _options(self) -> dict[str, str]:
        form, reader = self._format, self._reader
        options = {form.loops: str(reader.loops)} if form.loops else {}
        if form.final_delay and reader.final_delay:
            options["final_delay"] = form.final_delay(reader.final_delay)
        return options

    def _begin(self, pixels: np.ndarray, frame: Frame):
        """Adds all streams: a container takes none once something is written."""
        form, reader = self._format, self._reader
        height, width, channels = pixels.shape
        grid = (1 / reader.grid_rate).limit_denominator(FINEST)
        self._time_base = form.time_base or (grid if form.constant_rate else reader.time_base)
        rate = reader.grid_rate if form.constant_rate else reader.rate
        self._stream = self._container.add_stream(form.encoder, rate=rate, options=form.options)
        self._stream.height, self._stream.width = height, width
        self._stream.pix_fmt = form.clear if channels == 4 else form.pixels
        codec = self._stream.codec_context
        codec.time_base = self._time_base
        codec.sample_aspect_ratio = frame.aspect
        self._colours = unnamed_colours(height)
        if form.names_colours:
            self._colours = frame.colours
            codec.colorspace, codec.color_range = frame.colours.matrix, frame.colours.range
            codec.color_primaries = frame.colours.primaries
            codec.color_trc = frame.colours.transfer
        if form.pixels == "pal8":
            self._palette = palette_of_each_frame(*pixels.shape)
        if form.silent:
            return
        for track in reader.tracks:
            if not takes(form, track):
                self._refused.append(track)
                continue
            copy = self._container.add_stream_from_template(track)
            copy.metadata.update(track.metadata)
            self._copies[track.index] = copy
        self._refused += reader.others
        self._container.start_encoding()  # which settles the units that copies count time in

    def _stored(self, pixels: np.ndarray) -> av.VideoFrame:
        """The frame that the encoder takes."""
        pixels = np.ascontiguousarray(pixels)
        frame = av.VideoFrame.from_ndarray(pixels, ("rgb24", "rgba")[pixels.shape[-1] - 3])
        if self._format.pixels == "pal8":
            self._palette.push(frame)
            return self._palette.pull()
        if self._format.silent:
            return frame.reformat(format=self._stream.pix_fmt)
        return frame.reformat(
            format=self._stream.pix_fmt,
            dst_colorspace=MATRICES[self._colours.matrix],
            dst_color_range=self._colours.range,
            interpolation=EXACT,
        )


def takes(form: Format, track: Stream) -> bool:
    """Whether a track goes into a file of a format, which only the writer of its header knows."""
    try:
        with av.open(io.BytesIO(), "w", format=form.container) as trial:
            trial.add_stream_from_template(track)
            trial.start_encoding()
    except (av.FFmpegError, ValueError):
        return False
    return not form.silent


def _is_hidden(stream: Stream) -> bool:
    """Whether a track is neither seen nor heard: what a camera's sensors say, a font."""
    return stream.type in ("data", "attachment")


def _name(stream: Stream) -> str:
    """What a stream is, as a sentence has it."""
    if stream.type in KINDS:
        codec = stream.codec_context.name if stream.codec_context else "an unknown codec"
        return f"{KINDS[stream.type]} in {codec}"
    title = stream.metadata.get("handler_name") or stream.metadata.get("filename")
    return f"{stream.type} ({title.strip()})" if title else stream.type


def set_final_delay(webp: Path, delay: Fraction):
    """Sets the seconds that the last frame is shown, for which its encoder takes the average."""
    content = bytearray(webp.read_bytes())
    chunk, last = 12, None  # chunks of "RIFF": four letters, their size, as much, even
    while chunk < len(content):
        last = chunk if content[chunk : chunk + 4] == b"ANMF" else last
        size = int.from_bytes(content[chunk + 4 : chunk + 8], "little")
        chunk += 8 + size + size % 2
    if last:
        content[last + 20 : last + 23] = round(delay * 1000).to_bytes(3, "little")
        webp.write_bytes(content)


def palette_of_each_frame(height: int, width: int, channels: int) -> av.filter.Graph:
    """A filter from RGB or RGBA to 256 colours, chosen anew for each frame."""
    graph = av.filter.Graph()
    size = dict(height=height, width=width, time_base=Fraction(1, 100))
    begin = graph.add_buffer(**size, format=("rgb24", "rgba")[channels - 3])
    end = graph.add("buffersink")
    split, use = graph.add("split"), graph.add("paletteuse", "new=1")
    choose = graph.add("palettegen", "stats_mode=single")
    begin.link_to(split)
    split.link_to(use, 0, 0)
    split.link_to(choose, 1, 0)
    choose.link_to(use, 0, 1)
    use.link_to(end)
    graph.configure()
    return graph
