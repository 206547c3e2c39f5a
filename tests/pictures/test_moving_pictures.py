from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from unit_tf.pictures.files import UnreadableError
from unit_tf.pictures.moving_pictures import MovingPictureReader, is_moving

DURATIONS = [50, 120, 200, 400]


def draw(path, clear=False, **options):
    """Four frames of a grey that grows by 40, with a clear column where asked for."""
    frames = []
    for index in range(4):
        pixels = np.full((6, 8, 4), 40 * index + 60, np.uint8)
        pixels[index, index] = 250
        pixels[..., 3] = 255
        pixels[:, 7, 3] = 0 if clear else 255
        frames.append(Image.fromarray(pixels if clear else pixels[..., :3]))
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=DURATIONS, **options)


@pytest.mark.parametrize("clear", [False, True])
@pytest.mark.parametrize(
    ("suffix", "options"),
    [(".gif", {"disposal": 2}), (".webp", {"lossless": True}), (".png", {})],
)
def test_frames_come_with_times_and_transparency(tmp_path, suffix, options, clear):
    path = tmp_path / f"x{suffix}"
    draw(path, clear, loop=3, **options)
    assert is_moving(path)
    with MovingPictureReader(path) as reader:
        frames = list(reader)
    assert not reader.damage and reader.loops == 3 and reader.expected_frames == 4
    assert [frame.duration * 1000 for frame in frames] == DURATIONS
    assert [frame.time * 1000 for frame in frames] == [0, 50, 170, 370]
    assert reader.final_delay == Fraction(400, 1000)
    for index, frame in enumerate(frames):
        assert (frame.pixels[:, 4:7] == 40 * index + 60).all() and frame.pixels.shape == (6, 8, 3)
        assert (frame.alpha is None) != clear
        if clear:
            assert (frame.alpha[:, 7] == 0).all() and (frame.alpha[:, :7] == 255).all()


def test_pages_stills_and_rubbish_do_not_move(tmp_path):
    page = Image.new("L", (4, 4))
    page.save(tmp_path / "x.tif", save_all=True, append_images=[page])
    page.save(tmp_path / "x.gif")
    (tmp_path / "y.png").write_bytes(b"no picture")
    draw(tmp_path / "z.gif")
    content = bytearray((tmp_path / "z.gif").read_bytes())
    content[6:10] = (20000).to_bytes(2, "little") * 2
    (tmp_path / "z.gif").write_bytes(content)  # too large to be meant, says Pillow
    assert not any(is_moving(tmp_path / name) for name in ("x.tif", "x.gif", "y.png", "z.gif"))


def test_a_still_before_the_first_frame_is_passed_over(tmp_path):
    frames = [Image.new("L", (4, 4), level) for level in (9, 60, 70)]
    frames[0].save(
        tmp_path / "x.png", save_all=True, append_images=frames[1:], default_image=True,
        duration=30,
    )  # fmt: skip
    with MovingPictureReader(tmp_path / "x.png") as reader:
        assert [frame.pixels.max() for frame in reader] == [60, 70]
    assert not reader.damage


@pytest.mark.parametrize("suffix", [".gif", ".png"])
def test_damage_behind_the_first_frame_is_told(tmp_path, suffix):
    path = tmp_path / f"x{suffix}"
    draw(path)
    content = path.read_bytes()
    counts = []
    for part in (0.95, 0.7, 0.5):
        path.write_bytes(content[: int(part * len(content))])
        assert is_moving(path)
        with MovingPictureReader(path) as reader:
            counts.append(len(list(reader)))
        assert f"it ends after {counts[-1]} " in reader.damage
    assert 3 >= counts[0] >= counts[-1] >= 1


def test_a_picture_without_one_whole_frame_is_named(tmp_path):
    draw(tmp_path / "x.png")
    content = (tmp_path / "x.png").read_bytes()
    (tmp_path / "x.png").write_bytes(content[: content.index(b"IDAT") + 8])
    with pytest.raises(UnreadableError, match="x.png cannot be read as a picture"):
        MovingPictureReader(tmp_path / "x.png")
