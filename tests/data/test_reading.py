import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, PngImagePlugin, UnidentifiedImageError

from unit_tf.data import reading
from unit_tf.data.folder import open_picture
from unit_tf.data.reading import TooLargeError, allow_pixels, frames_in, is_picture, read_frame
from unit_tf.pictures.files import read_picture

pytestmark = pytest.mark.filterwarnings("ignore:::PIL")
PICTURE = Image.fromarray(
    np.random.default_rng(0).integers(0, 256, (4, 5, 3)).astype(np.uint8)
).resize((20, 16), Image.Resampling.BICUBIC)
NO_EXIF = b"Exif\0\0garbage-no-tiff"
LONG = bytes(1_200_000)  # more than Pillow takes
TURNED = struct.pack("<HHI4s", 0x0112, 3, 1, struct.pack("<HH", 6, 0))


def encoded(form, **options):
    buffer = io.BytesIO()
    PICTURE.save(buffer, form, **options)
    return buffer.getvalue()


def exif(*entries):
    """EXIF data of these entries of twelve bytes, however wrong they are."""
    return b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + b"".join(entries)


def png(kind, content, crc=None, is_late=False):
    """The picture as a PNG with one more chunk, before or after the pixels."""
    crc = zlib.crc32(kind + content) if crc is None else crc
    chunk = struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc)
    whole, place = encoded("PNG"), -12 if is_late else 33
    return whole[:place] + chunk + whole[place:]


def jpeg(marker, content):
    """The picture as a JPEG with one more segment."""
    whole = encoded("JPEG")
    return (
        whole[:2]
        + bytes([0xFF, marker])
        + struct.pack(">H", len(content) + 2)
        + content
        + whole[2:]
    )


def avif():
    data = Image.Exif()
    data[0x010F] = "maker"
    whole = encoded("AVIF", exif=data)
    return whole.replace(data.tobytes()[6:], b"zzzz" + data.tobytes()[10:])


def text(value):
    info = PngImagePlugin.PngInfo()
    info.add_itxt("key", value, zip=True)
    return info


BROKEN = {
    "exif.jpg": lambda: encoded("JPEG", exif=NO_EXIF),
    "exif.png": lambda: encoded("PNG", exif=NO_EXIF),
    "exif.webp": lambda: encoded("WEBP", exif=NO_EXIF),
    "exif.avif": avif,
    "exif_after.png": lambda: png(b"eXIf", b"garbage", is_late=True),
    "exif_as_text.png": lambda: png(b"tEXt", b"Raw profile type exif\0\nexif\n3\nzz"),
    "profile.png": lambda: encoded("PNG", icc_profile=LONG),
    "profile_method.png": lambda: png(b"iCCP", b"name\0\7abc"),
    "text.png": lambda: encoded("PNG", pnginfo=text("a" * len(LONG))),
    "text_after.png": lambda: png(b"zTXt", b"k\0\0" + zlib.compress(LONG), is_late=True),
    "text_method_after.png": lambda: png(b"zTXt", b"k\0\7abc", is_late=True),
    "checksum.png": lambda: png(b"pHYs", struct.pack(">IIB", 1, 1, 0), crc=5),
    "gamma.png": lambda: png(b"gAMA", b"\0"),
    "animation.png": lambda: png(b"acTL", b"\0"),
    "jfif.jpg": lambda: jpeg(0xE0, b"JFIF"),
    "profile.jpg": lambda: jpeg(0xE2, b"ICC_PROFILE\0"),
    "photoshop.jpg": lambda: jpeg(0xED, b"Photoshop 3.0\x008BIM\x03\xed"),
    "adobe.jpg": lambda: jpeg(0xEE, b"Adobe"),
    "xmp.jpg": lambda: jpeg(0xE1, b'http://ns.adobe.com/xap/1.0/\0<x tiff:Orientation="x"'),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_metadata_cost_nothing_else(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(BROKEN[name]())
    expected = Image.open(io.BytesIO(encoded(reading.Image.registered_extensions()[path.suffix])))
    np.testing.assert_array_equal(open_picture(path), expected.convert("RGB"))
    np.testing.assert_array_equal(read_picture(path).pixels, expected.convert("RGB"))


def test_broken_xmp_in_tiff(tmp_path):
    tags = {700: (60, 61, 62)}  # numbers where there should be bytes
    PICTURE.save(tmp_path / "x.tif", tiffinfo=tags)
    np.testing.assert_array_equal(open_picture(tmp_path / "x.tif"), PICTURE)


@pytest.mark.parametrize(
    ("entries", "is_turned"),
    [
        ((TURNED,), True),
        ((TURNED, struct.pack("<HHII", 0x9C9B, 7, 2**31 - 1, 2**31 - 1)), True),  # beyond the file
        ((TURNED, b"\x0f\x01"), True),  # ends within an entry
        ((struct.pack("<HHI4s", 0x0112, 2, 2, b"6\0\0\0"),), False),  # a text
        ((struct.pack("<HHIHH", 0x0112, 3, 1, 9, 0),), False),  # there are eight
    ],
)
def test_it_lies_as_what_can_be_read_of_its_exif_says(tmp_path, entries, is_turned):
    (tmp_path / "x.jpg").write_bytes(encoded("JPEG", exif=exif(*entries)))
    (tmp_path / "x.png").write_bytes(
        encoded("PNG", exif=exif(*entries), icc_profile=LONG)  # what is beside the EXIF data too
    )
    for name in ("x.jpg", "x.png"):
        assert open_picture(tmp_path / name).size == ((16, 20) if is_turned else (20, 16))


def test_damaged_pixels_are_an_error_still(tmp_path):
    for form in ("PNG", "JPEG", "WEBP"):
        whole = encoded(form)
        for end in (len(whole) // 2, 40, 21, 3):
            (tmp_path / "x").write_bytes(whole[:end])
            with pytest.raises((OSError, SyntaxError)):
                read_frame(tmp_path / "x")


def test_too_many_pixels_are_refused_unless_allowed(tmp_path, monkeypatch):
    PICTURE.save(tmp_path / "x.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 159)
    with pytest.raises(
        TooLargeError, match=r"says 320 pixels, and 318 are read: .* UNIT_TF_MAX_PIXELS=320$"
    ):
        open_picture(tmp_path / "x.png")
    allow_pixels({"UNIT_TF_MAX_PIXELS": "many"})
    assert Image.MAX_IMAGE_PIXELS == 159
    allow_pixels({"UNIT_TF_MAX_PIXELS": "320"})
    assert open_picture(tmp_path / "x.png").size == (20, 16)


def test_frames_are_counted_where_they_are_pictures(tmp_path):
    frames = [Image.new("L", (8, 6), level) for level in (10, 20, 30)]
    for name in ("x.gif", "x.tif", "x.webp", "x.mpo"):
        frames[0].save(tmp_path / name, save_all=True, append_images=frames[1:], duration=100)
        assert frames_in(tmp_path / name) == (1 if name == "x.mpo" else 3)
        assert open_picture(tmp_path / name).info["frames"] == frames_in(tmp_path / name)
    whole = (tmp_path / "x.gif").read_bytes()
    second = whole.index(b"\x21\xf9", whole.index(b"\x21\xf9") + 1)
    (tmp_path / "x.gif").write_bytes(whole[: second + 12])  # within a frame's header
    assert open_picture(tmp_path / "x.gif").info["frames"] == 0
    with pytest.raises((IndexError, struct.error)):
        frames_in(tmp_path / "x.gif")


def test_a_picture_is_known_by_how_it_begins(tmp_path):
    (tmp_path / "none").write_bytes(encoded("PNG"))
    assert is_picture(tmp_path / "none")
    (tmp_path / "notes.png").write_text("no picture")
    assert not is_picture(tmp_path / "notes.png")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b"\0\0\0\x18ftypheic" + bytes(12), "it is HEIC, whatever its ending"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "git lfs pull"),
        (b"\n<!DOCTYPE html><html>", "a web page"),
        (b"anything", "cannot identify image file"),
    ],
)
def test_what_is_no_picture_is_called_by_its_name(tmp_path, content, said):
    (tmp_path / "x.jpg").write_bytes(content)
    with pytest.raises(UnidentifiedImageError, match=said):
        open_picture(tmp_path / "x.jpg")
