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


@pytest.mark.parametrize(("steps", "warned"), [(100, False), (20_000, True)])
def test_long_runs_are_warned_of(steps, warned, monkeypatch):
    clock = iter([1000.0, 1005.0])  # five seconds for a translation
    monkeypatch.setattr(rehearsal.time, "perf_counter", lambda: next(clock))
    warning = rehearsal.warning(tiny_model(steps=steps), batch_size=1)
    assert (warning is not None) == warned
    if warned:
        assert "will take about 16.2 days" in warning and "configs/demo.flags" in warning


def test_what_is_left_of_a_run_counts(monkeypatch):
    clock = iter([1000.0, 1005.0])
    monkeypatch.setattr(rehearsal.time, "perf_counter", lambda: next(clock))
    model = tiny_model(steps=20_000)
    model.generator_optimizer.iterations.assign(19_990)
    assert rehearsal.warning(model, batch_size=1) is None
