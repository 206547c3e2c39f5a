"""The times of a film's packets, made to rise from zero."""

from collections.abc import Sequence
from fractions import Fraction

import av
from av.format import Flags
from av.stream import Stream

GAP = 10.0  # seconds between two packets of a stream from which on its clock was set anew
BACK = 0.1  # the same for one that comes before the last


class Clock:
    """Sets the times of a film's packets.

    Broadcasts and recordings of them begin at any time; what comes first is set to zero. Where
    several of them were joined, the clock jumps; what follows is set to go on. Other containers may
    hold pauses of any length.

    Args:
        container: that the film is in.
        streams: of it that are shown and heard.

    Attributes:
        has_jumped: whether the clock did.
    """

    def __init__(self, container: av.container.InputContainer, streams: Sequence[Stream]):
        starts = [
            stream.start_time * stream.time_base
            for stream in streams
            if stream.start_time is not None
        ]
        self._ahead = max(min(starts, default=Fraction(0)), Fraction(0))
        self._may_jump = Flags.ts_discont in Flags(container.format.flags)
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
