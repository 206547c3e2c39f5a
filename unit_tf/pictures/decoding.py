"""What FFmpeg decodes made pictures: whole, in colours of plain screens, upright, of one size."""

from collections.abc import Iterator
from fractions import Fraction

import av
import av.filter
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorTrc, Interpolation, VideoReformatter

from unit_tf.pictures.files import UnreadableError
from unit_tf.pictures.frames import BT709, BT2020, LIMITED, UNNAMED, Colours, Frame, unnamed_colours

# FFmpeg's numbers of colour matrices as films name them, to what converts by them.
MATRICES = {1: 1, 4: 4, 5: 5, 6: 5, 7: 7, 9: 9}
UNNAMED_MATRICES = (0, 2, 3)  # RGB itself, not told, reserved
# Without these each conversion darkens by a level, and blurs and stains edges of colours.
EXACT = (
    Interpolation.BICUBIC
    | Interpolation.ACCURATE_RND
    | Interpolation.FULL_CHR_H_INT
    | Interpolation.FULL_CHR_H_INP
)
HDR = (ColorTrc.SMPTE2084, ColorTrc.ARIB_STD_B67)  # PQ and HLG, the transfers of BT.2100
SDR = Colours(BT709, LIMITED, ColorPrimaries.BT709, ColorTrc.BT709)


class Deinterlacer:
    """Makes whole frames of those that hold two moments, every other row each; passes on the rest.

    By FFmpeg's filter bwdif, one frame of each: their number and their times stay.
    """

    def __init__(self):
        self._graph = None
        self._shape = None

    def __call__(self, frame: av.VideoFrame | None) -> Iterator[av.VideoFrame]:
        """Takes the next frame, or None after the last; gives those that are ready by then."""
        shape = frame and (frame.width, frame.height, frame.format.name)
        if self._graph and shape != self._shape:
            self._graph.push(None)
            yield from self._ready()
            self._graph = None
        if frame is None:
            return
        if frame.interlaced_frame and not self._graph:
            self._shape = shape
            self._graph = av.filter.Graph()
            self._graph.link_nodes(
                self._graph.add_buffer(
                    width=frame.width, height=frame.height, format=frame.format,
                    time_base=frame.time_base,
                ),
                self._graph.add("bwdif", "mode=send_frame:deint=interlaced"),
                self._graph.add("buffersink"),
            ).configure()  # fmt: skip
        if not self._graph:
            yield frame
            return
        self._graph.push(frame)
        yield from self._ready()

    def _ready(self) -> Iterator[av.VideoFrame]:
        while True:
            try:
                yield self._graph.pull()
            except (BlockingIOError, EOFError):
                return


class Upright:
    """Makes pictures of decoded frames.

    High dynamic range becomes standard, in the colours of BT.709: its reference white, of 203 cd/m²
    (ITU-R BT.2408), becomes white, and so does what is brighter. A frame of another size than the
    first is scaled to that, and all are turned as that one is.

    Args:
        aspect: how wide a stored pixel is to its height.
    """

    def __init__(self, aspect: Fraction):
        self._aspect = aspect
        self._size = self._display_matrix = None
        # What converts: it keeps its tables, which for high dynamic range take a while to make.
        self._reformatter = VideoReformatter()

    def __call__(self, frame: av.VideoFrame, time: Fraction) -> Frame:
        """The picture of a frame, shown at a time in seconds.

        Raises:
            UnreadableError: its colours are stored in a way that FFmpeg does not convert.
        """
        if self._size is None:
            self._size = frame.width, frame.height
            # Of the first alone: PyAV keeps a frame whose side data were looked at.
            matrix = frame.side_data.get("DISPLAYMATRIX")
            self._display_matrix = matrix and np.frombuffer(bytes(matrix), np.int32).tolist()
        is_high = frame.color_trc in HDR
        if is_high and frame.color_primaries == UNNAMED:
            frame.color_primaries = ColorPrimaries.BT2020
        unnamed = unnamed_colours(frame.height)
        named = frame.colorspace not in UNNAMED_MATRICES
        colours = Colours(
            frame.colorspace if named else BT2020 if is_high else unnamed.matrix,
            unnamed.range if frame.format.is_rgb else frame.color_range or unnamed.range,
            frame.color_primaries,
            frame.color_trc,
        )
        is_clear = any(component.is_alpha for component in frame.format.components)
        conversion = dict(
            width=self._size[0],
            height=self._size[1],
            format="rgba" if is_clear else "rgb24",
            src_colorspace=MATRICES.get(colours.matrix),
            interpolation=EXACT,
        )
        if is_high:
            colours = SDR
            conversion |= dict(dst_color_trc=SDR.transfer, dst_color_primaries=SDR.primaries)
        try:
            pixels = self._reformatter.reformat(frame, **conversion).to_ndarray()
        except av.FFmpegError as error:
            raise UnreadableError(
                f"its colours cannot be converted (matrix {frame.colorspace}, "
                f"{frame.format.name}: {error.strerror})"
            ) from error
        is_turned = False
        if self._display_matrix:
            pixels, is_turned = _turned(pixels, self._display_matrix)
        alpha = pixels[..., 3:] if is_clear else None
        duration = frame.duration * frame.time_base or None
        aspect = 1 / self._aspect if is_turned else self._aspect
        return Frame(pixels[..., :3], time, aspect, colours, alpha, duration)


def _turned(pixels: np.ndarray, display_matrix: list[int]) -> tuple[np.ndarray, bool]:
    """Pixels as they are to be seen, and whether their rows have become columns.

    Args:
        pixels: `[height, width, channels]`.
        display_matrix: of ISO 14496-12, row by row: a pixel at x, y is seen at a x + c y,
            b x + d y.
    """
    a, b, _, c, d, *_ = display_matrix
    is_turned = abs(b) > abs(a)
    if is_turned:
        pixels, a, d = pixels.swapaxes(0, 1), c, b
    return pixels[:: -1 if d < 0 else 1, :: -1 if a < 0 else 1], is_turned
