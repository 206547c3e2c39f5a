from unit_tf.data.folder import picture_files
from unit_tf.data.walk import Entry, files_below, walk


def test_links_that_lead_back_end_and_each_file_counts_once(tmp_path):
    for name in ("a/deep/1.png", "a/2.png", "beside/3.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = {tmp_path / name for name in ("a/2.png", "a/deep/1.png")}
    for count in (1, 2, 3):  # a second one doubles what is found in every round
        (tmp_path / f"a/deep/0{count}").symlink_to(tmp_path / "a")
        assert set(files_below(tmp_path / "a")) == found
        assert len(list(files_below(tmp_path / "a"))) == 2
    (tmp_path / "a/0").symlink_to(tmp_path / "beside")
    (tmp_path / "a/00").symlink_to(tmp_path / "a/deep")  # it keeps the name of its own folder
    assert picture_files(tmp_path / "a") == sorted(found | {tmp_path / "a/0/3.png"})
    back = [path.name for path, entry in walk(tmp_path / "a") if entry is Entry.BACK]
    assert sorted(back) == ["00", "01", "02", "03"]


def test_what_cannot_be_followed_is_said(tmp_path):
    (tmp_path / "dead.png").symlink_to(tmp_path / "nowhere.png")
    (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
    (tmp_path / "good.png").touch()
    (tmp_path / ".hidden.png").touch()
    assert dict(walk(tmp_path)) == {
        tmp_path / "dead.png": Entry.DEAD,
        tmp_path / "loop.png": Entry.DEAD,
        tmp_path / "good.png": Entry.FILE,
    }
    assert dict(walk(tmp_path / "gone")) == {tmp_path / "gone": Entry.CLOSED}
