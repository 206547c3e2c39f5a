import numpy as np
import pytest
from PIL import Image, ImageCms

from unit_tf.data.reading import ORIENTATION
from unit_tf.pictures.files import (
    Picture,
    UnreadableError,
    beside,
    read_picture,
    with_channels,
    write_picture,
)
from unit_tf.pictures.whole_file import whole_file


def random_pixels(*shape, dtype=np.uint8):
    return np.random.default_rng(0).integers(0, np.iinfo(dtype).max, shape).astype(dtype)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("alpha", [False, True])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_png_keeps_everything(tmp_path, channels, alpha, dtype):
    pixels = random_pixels(5, 7, channels, dtype=dtype)
    alpha = random_pixels(5, 7, 1, dtype=dtype) | 1 if alpha else None  # nowhere transparent
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    write_picture(tmp_path / "x.png", Picture(pixels, alpha, profile))
    read = read_picture(tmp_path / "x.png")
    assert read.pixels.dtype == dtype
    np.testing.assert_array_equal(read.pixels, pixels)
    np.testing.assert_array_equal(read.alpha, alpha)
    assert read.profile == (profile if channels == 3 else None)  # it speaks of colours
    assert [path.name for path in tmp_path.iterdir()] == ["x.png"]


def test_other_formats_keep_what_they_can(tmp_path):
    grey, alpha = random_pixels(4, 6, 1, dtype=np.uint16), np.full((4, 6, 1), 32896, np.uint16)
    write_picture(tmp_path / "deep.tif", Picture(grey))
    np.testing.assert_array_equal(read_picture(tmp_path / "deep.tif").pixels, grey)
    for name, written in (
        ("colour.tif", Picture(grey.repeat(3, -1))),
        ("clear.tga", Picture(grey, alpha)),
        ("clear.webp", Picture(grey, alpha)),
        ("half.bmp", Picture(grey, alpha)),
        ("grey.jpg", Picture(grey)),
    ):
        write_picture(tmp_path / name, written)
        read = read_picture(tmp_path / name)
        assert read.pixels.dtype == np.uint8 and read.pixels.shape[:2] == (4, 6)
        assert (read.alpha is not None) == name.startswith("clear")
        if name.startswith("clear"):
            np.testing.assert_array_equal(read.alpha, 128)
    np.testing.assert_array_equal(
        read_picture(tmp_path / "colour.tif").pixels[..., :1], grey // 257
    )
    over_white = (grey // 257) * (128 / 255) + 255 * (127 / 255)
    np.testing.assert_allclose(read_picture(tmp_path / "half.bmp").pixels, over_white, atol=0.51)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_come_upright(tmp_path, orientation):
    """Against the table of the EXIF standard: where the stored first row and column belong."""
    stored = random_pixels(4, 6, 3)
    upright = {
        1: stored,
        2: stored[:, ::-1],
        3: stored[::-1, ::-1],
        4: stored[::-1],
        5: stored.swapaxes(0, 1),
        6: stored[::-1].swapaxes(0, 1),
        7: stored[::-1, ::-1].swapaxes(0, 1),
        8: stored[:, ::-1].swapaxes(0, 1),
    }[orientation]
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    Image.fromarray(stored).save(tmp_path / "x.png", exif=exif)
    read = read_picture(tmp_path / "x.png")
    np.testing.assert_array_equal(read.pixels, upright)
    write_picture(tmp_path / "y.png", read)
    np.testing.assert_array_equal(read_picture(tmp_path / "y.png").pixels, upright)
    deep = stored[..., 0].astype(np.uint16) * 256
    Image.fromarray(deep).save(tmp_path / "deep.png", exif=exif)
    read = read_picture(tmp_path / "deep.png")
    np.testing.assert_array_equal(read.pixels, upright[..., :1].astype(np.uint16) * 256)


def test_what_is_transparent_is_white_beneath(tmp_path):
    pixels = random_pixels(4, 6, 4)
    pixels[:2, :, 3], pixels[2:, :, 3] = 0, 200
    Image.fromarray(pixels).save(tmp_path / "x.png")
    read = read_picture(tmp_path / "x.png")
    assert (read.pixels[:2] == 255).all()
    np.testing.assert_array_equal(read.pixels[2:], pixels[2:, :, :3])
    np.testing.assert_array_equal(read.alpha, pixels[..., 3:])


def test_all_modes_are_read(tmp_path):
    picture = Image.fromarray(random_pixels(4, 6, 3))
    for mode, suffix, channels in (
        ("1", "png", 1), ("L", "png", 1), ("P", "png", 3), ("CMYK", "tif", 3), ("I", "tif", 1),
        ("F", "tif", 1), ("I;16", "png", 1), ("YCbCr", "jpg", 3),
    ):  # fmt: skip
        name = tmp_path / f"x.{suffix}"
        (picture.convert("L") if mode == "F" else picture).convert(mode).save(name)
        read = read_picture(name)
        assert read.pixels.shape == (4, 6, channels), mode
        assert read.pixels.dtype == (np.uint16 if mode[0] in "IF" else np.uint8), mode
    Image.fromarray(np.float32([[0, 0.5, 1.0]])).save(tmp_path / "x.tif")
    assert read_picture(tmp_path / "x.tif").pixels[0, :, 0].tolist() == [0, 32768, 65535]


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(16) + b"\x10", b"text"])
def test_what_is_no_picture_is_named(tmp_path, content):
    (tmp_path / "x.png").write_bytes(content)
    with pytest.raises(UnreadableError, match=r"x\.png cannot be read as a picture \("):
        read_picture(tmp_path / "x.png")


def test_channels_and_pictures_side_by_side():
    grey = with_channels(np.uint8([[[255, 0, 0], [0, 255, 0], [0, 0, 255]]]), 1)
    assert grey[0, :, 0].tolist() == [76, 150, 29]  # BT.601
    assert with_channels(grey, 3)[0, 1].tolist() == [150, 150, 150]
    pair = beside(np.uint16([[[257]]]), np.uint8([[[7, 8, 9]]]))
    assert pair.tolist() == [[[1, 1, 1], [7, 8, 9]]]


def test_a_file_is_whole_or_not_there(tmp_path):
    path = tmp_path / "new" / "x.txt"
    for error in (KeyboardInterrupt, OSError):
        with pytest.raises(error), whole_file(path) as partial:
            partial.write_text("half")
            raise error
        assert not list(path.parent.iterdir())
    with whole_file(path) as partial:
        partial.write_text("whole")
    with pytest.raises(OSError), whole_file(path) as partial:
        partial.write_text("half")
        raise OSError
    assert path.read_text() == "whole" and len(list(path.parent.iterdir())) == 1


def test_of_several_pages_the_first_is_taken_and_their_number_told(tmp_path):
    pages = [Image.new("L", (6, 4), level) for level in (10, 20, 30)]
    pages[0].save(tmp_path / "x.tif", save_all=True, append_images=pages[1:])
    read = read_picture(tmp_path / "x.tif")
    assert read.frames == 3 and (read.pixels == 10).all()
    pages[0].save(tmp_path / "x.png")
    assert read_picture(tmp_path / "x.png").frames == 1


def test_a_film_that_is_cut_is_no_picture(tmp_path):
    frames = [Image.new("L", (6, 4), level) for level in (10, 20)]
    options = {"save_all": True, "append_images": frames[1:], "duration": 100}
    frames[0].save(tmp_path / "x.gif", **options)
    whole = (tmp_path / "x.gif").read_bytes()
    second = whole.index(b"\x21\xf9", whole.index(b"\x21\xf9") + 1)
    for end in range(second + 10, second + 20):  # within the frame's header
        (tmp_path / "x.gif").write_bytes(whole[:end])
        with pytest.raises(UnreadableError, match=r"x\.gif cannot be read"):
            read_picture(tmp_path / "x.gif")
