"""The times of a film's packets, made to rise as it is to be seen."""

from collections.abc import Sequence
from fractions import Fraction

import av
from av.format import Flags
from av.stream import Stream

GAP = 10.0  # seconds between two packets of a stream from which on its clock was set anew
BACK = 0.1  # the same for one that comes before the last


class Clock:
    """Sets the times of a film's packets.

    The clock of a broadcast, a disc or a camcorder is that of the device: it begins anywhere, which
    is set to zero, and jumps where recordings were joined; what follows is set to go on. Times in
    other containers are meant, and stay.

    Args:
        container: that the film is in.
        streams: of it that are shown and heard.

    Attributes:
        has_jumped: whether the clock did.
    """

    def __init__(self, container: av.container.InputContainer, streams: Sequence[Stream]):
        self._may_jump = Flags.ts_discont in Flags(container.format.flags)
        starts = [s.start_time * s.time_base for s in streams if s.start_time is not None]
        self._ahead = min(starts) if starts and self._may_jump else Fraction(0)
        self.has_jumped = False
        self._next: dict[int, Fraction] = {}  # when a stream's next packet should be

    def set(self, packet: av.Packet):
        """Sets a packet's times; they come in the order of the file."""
        unit = packet.time_base
        if packet.dts is not None and packet.stream.type in ("video", "audio"):
            time = packet.dts * unit - self._ahead
            expected = self._next.get(packet.stream_index, time)
            if self._may_jump and not -BACK <= time - expected <= GAP:
                self._ahead += time - expected
                time, self.has_jumped = expected, True
            self._next[packet.stream_index] = time + (packet.duration or 0) * unit
        shift = round(self._ahead / unit)
        if packet.dts is not None:
            packet.dts -= shift
        if packet.pts is not None:
            packet.pts -= shift
