import numpy as np
import pytest
from PIL import Image

from unit_tf.data import DataError
from unit_tf.data.folder import Folder, open_picture, picture_files


def save(path, pixels, **kwargs):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, **kwargs)
    return path


def gradient(dtype=np.uint8, top=255, channels=3):
    ramp = np.linspace(0, top, 12 * 8).reshape(12, 8).astype(dtype)
    return ramp if channels == 1 else np.repeat(ramp[..., None], channels, axis=2)


def test_grey_rgba_palette_cmyk_bilevel_and_16_bits(tmp_path):
    expected = gradient(channels=1).astype(int)
    grey = save(tmp_path / "grey.png", gradient(channels=1))
    assert open_picture(grey).mode == "L"
    np.testing.assert_array_equal(open_picture(grey), expected)

    rgba = np.concatenate([gradient(), np.full((12, 8, 1), 128, np.uint8)], axis=2)
    opened = np.asarray(open_picture(save(tmp_path / "rgba.png", rgba)), int)
    # Half transparent over white.
    np.testing.assert_allclose(opened[..., 0], expected * 128 / 255 + 127, atol=1.5)

    Image.fromarray(gradient()).quantize(256).save(tmp_path / "palette.png")
    np.testing.assert_allclose(
        np.asarray(open_picture(tmp_path / "palette.png"), int)[..., 1], expected, atol=3
    )
    Image.fromarray(gradient()).convert("CMYK").save(tmp_path / "cmyk.tif")
    assert open_picture(tmp_path / "cmyk.tif").mode == "RGB"
    np.testing.assert_allclose(
        np.asarray(open_picture(tmp_path / "cmyk.tif"), int)[..., 2], expected, atol=3
    )
    Image.fromarray(gradient(channels=1) > 127).save(tmp_path / "bilevel.png")
    assert set(np.unique(open_picture(tmp_path / "bilevel.png"))) == {0, 255}

    deep = save(tmp_path / "deep.png", gradient(np.uint16, 65535, channels=1))
    assert open_picture(deep).mode == "L"
    np.testing.assert_allclose(open_picture(deep), np.linspace(0, 255, 96).reshape(12, 8), atol=1)

    save(tmp_path / "float.tif", gradient(np.float32, 300, channels=1))
    assert np.asarray(open_picture(tmp_path / "float.tif")).max() == 255
    save(tmp_path / "unit.tif", gradient(np.float32, 1.0, channels=1))
    np.testing.assert_allclose(open_picture(tmp_path / "unit.tif"), expected, atol=1)


def test_exif_rotation(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    path = save(tmp_path / "turned.jpg", gradient(), exif=exif)
    assert Image.open(path).size == (8, 12)
    assert open_picture(path).size == (12, 8)


def test_finds_upper_case_unicode_and_sub_folders_but_nothing_else(tmp_path):
    for name in ("A.PNG", "été/naïve 夜.jpg", "deep/er/b.webp", ".hidden.png"):
        save(tmp_path / name, gradient())
    (tmp_path / "notes.txt").write_text("no picture")
    found = [str(path.relative_to(tmp_path)) for path in picture_files(tmp_path)]
    assert sorted(found) == sorted(["A.PNG", "été/naïve 夜.jpg", "deep/er/b.webp"])


def test_splits_and_counts(folder):
    source = Folder(folder)
    assert source.splits() == ("trainA", "trainB", "testA", "testB")
    assert [source.count(split) for split in source.splits()] == [5, 7, 3, 2]
    names = [name for name, _ in source.pictures("trainA")]
    assert names == sorted(names)
    assert all(opening().mode == "RGB" for _, opening in source.pictures("trainA"))


@pytest.mark.parametrize(
    ("splits", "message"),
    [
        ((), r"no folder trainA \(it holds no folders\)"),
        (("trainB",), r"no folder trainA \(it holds trainB\)"),
        (("trainA",), r"no folder trainB \(it holds trainA\)"),
        (("trainA", "trainB"), "trainA holds no pictures"),
    ],
)
def test_what_is_missing_is_said(tmp_path, splits, message):
    for split in splits:
        (tmp_path / split).mkdir()
    with pytest.raises(DataError, match=message):
        Folder(tmp_path)


def test_missing_folder_is_said(tmp_path):
    with pytest.raises(DataError, match="There is no folder .*nowhere"):
        Folder(tmp_path / "nowhere")


def test_a_folder_of_what_is_not_read_is_told_how_to_convert_it(tmp_path):
    for name in ("trainA/1.HEIC", "trainA/2.heic", "trainA/notes.txt", "trainB/x.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    with pytest.raises(
        DataError,
        match=r"trainA holds no pictures, but 2 files ending in \.heic: convert .*\.heic`",
    ):
        Folder(tmp_path)
