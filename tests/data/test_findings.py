import numpy as np
import pytest
from PIL import Image

from unit_tf.data.findings import examine, findings, fitting_levels, small_pictures
from unit_tf.data.folder import plain
from unit_tf.data.levels import values_of


def noise(seed, width=20, height=16, mode="RGB"):
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(np.uint8)
    return Image.fromarray(pixels).convert(mode)


def facts(*pictures):
    return [examine(p)._replace(title=f"{index}.png") for index, p in enumerate(pictures)]


def found(train_a, train_b=(), image_size=None, **tests):
    """Findings where trainB is as it should be but for what is given."""
    train_b = train_b or [noise(100 + index) for index in range(3)]
    splits = {"trainA": facts(*train_a), "trainB": facts(*train_b)}
    splits |= {name: facts(*given) for name, given in tests.items()}
    return findings(splits) + (small_pictures(splits, image_size) if image_size else [])


def test_nothing_is_found_where_nothing_is_wrong():
    assert found([noise(0), noise(1)], testA=[noise(2)], testB=[noise(3)]) == []
    grey = [noise(index, mode="L") for index in range(3)]
    assert found(grey, [picture.convert("RGB") for picture in [noise(9, mode="L")]]) == []
    assert found([noise(0, 20, 16)], image_size=(32, 40)) == []
    assert found([noise(0, 128, 16)]) == []


def test_at_most_three_are_named_and_advice_is_given():
    (said,) = found([Image.new("RGB", (8, 8), (level, 0, 0)) for level in range(4)])
    assert said == (
        "trainA: 4 pictures of one colour alone (0.png, 1.png, 2.png, ...): nothing can be learnt "
        "from them, so take them out."
    )


@pytest.mark.parametrize(
    ("pictures", "options", "expected"),
    [
        ([noise(0, 200, 8)], {}, "1 picture more than 8 times as long as wide (0.png)"),
        ([noise(0, 15, 40)], {"image_size": (32, 32)}, "1 picture far smaller than the 32 x 32"),
        ([noise(0), noise(1), noise(2, mode="L")], {}, "1 picture in grey among colour (2.png)"),
        (
            [noise(0, mode="L").convert("RGB"), noise(1), noise(2, mode="L")],
            {},
            "1 picture in colour among grey (1.png)",
        ),
        ([noise(0), noise(101)], {}, "trainA and trainB: 1 picture in both (1.png)"),
        ([noise(0), noise(1)], {"testA": [noise(1)]}, "trainA and testA: 1 picture in both"),
        ([noise(index) for index in range(30)], {}, "trainA holds 30 pictures and trainB 3"),
    ],
)
def test_what_will_disappoint_is_said(pictures, options, expected):
    (said,) = found(pictures, **options)
    assert expected in said and said.endswith(".")


def test_the_same_grey_picture_is_known_in_either_mode():
    grey = noise(0, mode="L")
    (said,) = found([grey], [grey.convert("RGB")])
    assert "in both" in said
    # As many pixels in another shape are another picture.
    flat = np.arange(48, dtype=np.uint8)
    assert found([Image.fromarray(flat.reshape(6, 8))], [Image.fromarray(flat.reshape(8, 6))]) == []


def test_frames_are_told():
    several, damaged = noise(0), noise(1)
    several.info["frames"], damaged.info["frames"] = 2, 0
    first, second = found([several, damaged])
    assert "1 picture of several frames or pages (0.png): the first of each is taken" in first
    assert "1 picture damaged after the first frame (1.png)" in second


def test_levels_are_told_with_those_that_fit():
    ramp = np.linspace(0, 1, 64, dtype=np.float32).reshape(8, 8)
    twelve, full = (Image.fromarray((ramp * top).astype(np.uint16)) for top in (4000, 65535))
    (said,) = found([plain(twelve), plain(full)], [noise(0, mode="L")])
    assert "1 picture that use" in said and "(0.png): give --levels=0,65535" in said
    (said,) = found([plain(twelve)], [noise(0, mode="L")])
    assert "give --levels=0,4095" in said
    signed = Image.fromarray((ramp * 60000 - 1000).astype(np.int32))
    (said,) = found([plain(signed)], [noise(0, mode="L")])
    assert "below black" in said and "--levels=-1000,59000" in said
    assert found([plain(signed, (-1000, 59000))], [noise(0, mode="L")]) == []
    (said,) = found([plain(Image.fromarray(ramp))], [noise(0, mode="L")])
    assert "floats whose range is guessed, as 0 to 1," in said and "--levels=0,1" in said


def test_fitting_levels():
    for pixels, expected in (
        (np.uint16([16, 1000]), "0,1023"),
        (np.uint16([0, 4095]), "0,4095"),
        (np.uint16([0, 4096]), "0,8191"),
        (np.uint16([0, 0]), "0,255"),
        (np.int32([-5, 100]), "-5,100"),
        (np.float32([0.25, 1.5]), "0,1.5"),
    ):
        assert fitting_levels([values_of(pixels, None)]) == expected
