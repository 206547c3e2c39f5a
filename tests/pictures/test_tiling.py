import dataclasses
import functools

import keras
import numpy as np
import pytest
from small import random_picture

from unit_tf.models.generator import Generator
from unit_tf.models.presets import preset
from unit_tf.networks.normalization import InstanceNormalization, SampleNormalization
from unit_tf.options import UsageError
from unit_tf.pictures import tiling
from unit_tf.pictures.by_keras import KerasPictures, to_images, to_levels


@functools.cache
def lively(name="paper", **overrides):
    """A small generator whose weights are as large as trained ones: it spans all levels."""
    keras.utils.set_random_seed(0)
    small = dict(filters=2, encoder_blocks=1, decoder_blocks=1, initializer="he_normal")
    return Generator(dataclasses.replace(preset(name).architecture, **small, **overrides))


@pytest.mark.parametrize("layer", [InstanceNormalization(), SampleNormalization()])
def test_statistics_of_one_input_normalise_another(layer):
    whole = np.random.default_rng(0).normal(3.0, 2.0, (1, 8, 12, 4)).astype(np.float32)
    expected = layer(whole).numpy()
    statistics = tiling.Statistics()
    with statistics.recorded():
        np.testing.assert_array_equal(layer(whole), expected)
    with statistics.fixed():
        part = layer(whole[:, 2:6, 4:]).numpy()
    np.testing.assert_allclose(part, expected[:, 2:6, 4:], atol=1e-5)
    # Outside of the blocks, and after an error within one, an input has its own again.
    with pytest.raises(KeyError), tiling.Statistics().fixed():
        layer(whole)
    assert abs(layer(whole[:, 2:6, 4:]) - expected[:, 2:6, 4:]).numpy().max() > 0.05


@pytest.mark.parametrize("name", ["paper", "article", "nvidia2018"])
def test_tiles_equal_the_whole_picture_by_its_statistics(name):
    images = to_images(random_picture(64, 160))
    statistics = tiling.Statistics()
    with statistics.recorded():
        whole = lively(name).translate(images).numpy()
    seen = 60  # pixels: as far as these networks see
    with statistics.fixed():
        left = lively(name).translate(images[:, :, :112]).numpy()
        right = lively(name).translate(images[:, :, 48:]).numpy()
    np.testing.assert_allclose(left[:, :, :-seen], whole[:, :, : 112 - seen], atol=1e-3)
    np.testing.assert_allclose(right[:, :, seen:], whole[:, :, 48 + seen :], atol=1e-3)
    own = lively(name).translate(images[:, :, :112]).numpy()
    assert np.abs(own[:, :, :-seen] - whole[:, :, : 112 - seen]).max() > 0.05


def test_no_seam_shows():
    picture, sides, overlap = random_picture(160, 448), (160, 192), 64
    whole = KerasPictures(lively(), "ab", tile=0)(picture)
    tiled = KerasPictures(lively(), "ab", tile=192, overlap=overlap)(picture)
    alone = tiling.mosaic(
        picture,
        lambda tile: to_levels(lively().translate(to_images(tile)), np.uint8),
        sides,
        overlap,
    )
    seams = np.array([160, 288])  # between tiles that begin at 0, 128 and 256
    near = (seams[:, None] + np.arange(-9, 9)).ravel()  # the columns that blend

    def gradient(translated):
        """Mean step from a column to the next, at seams relative to elsewhere."""
        steps = np.abs(np.diff(translated.astype(np.float32), axis=1)).mean((0, 2))
        return steps[near].mean() / np.delete(steps, near).mean()

    def step(translated):
        """Mean levels by which 8 columns left of a seam and 8 right of it go wrong differently."""
        wrong = (translated.astype(np.float32) - whole).mean((0, 2))
        return np.mean(
            [abs(wrong[s - 20 : s - 12].mean() - wrong[s + 12 : s + 20].mean()) for s in seams]
        )

    assert gradient(tiled) == pytest.approx(gradient(whole), rel=0.1)
    assert step(tiled) < 1.2
    assert step(alone) > 3 * step(tiled)  # what shared statistics are for


def test_the_overlap_hides_what_tiles_do_not_see():
    picture = random_picture(64, 448)
    statistics = tiling.Statistics()

    def translate(tile):
        return to_levels(lively().translate(to_images(tile)), np.uint8)

    with statistics.recorded():
        whole = translate(picture)
    with statistics.fixed():
        hard = tiling.mosaic(picture, translate, (64, 224), overlap=0)
        soft = tiling.mosaic(picture, translate, (64, 288), overlap=128, cut=48)
    assert np.abs(hard - whole).max() > 30
    assert np.abs(soft - whole).max() < 0.6  # rounded


def test_tiles_share_pixels_and_start_where_strides_do():
    assert tiling.starts(16, 16, 4) == [0]
    assert tiling.starts(7, 16, 4) == [0]
    assert tiling.starts(40, 16, 4) == [0, 12, 24]
    assert tiling.starts(44, 16, 4, multiple=4) == [0, 8, 16, 28]
    for length in range(64, 400, 4):
        starts = tiling.starts(length, 64, 12, multiple=4)
        assert starts[0] == 0 and starts[-1] == length - 64
        assert all(start % 4 == 0 for start in starts)
        assert np.diff(starts, prepend=0).max() <= 64 - 12
        side = tiling.fitted(length, 64, 12, multiple=4)
        assert side % 4 == 0 and side <= 64
        assert len(tiling.starts(length, side, 12, multiple=4)) == len(starts)


def test_shares_of_a_pixel_sum_to_one():
    np.testing.assert_allclose(
        tiling.shares([0, 4], 6, 2), [[1, 1, 1, 1, 2 / 3, 1 / 3], [1 / 3, 2 / 3, 1, 1, 1, 1]]
    )
    # Of four shared pixels the outer one at each end is not used.
    np.testing.assert_allclose(
        tiling.shares([0, 4], 8, 4, cut=1)[0], [1, 1, 1, 1, 1, 2 / 3, 1 / 3, 0], atol=1e-7
    )


@pytest.mark.parametrize("size", [(1, 1), (5, 9), (17, 22), (40, 61)])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_mosaic_gives_every_pixel_its_own_place(size, dtype):
    picture = np.random.default_rng(0).integers(0, np.iinfo(dtype).max, (*size, 3)).astype(dtype)
    for overlap, cut in ((0, 0), (6, 3)):
        made = tiling.mosaic(picture, lambda tile: tile.astype("f"), (16, 20), overlap, cut, 4)
        assert made.dtype == dtype
        np.testing.assert_array_equal(made, picture)


@pytest.mark.parametrize("size", [(3, 5), (16, 16), (21, 30), (9, 200)])
def test_any_size_comes_out_as_large_and_of_its_type(size):
    model = lively(channels_a=1)
    translate = KerasPictures(model, "ab", tile=32, overlap=8)
    assert translate.channels == 1
    for dtype in (np.uint8, np.uint16):
        translated = translate(random_picture(*size, channels=1, dtype=dtype))
        assert translated.shape == (*size, 3) and translated.dtype == dtype
    resized = KerasPictures(model, "ba", method="resize", tile=16, overlap=4)
    assert resized(random_picture(*size)).shape == (*size, 1)


def test_a_small_picture_is_what_the_model_makes_of_it():
    model = lively()
    picture = random_picture(20, 28)
    expected = to_levels(model.reconstruct(to_images(picture), "b"), np.uint8)
    translate = KerasPictures(model, "ba", reconstruct=True)
    for _ in range(2):  # the second time by a graph
        np.testing.assert_array_equal(translate(picture), np.rint(expected).astype(np.uint8))


def test_a_walk_begins_and_ends_with_translations():
    model = lively()
    first, last = random_picture(20, 28), random_picture(40, 56, seed=1)
    walk = KerasPictures(model, "ab").walk(first, last, steps=3)
    fitted = tiling.resized(last, 20, 28)
    np.testing.assert_array_equal(walk[0], KerasPictures(model, "ab")(first))
    np.testing.assert_array_equal(walk[2], KerasPictures(model, "ab")(fitted))
    assert walk[1].shape == first.shape
    assert not np.array_equal(walk[1], walk[0]) and not np.array_equal(walk[1], walk[2])


def test_resizing():
    picture = random_picture(40, 60, dtype=np.uint16)
    assert tiling.shrunk(picture, 2400) is picture
    assert tiling.shrunk(picture, 600).shape == (20, 30, 3)
    assert tiling.covering(picture, 10, 10).shape == (10, 10, 3)
    middle = tiling.resized(picture, 10, 15)[:, 2:12]
    np.testing.assert_array_equal(tiling.covering(picture, 10, 10), middle)
    level = np.full((9, 7, 1), 40000, np.uint16)
    np.testing.assert_array_equal(tiling.resized(level, 20, 3), np.full((20, 3, 1), 40000))


def test_small_tiles_get_a_sentence():
    model = lively()
    for tile, overlap, message in ((4, 0, "at least 8"), (32, 32, "at least 36, or 0")):
        with pytest.raises(UsageError, match=message):
            KerasPictures(model, "ab", tile=tile, overlap=overlap)
