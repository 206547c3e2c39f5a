"""How native libraries want to lie in memory."""

import struct

from .tools import BuildError

LOADED = 1
LARGE_PAGES = 16384


def load_alignment(data):
    """The smallest alignment in bytes of the parts of an ELF file that are loaded.

    Args:
        data: the file's bytes; 32 or 64 bits, little-endian.

    Raises:
        BuildError: this is no such file.
    """
    if data[:4] != b"\x7fELF" or data[4] not in (1, 2) or data[5] != 1:
        raise BuildError("This is not a little-endian ELF file, expected a library for Android.")
    if data[4] == 2:
        start, size, count = (
            *struct.unpack_from("<Q", data, 32),
            *struct.unpack_from("<HH", data, 54),
        )
        field, letter = 48, "<Q"
    else:
        start, size, count = (
            *struct.unpack_from("<I", data, 28),
            *struct.unpack_from("<HH", data, 42),
        )
        field, letter = 28, "<I"
    headers = [start + size * index for index in range(count)]
    alignments = [
        struct.unpack_from(letter, data, header + field)[0]
        for header in headers
        if struct.unpack_from("<I", data, header)[0] == LOADED
    ]
    if not alignments:
        raise BuildError("This ELF file has nothing to load, expected a library for Android.")
    return min(alignments)


def pages_line(alignments):
    """What the alignments of an APK's libraries mean for phones.

    Args:
        alignments: a dictionary from paths in the APK to bytes.
    """
    small = {path: value for path, value in alignments.items() if value < LARGE_PAGES}
    if not small:
        return "native libraries: aligned for phones with pages of 4 KB and of 16 KB"
    return (
        f"native libraries: {len(small)} of {len(alignments)} are aligned to "
        f"{min(small.values()) // 1024} KB pages: phones with 16 KB pages run them in "
        "compatibility mode or not at all; build with Android Studio (LiteRT) for those"
    )
