import pytest
from PIL import Image

from unit_tf.data.passed_over import beside, passed_over


@pytest.fixture
def split(tmp_path):
    (tmp_path / "trainA").mkdir()
    Image.new("RGB", (8, 8)).save(tmp_path / "trainA/good.png")
    return tmp_path / "trainA"


def said(split):
    return [(found.text, found.is_wrong) for found in passed_over(split.parent, split.name)]


def test_nothing_is_said_of_pictures(split):
    assert said(split) == []


def test_files_are_counted_by_ending(split):
    for name in ("1.HEIC", "2.heic", "3.heic", "4.heic", "notes.txt", "b/more.txt", "film.mp4"):
        (split / name).parent.mkdir(exist_ok=True)
        (split / name).write_bytes(b"anything")
    photographs, film, notes = (
        next(item for item in said(split) if f" {ending} (" in item[0])
        for ending in (".heic", ".mp4", ".txt")
    )
    assert photographs == (
        f"trainA: 4 passed over, ending in .heic ({split}/1.HEIC, {split}/2.heic, {split}/3.heic, "
        "...): convert them to JPEG or PNG, such as by `magick mogrify -format jpg *.heic`.",
        True,
    )
    assert "1 passed over, ending in .mp4" in film[0] and "ffmpeg" in film[0] and film[1]
    assert "2 passed over, ending in .txt" in notes[0] and not notes[1]


def test_pictures_under_other_names_are_known(split):
    (split / "good.png").rename(split / "none")
    ((text, is_wrong),) = said(split)
    assert "1 passed over, without an ending" in text and "name them by its format" in text
    assert is_wrong
    (split / "none").rename(split / "x.picture")
    ((text, is_wrong),) = said(split)
    assert "ending in .picture" in text and is_wrong


def test_links_are_told(split):
    (split / "dead.png").symlink_to(split / "nowhere.png")
    (split / "back").symlink_to(split)
    (dead, is_wrong), (back, is_back_wrong) = said(split)
    assert f"1 passed over, leading to nothing ({split}/dead.png)" in dead and is_wrong
    assert f"folders that are searched anyway ({split}/back)" in back and not is_back_wrong


def test_names_that_are_no_text_are_shown_escaped(split):
    with open(bytes(split) + b"/caf\xe9.heic", "wb"):
        pass
    ((text, _),) = said(split)
    assert r"caf\xe9.heic" in text


def test_what_lies_beside_the_splits_is_told(split):
    assert beside(split.parent) == []
    (split.parent / "traina").mkdir()
    (split.parent / "x.png").touch()
    ((text, is_wrong),) = beside(split.parent)
    assert text.startswith("2 passed over, beside trainA, trainB, testA, testB (") and not is_wrong
