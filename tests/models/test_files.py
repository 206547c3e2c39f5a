from unit_tf.models.files import own_data_set


def test_a_run_tells_its_data_set(tmp_path):
    (tmp_path / "run" / "checkpoints").mkdir(parents=True)
    (tmp_path / "run" / "train.flags").write_text("--dataset=my pictures\n--flip\n--steps=3\n")
    for name in ("model.keras", "checkpoints/000003.keras"):
        assert own_data_set(tmp_path / "run" / name) == {"dataset": "my pictures"}
    assert own_data_set(tmp_path / "model.keras") == {}
