import pytest
from conftest import tiny_model

from unit_tf import rehearsal


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(40, "40 seconds"), (150, "2.5 minutes"), (9000, "2.5 hours"), (1e6, "11.6 days")],
)
def test_duration(seconds, text):
    assert rehearsal.duration(seconds) == text


def test_report_adds_up():
    model = tiny_model(steps=1000)
    report = rehearsal.report(model, batch_size=2)
    sizes = {}
    for line in report.splitlines()[1:10]:
        *name, parameters, _, _ = line.split()
        sizes[" ".join(name)] = int(parameters.replace(",", ""))
    generator = model.generator
    assert sizes["encoder_a"] == generator.encoder_a.count_params()
    assert sizes["one way, a to b"] == sum(
        network.count_params()
        for network in (
            generator.encoder_a,
            generator.shared_encoder,
            generator.shared_decoder,
            generator.decoder_b,
        )
    )
    assert "1,000 steps take" in report
    assert "GiB" in report


def test_long_runs_are_warned_of(capsys, monkeypatch):
    clock = iter(range(0, 10_000, 100))
    monkeypatch.setattr(rehearsal.time, "perf_counter", lambda: next(clock))
    model = tiny_model()
    for steps, warned in ((100, False), (10_000, True)):
        callback = rehearsal.WarnIfLong(steps)
        callback.set_model(model)
        for batch in range(6):
            callback.on_train_batch_end(batch, {"generator": 1.0})
        said = capsys.readouterr().err
        assert ("will take 11.6 days" in said and "configs/demo.flags" in said) == warned
