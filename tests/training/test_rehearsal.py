import pytest
from small import tiny_model

from unit_tf.training import rehearsal


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


def clock(monkeypatch, *seconds):
    """Has the calls that are timed take so many seconds, one after the other."""
    times = iter([end for duration in seconds for end in (0.0, duration)])
    monkeypatch.setattr(rehearsal.time, "perf_counter", lambda: next(times))


def test_a_long_run_is_warned_of(monkeypatch):
    clock(monkeypatch, 5.0, 20.0)  # a translation, a forward pass
    warning = rehearsal.warning(tiny_model(steps=20_000), batch_size=1)
    assert "will take about 14.8 days" in warning  # 3.2 * 20 s * 20,000
    assert "configs/demo.flags" in warning


def test_a_warning_leaves_a_pool_of_translations_alone(monkeypatch):
    clock(monkeypatch, 5.0, 20.0)
    model = tiny_model("cyclegan", size=(24, 24), encoder_blocks=1, steps=20_000)
    assert "will take about" in rehearsal.warning(model, batch_size=1)
    assert int(model.pools["a"].count) == int(model.pools["b"].count) == 0


def test_a_short_run_is_not(monkeypatch):
    clock(monkeypatch, 5.0)  # 20 * 5 s * 100 is the most that it can take
    assert rehearsal.warning(tiny_model(steps=100), batch_size=1) is None


def test_a_run_that_might_have_been_long_is_not(monkeypatch):
    clock(monkeypatch, 5.0, 1.0)
    assert rehearsal.warning(tiny_model(steps=20_000), batch_size=1) is None


def test_what_is_left_of_a_run_counts(monkeypatch):
    clock(monkeypatch, 5.0)
    model = tiny_model(steps=20_000)
    model.generator_optimizer.iterations.assign(19_990)
    assert rehearsal.warning(model, batch_size=1) is None
