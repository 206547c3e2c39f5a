"""Picture files without what describes the picture: for where a reader dies of it."""

import re
import zlib
from collections.abc import Collection, Iterator

# What the pixels of a PNG need, and what else is worth keeping; of a JPEG, the segments that are.
PIXELS, BESIDE = {b"IHDR", b"PLTE", b"IDAT", b"IEND"}, {b"tRNS", b"eXIf"}
DESCRIBING = {*range(0xE0, 0xF0), 0xFE}  # segments of a JPEG: applications' and comments
EXIF_SEGMENT, ADOBE_SEGMENT, SCAN = 0xE1, 0xEE, 0xDA


def bare(data: bytes) -> Iterator[bytes]:
    """A file without what describes its picture: at first with, then without what shows in it.

    That is transparency and how it lies in PNG, how it lies and Adobe's colours in JPEG; AVIF says
    how it lies beside its EXIF data. Of other formats Pillow reads what it is asked for alone.
    """
    if data.startswith(b"\x89PNG"):
        yield bare_png(data, PIXELS | BESIDE)
        yield bare_png(data, PIXELS)
    elif data.startswith(b"\xff\xd8"):
        yield _bare_jpeg(data, {EXIF_SEGMENT, ADOBE_SEGMENT})
        yield _bare_jpeg(data, ())
    elif data[4:11] == b"ftypavi":
        yield re.sub(rb"(infe.{8,10}?)Exif", rb"\1skip", data, flags=re.DOTALL)


def bare_png(data: bytes, kept: Collection[bytes]) -> bytes:
    """Of a PNG the chunks of the kinds that are kept, without damaged ones that can be spared."""
    parts, place = [data[:8]], 8
    while place < len(data):
        end = place + 12 + int.from_bytes(data[place : place + 4])
        chunk = data[place:end]
        is_whole = zlib.crc32(chunk[4:-4]).to_bytes(4) == chunk[-4:]
        if chunk[4:8] in kept and (is_whole or chunk[4:8] in PIXELS):
            parts.append(chunk)
        place = end
    return b"".join(parts)


def _bare_jpeg(data: bytes, kept: Collection[int]) -> bytes:
    parts, place = [data[:2]], 2
    while place + 4 <= len(data) and data[place] == 0xFF and data[place + 1] != SCAN:
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4])
        if data[place + 1] in kept or data[place + 1] not in DESCRIBING:
            parts.append(data[place:end])
        place = end
    return b"".join([*parts, data[place:]])
