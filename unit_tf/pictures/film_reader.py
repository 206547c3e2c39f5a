"""A film's frames, upright and in colour, and the packets of its sound, as they come."""

import dataclasses
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from unit_tf.pictures.files import UnreadableError, over_white

BT709, BT601 = 1, 5  # FFmpeg's numbers of colour matrices
MATRICES = {1: 1, 4: 4, 5: 5, 6: 5, 7: 7, 9: 9}  # as films name them, to what converts by them
HIGH = 720  # rows from which on players take a matrix that is not named for BT.709
SHORT = 1.0  # seconds that a film may end before it should


@dataclasses.dataclass(frozen=True)
class Frame:
    """One upright picture of a film.

    Attributes:
        pixels: uint8 `[height, width, 3]`.
        time: seconds.
        aspect: how wide a pixel is to its height.
        matrix: FFmpeg's number of the colour matrix to store it with, as it was.
    """

    pixels: np.ndarray
    time: Fraction
    aspect: Fraction
    matrix: int


class FilmReader:
    """Iterates over a film's frames and its packets of sound.

    Args:
        path: of any film that FFmpeg reads.

    Raises:
        UnreadableError: it is no film.

    Attributes:
        path: the same.
        video: the stream of pictures.
        sound: the streams of sound.
        expected_frames: how many there should be, or None.
        damage: what could not be read, once all has been read; empty if nothing.
    """

    def __init__(self, path: Path):
        self.path = path
        try:
            self._container = av.open(f"file:{path}")
        except av.FFmpegError as error:
            raise UnreadableError(f"{path} cannot be read as a film ({error.strerror})") from error
        if not self._container.streams.video:
            self._container.close()
            raise UnreadableError(f"{path} holds sound alone, no pictures")
        self.video = self._container.streams.video[0]
        self.video.thread_type = "AUTO"
        self.sound = list(self._container.streams.audio)
        self._duration = Fraction(self._container.duration or 0, av.time_base)
        rate = self.video.average_rate or 0
        self.expected_frames = self.video.frames or int(self._duration * rate) or None
        self.damage = ""

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self._container.close()

    def __iter__(self) -> Iterator[Frame | av.Packet]:
        end, undecoded, last = Fraction(0), 0, None
        start = Fraction(self._container.start_time or 0, av.time_base)
        packets = self._container.demux()
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                break
            except av.FFmpegError:  # the file ends within a packet
                undecoded += 1
                break
            if packet.pts is not None:
                end = max(end, (packet.pts + (packet.duration or 0)) * packet.time_base - start)
            if packet.stream in self.sound and packet.dts is not None:
                yield packet
            elif packet.stream is self.video:
                try:
                    frames = packet.decode()
                except av.FFmpegError:
                    undecoded += 1
                    continue
                for frame in frames:
                    last = self._time(frame, last)
                    yield self._upright(frame, last)
        if end < self._duration - SHORT:
            self.damage = f"it ends after {float(end):.1f} of {float(self._duration):.1f} seconds"
        elif undecoded:
            self.damage = f"{undecoded} packets cannot be decoded"

    def _time(self, frame: av.VideoFrame, last: Fraction | None) -> Fraction:
        """When a frame is shown; one that does not say so follows the last at the film's rate."""
        if frame.pts is not None:
            return frame.pts * frame.time_base
        return Fraction(0) if last is None else last + 1 / (self.video.average_rate or 25)

    def _upright(self, frame: av.VideoFrame, time: Fraction) -> Frame:
        matrix = MATRICES.get(int(frame.colorspace), BT709 if frame.height >= HIGH else BT601)
        if any(component.is_alpha for component in frame.format.components):
            pixels = frame.to_ndarray(format="rgba")
            pixels = over_white(pixels[..., :3], pixels[..., 3:])
        else:
            pixels = frame.reformat(format="rgb24", src_colorspace=matrix).to_ndarray()
        turns = round(frame.rotation / 90)  # counterclockwise
        aspect = self.video.sample_aspect_ratio or Fraction(1)
        return Frame(np.rot90(pixels, turns), time, 1 / aspect if turns % 2 else aspect, matrix)
