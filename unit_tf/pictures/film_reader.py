"""A film's frames and the packets of its sound and subtitles, as they come."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.stream import Disposition
from av.video.stream import VideoStream

from unit_tf.pictures.decoding import Deinterlacer, Upright
from unit_tf.pictures.files import UnreadableError
from unit_tf.pictures.film_clock import Clock
from unit_tf.pictures.frames import Frame

COVERS = Disposition.attached_pic | Disposition.timed_thumbnails
CLEAR = {"vp8": "libvpx", "vp9": "libvpx-vp9"}  # decoders of transparency, which others pass over
FASTEST = Fraction(120)  # frames in a second that an uneven film is placed on
SHORT = 1.0  # seconds that a film may end before it should


class FilmReader:
    """Iterates over a film's frames and the packets that can be copied, from zero seconds on.

    Args:
        path: of any film that FFmpeg reads.

    Raises:
        UnreadableError: it is no film; also while it is read, if its colours cannot be converted.

    Attributes:
        path: the same.
        video: the stream of pictures.
        tracks: the streams of sound and of subtitles.
        others: those that cannot be copied: a second film, data, attachments. Covers are none.
        time_base: seconds that the times of frames are counted in.
        rate: frames in a second, on average.
        grid_rate: the same where they are placed on an even grid, without moving by much.
        loops: how often it is shown, as a moving picture: 0, for ever.
        final_delay: seconds that the last frame is shown; None where only a next one would tell.
        expected_frames: how many there should be, or None.
        damage: what could not be read, once all has been read; empty if nothing.
    """

    loops, final_delay = 0, None

    def __init__(self, path: Path):
        self.path = path
        self.damage = ""
        try:
            # What titles there are is not always UTF-8.
            self._container = av.open(f"file:{path}", metadata_errors="replace")
        except (av.FFmpegError, OSError) as error:
            raise UnreadableError(f"{path} cannot be read as a film ({error.strerror})") from error
        try:
            self._choose()
        except UnreadableError:
            self._container.close()
            raise

    def _choose(self):
        streams = self._container.streams
        films = [film for film in streams.video if not film.disposition & COVERS]
        if not films:
            raise UnreadableError(f"{self.path} holds sound alone, no pictures")
        known = [film for film in films if film.codec_context]
        if not known:
            raise UnreadableError(f"{self.path} is in a codec that FFmpeg does not know")
        self.video = max(known, key=_rank)
        self._decoder = self.video.codec_context
        if self.video.metadata.get("alpha_mode") == "1" and self._decoder.name in CLEAR:
            self._decoder = av.CodecContext.create(CLEAR[self._decoder.name], "r")
        self._decoder.thread_type = "AUTO"
        self.tracks = [
            track for track in (*streams.audio, *streams.subtitles) if track.codec_context
        ]
        kept = [self.video, *self.tracks, *(set(streams.video) - set(films))]
        self.others = [stream for stream in streams if stream not in kept]
        self.time_base = self.video.time_base
        self.rate = self.video.average_rate or self.video.guessed_rate or Fraction(25)
        self.grid_rate = max(self.rate, min(self.video.base_rate or self.rate, FASTEST))
        self._duration = Fraction(self._container.duration or 0, av.time_base)
        self.expected_frames = self.video.frames or int(self._duration * self.rate) or None

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self._container.close()

    def __iter__(self) -> Iterator[Frame | av.Packet]:
        deinterlace, last = Deinterlacer(), None
        upright = Upright(self.video.sample_aspect_ratio or Fraction(1))
        for item in self._decoded():
            if isinstance(item, av.Packet):
                yield item
                continue
            for frame in deinterlace(item):
                last = self._time(frame, last)
                try:
                    yield upright(frame, last)
                except UnreadableError as error:
                    raise UnreadableError(f"{self.path} cannot be translated: {error}") from error

    def _decoded(self) -> Iterator[av.VideoFrame | av.Packet | None]:
        """Packets to copy and frames as they were encoded, and None after the last."""
        clock = Clock(self._container, [self.video, *self.tracks])
        end, damaged = Fraction(0), 0
        packets = self._container.demux()
        is_last = is_late = False
        while not is_last:
            try:
                packet = next(packets, None)
            except av.FFmpegError:  # the file ends within a packet
                packet, damaged = None, damaged + 1
            except IndexError:  # PyAV's, at the end, of streams that began after the others
                packet, is_late = None, True
            is_last = packet is None
            if packet and not packet.size:  # which would end the decoding
                continue
            if packet:
                clock.set(packet)
                if packet.pts is not None:
                    end = max(end, (packet.pts + (packet.duration or 0)) * packet.time_base)
                if packet.stream in self.tracks and packet.dts is not None:
                    yield packet
                if packet.stream is not self.video:
                    continue
            try:
                frames = self._decoder.decode(packet)
            except av.FFmpegError:
                damaged += 1
                continue
            for frame in frames:
                frame.time_base = self.video.time_base
                damaged += frame.is_corrupt
                yield frame
        yield None
        if end < self._duration - SHORT and not clock.has_jumped:
            self.damage = f"it ends after {float(end):.1f} of {float(self._duration):.1f} seconds"
        elif damaged:
            self.damage = f"{damaged} of its packets cannot be decoded"
        elif is_late:
            self.damage = "tracks that begin after the others cannot be copied"

    def _time(self, frame: av.VideoFrame, last: Fraction | None) -> Fraction:
        """When a frame is shown; one that does not say so follows the last at the film's rate."""
        shown = frame.dts if frame.pts is None else frame.pts
        if shown is not None:
            return shown * frame.time_base
        return Fraction(0) if last is None else last + 1 / self.rate


def _rank(film: VideoStream) -> tuple[bool, int]:
    """What players show comes last: beside it may be a small one to look through."""
    return bool(film.disposition & Disposition.default), film.width * film.height
