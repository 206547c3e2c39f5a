"""Which files are read, by their endings, and what to do with others."""

from PIL import Image

CONVERTED = "convert them to JPEG or PNG, such as by `magick mogrify -format jpg *{}`"
TAKEN_APART = "take films apart, such as by `ffmpeg -i FILM -vf fps=1 %05d.png`"
# Endings of what people take for pictures to train on, and what to do with it.
ADVICE = (
    dict.fromkeys((".heic", ".heif", ".jxl", ".svg"), CONVERTED)
    | dict.fromkeys((".dng", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".raf", ".rw2"), CONVERTED)
    | dict.fromkeys((".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi"), TAKEN_APART)
    | dict.fromkeys((".zip", ".tar", ".gz", ".7z", ".rar"), "unpack them here")
)


def readable_endings() -> set[str]:
    """The endings of files that Pillow has a reader for, such as ".jpg"."""
    extensions = Image.registered_extensions().items()
    return {extension for extension, name in extensions if name in Image.OPEN}
