from small import tiny_model

from unit_tf.training import card


def test_card_tells_of_the_run_and_keeps_what_was_measured(tmp_path):
    model = tiny_model(filters=2, cycle=7.0)
    (tmp_path / "metrics.csv").write_text("step,recon_a,cycle_a\n50,0.5,0.75\n100,0.25,0.125\n")
    card.write(model, tmp_path, "scenes")
    text = (tmp_path / card.NAME).read_text()
    assert "Trained on `scenes`" in text and "16 x 16 pixels" in text
    assert "Preset `article`, 0 steps" in text and "cycle 7," in text and "filters 2," in text
    assert f"{model.generator.count_params():,} parameters both ways" in text
    assert "Last losses: recon_a 0.25, cycle_a 0.125." in text
    assert "Nothing yet" in text and "Apache License 2.0" in text
    for figures in ("PSNR 15", "PSNR 16\n\nSSIM 0.5"):
        card.add_measured(tmp_path, figures)
        told = (tmp_path / card.NAME).read_text()
        assert f"```\n{figures}\n```" in told and "Nothing yet" not in told
    assert "PSNR 15" not in told and told.count("## ") == text.count("## ")
    # A run that goes on writes its card anew, and what was measured stays until it is again.
    card.write(model, tmp_path, "scenes")
    assert (tmp_path / card.NAME).read_text() == told


def test_no_card_no_figures(tmp_path):
    card.add_measured(tmp_path, "PSNR 15")
    assert not list(tmp_path.iterdir())
