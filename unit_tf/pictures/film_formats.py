"""The suffixes that films have, and how those that can be written are."""

import dataclasses
from collections.abc import Callable
from fractions import Fraction

# What cameras, phones, discs and recorders call films that FFmpeg reads.
FILMS = {
    ".264", ".265", ".360", ".3g2", ".3gp", ".amv", ".asf", ".avi", ".divx", ".dv", ".f4v", ".flv",
    ".h264", ".h265", ".hevc", ".insv", ".ivf", ".lrv", ".m1v", ".m2p", ".m2t", ".m2ts", ".m2v",
    ".m4v", ".mjpeg", ".mjpg", ".mk3d", ".mkv", ".mod", ".mov", ".mp4", ".mpe", ".mpeg", ".mpg",
    ".mpv", ".mts", ".mxf", ".nut", ".ogm", ".ogv", ".qt", ".rm", ".rmvb", ".tod", ".trp", ".ts",
    ".vob", ".webm", ".wmv", ".wtv", ".y4m",
}  # fmt: skip
OTHERWISE = ".mkv"  # what films become that cannot be written as they were: it takes most sound


@dataclasses.dataclass(frozen=True)
class Format:
    """How films of a suffix are written: with losses that are hard to see.

    Attributes:
        container: FFmpeg's name of it.
        encoder: FFmpeg's name of it.
        options: the encoder's.
        pixels: FFmpeg's name of how the encoder takes colours.
        clear: the same for colours with transparency; None where it takes none.
        time_base: seconds that the times of frames are counted in; None: as in the film that is
            read, or one over its rate where `constant_rate` is true.
        shortest: of these, how many a frame is shown at least; what comes sooner is left out.
        constant_rate: whether the container knows no times of single frames.
        even: whether the encoder takes even sizes alone.
        names_colours: whether the file tells matrix and range.
        silent: whether it holds one moving picture and nothing else.
        loops: the container's option of how often it is shown.
        final_delay: the seconds that the last frame is shown, as the container's option takes them.
    """

    container: str
    encoder: str = "libx264"
    options: dict = dataclasses.field(default_factory=lambda: {"crf": "18"})
    pixels: str = "yuv420p"
    clear: str | None = None
    time_base: Fraction | None = None
    shortest: int = 0
    constant_rate: bool = False
    even: bool = True
    names_colours: bool = True
    silent: bool = False
    loops: str | None = None
    final_delay: Callable[[Fraction], str] | None = None


def _moving_picture(container: str, encoder: str, options: dict, pixels: str, **others) -> Format:
    return Format(
        container, encoder, options, pixels, pixels,
        even=False, names_colours=False, silent=True, **others,
    )  # fmt: skip


VP9 = {"crf": "24", "b": "0", "cpu-used": "4", "row-mt": "1"}
MPEG4 = {"flags": "+qscale", "global_quality": "354"}  # the quantiser 3, times 118
APNG = _moving_picture(
    "apng", "apng", {}, "rgba",
    time_base=Fraction(1, 1000), loops="plays", final_delay=str,
)  # fmt: skip
FORMATS = {
    ".mp4": Format("mp4"),
    ".m4v": Format("mp4"),
    ".mov": Format("mov"),
    ".mkv": Format("matroska"),
    ".webm": Format("webm", "libvpx-vp9", VP9, clear="yuva420p", even=False),
    ".avi": Format(
        "avi", "mpeg4", MPEG4, constant_rate=True, even=False, names_colours=False
    ),
    ".wmv": Format(
        "asf", "wmv2", MPEG4, time_base=Fraction(1, 1000), even=False, names_colours=False
    ),
    ".flv": Format("flv"),
    ".3gp": Format("3gp"),
    ".3g2": Format("3g2"),
    ".ts": Format("mpegts"),
    ".mts": Format("mpegts"),
    ".m2ts": Format("mpegts"),
    ".gif": _moving_picture(
        "gif", "gif", {}, "pal8",
        time_base=Fraction(1, 100), shortest=2, loops="loop",  # browsers show none for one
        final_delay=lambda delay: str(round(delay * 100)),
    ),
    ".webp": _moving_picture(
        # With losses, frames whose clear parts are at their edges would lose their transparency.
        "webp", "libwebp_anim", {"lossless": "1"}, "bgra",
        time_base=Fraction(1, 1000), loops="loop",
    ),
    ".png": APNG,
    ".apng": APNG,
}  # fmt: skip
