"""Several devices, and several processes, against one; each run in processes of their own."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import tensorflow as tf

from benchmarks.loopback import cluster
from unit_tf.engine import distribution

# Five steps without noise: what is left to differ is how the batch is shared.
STEPS = """
import json, sys
import numpy as np, tensorflow as tf, keras
from unit_tf.engine import distribution
devices, engine, path = sys.argv[1] or None, json.loads(sys.argv[2]), sys.argv[3]
strategy = distribution.open_strategy(devices)
import tensorflow_probability as tfp
import unit_tf, unit_tf.models.generator, unit_tf.networks.minimal_filtering
noise = sys.argv[4] == "noise"
samples = []
class Still(tfp.distributions.Independent):
    def sample(self, seed):
        if not noise:
            return self.mean()
        sample = super().sample(seed=seed)
        samples.append(sample - self.mean())
        return sample
class Distributions:
    Normal, Distribution = tfp.distributions.Normal, tfp.distributions.Distribution
    Independent = Still
unit_tf.models.generator.tfd = Distributions
unit_tf.networks.minimal_filtering.FEWEST_CHANNELS = 8  # as in networks of a useful size
keras.utils.set_random_seed(0)
with strategy.scope():
    model = unit_tf.UNIT.from_preset(
        "paper", (16, 16, 3), filters=2, discriminator_layers=2, encoder_blocks=1,
        decoder_blocks=1, discriminator_scales=1, moving_average=0.9)
    # By Adam's usual epsilon a gradient of rounding errors alone, as of a bias that normalisation
    # takes away again, is brought to full length.
    model.compile(epsilon=0.1, **engine)
images = tf.random.stateless_uniform((8, 16, 16, 3), (1, 2), -1.0, 1.0)
if noise:
    def step():
        model.generator.translations(images[:2], images[:2], model.noise_seeds(2))
        return samples[-2]
    values = strategy.experimental_local_results(strategy.run(step))
    np.savez(path, *[value.numpy() for value in values])
    sys.exit()
whole = tf.data.Dataset.from_tensors((images[:4], images[4:])).repeat()
if distribution.has_workers(strategy):
    context = distribution.input_context(strategy)
    first = 2 * context.input_pipeline_id
    own = tf.data.Dataset.from_tensors((images[first:first + 2], images[4 + first:6 + first]))
    whole = strategy.distribute_datasets_from_function(lambda context: own.repeat())
history = model.fit(whole, steps_per_epoch=5, verbose=0).history
weights = model.trainable_variables + model.average.weights
np.savez(path, loss=np.ravel(history["generator"]), **{w.path: w.numpy() for w in weights})
"""


def start(script, *args, **environment):
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, args)],
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"} | environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def finish(process):
    output, _ = process.communicate(timeout=300)
    return process.returncode, output


@pytest.fixture(scope="module")
def steps(tmp_path_factory):
    """The weights after five steps: of one device, two, two workers, two parts, XLA."""
    folder = tmp_path_factory.mktemp("steps")
    runs = {
        "one": start(STEPS, "", "{}", folder / "one.npz", "still"),
        "parts": start(STEPS, "", '{"accumulate": 2}', folder / "parts.npz", "still"),
        "compiled": start(STEPS, "", '{"jit_compile": true}', folder / "compiled.npz", "still"),
        "devices": start(STEPS, "CPU:0,CPU:1", "{}", folder / "devices.npz", "still"),
    }
    for index, config in enumerate(cluster()):
        name = f"worker_{index}"
        runs[name] = start(STEPS, "", "{}", folder / f"{name}.npz", "still", **config)
    for name, run in runs.items():
        status, output = finish(run)
        assert status == 0, f"{name}: {output}"
    return {name: dict(np.load(folder / f"{name}.npz")) for name in runs}


@pytest.mark.parametrize("run", ["parts", "compiled", "devices", "worker_0", "worker_1"])
def test_a_shared_batch_is_the_whole_batch(steps, run):
    for name, expected in steps["one"].items():
        np.testing.assert_allclose(steps[run][name], expected, atol=1e-5, rtol=1e-5, err_msg=name)


def test_both_workers_have_the_same_weights(steps):
    for name, weight in steps["worker_0"].items():
        np.testing.assert_array_equal(weight, steps["worker_1"][name], err_msg=name)


def test_replicas_have_noise_of_their_own(tmp_path):
    path = tmp_path / "noise.npz"
    status, output = finish(start(STEPS, "CPU:0,CPU:1", "{}", path, "noise"))
    assert status == 0, output
    first, second = np.load(path).values()
    assert first.std() == pytest.approx(1.0, abs=0.1) == second.std()
    assert abs(np.corrcoef(first.ravel(), second.ravel())[0, 1]) < 0.1


# The command over two workers

TRAIN = ["-m", "unit_tf.train", "--preset=paper", "--image_size=16", "--filters=2",
         "--discriminator_layers=2", "--discriminator_scales=1", "--encoder_blocks=1",
         "--decoder_blocks=1", "--batch_size=2", "--checkpoint_every=5", "--sample_every=50",
         "--log_every=5"]  # fmt: skip


def train(config, folder, run_dir, steps):
    return subprocess.Popen(
        [sys.executable, *TRAIN, f"--dataset={folder}", f"--run_dir={run_dir}", f"--steps={steps}"],
        env=os.environ | {"CUDA_VISIBLE_DEVICES": "-1"} | config,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def test_a_worker_that_dies_stops_the_other_and_all_go_on(folder, tmp_path):
    chiefs, others = tmp_path / "chief", tmp_path / "other"
    configs = cluster()
    chief, other = (
        train(config, folder, run, 10_000)
        for config, run in zip(configs, (chiefs, others), strict=True)
    )
    checkpoint = chiefs / "checkpoints" / "00000005.keras"
    wait_for(checkpoint.exists, chief)
    other.send_signal(signal.SIGKILL)
    killed = time.monotonic()
    status, output = finish(chief)
    assert status == 1 and time.monotonic() - killed < 60
    assert "another worker is gone" in output and "Start all workers again" in output
    assert "Traceback" not in output
    other.communicate()
    assert not others.exists()  # the chief alone writes

    last = max(int(path.stem) for path in (chiefs / "checkpoints").glob("*.keras"))
    configs = cluster()
    runs = [
        train(config, folder, run, last + 5)
        for config, run in zip(configs, (chiefs, others), strict=True)
    ]
    results = [finish(run) for run in runs]
    assert [status for status, _ in results] == [0, 0], results
    assert f"Going on from step {last}" in results[0][1]
    assert "Worker 1 of 2; 0 writes." in results[1][1]
    assert (chiefs / "model.keras").exists() and not others.exists()
    rows = (chiefs / "metrics.csv").read_text().splitlines()[1:]
    assert [int(row.split(",")[0]) for row in rows] == list(range(5, last + 6, 5))


def test_a_signal_to_one_worker_stops_both_at_the_same_step(folder, tmp_path):
    chiefs = tmp_path / "chief"
    chief, other = (train(config, folder, chiefs, 10_000) for config in cluster())
    wait_for((chiefs / "metrics.csv").exists, chief)
    other.send_signal(signal.SIGTERM)
    statuses = [finish(run) for run in (chief, other)]
    assert [status for status, _ in statuses] == [143, 143], statuses
    assert "Saved at step" in statuses[0][1]


def wait_for(condition, process, seconds=300):
    end = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.1)


# What is asked for


@pytest.mark.parametrize(
    "devices, message",
    [
        ("2", "write GPU:0"),
        ("GPU:0,CPU:0", "write GPU:0"),
        ("CPU:0,CPU:0", "name each device once"),
        ("GPU:99", "there is no GPU:99"),
    ],
)
def test_devices_that_are_not_there(devices, message):
    with pytest.raises(ValueError, match=message):
        distribution.open_strategy(devices)


@pytest.mark.parametrize(
    "text, message",
    [
        ("{", "must be like"),
        ("[]", "must be like"),
        ('{"cluster": {"worker": ["a:1", "b:1"]}}', "must be like"),
        ('{"cluster": {"worker": ["a:1", "b:1"]}, "task": {"type": "worker", "index": 2}}',
         "names no worker 2"),
        ('{"cluster": {"worker": ["a:1", "b:1"], "ps": ["c:1"]}, '
         '"task": {"type": "ps", "index": 0}}', "names no ps 0"),
    ],
)  # fmt: skip
def test_a_cluster_that_cannot_be(monkeypatch, text, message):
    monkeypatch.setenv("TF_CONFIG", text)
    with pytest.raises(ValueError, match=message):
        distribution.open_strategy()


def test_one_device_needs_no_strategy(monkeypatch):
    monkeypatch.setenv("TF_CONFIG", '{"cluster": {"worker": ["a:1"]}, "task": {"index": 0}}')
    strategy = distribution.open_strategy()
    assert strategy is tf.distribute.get_strategy()
    assert distribution.is_chief(strategy) and not distribution.has_workers(strategy)
    assert distribution.any_worker(strategy, True) and not distribution.any_worker(strategy, False)


def test_each_domain_has_half_of_the_cores(monkeypatch):
    script = (
        "import os, tensorflow as tf; from unit_tf.engine import distribution\n"
        "distribution.share_cores()\n"
        "print(tf.config.threading.get_inter_op_parallelism_threads(), "
        "tf.config.threading.get_intra_op_parallelism_threads(), os.cpu_count())"
    )
    monkeypatch.delenv("TF_NUM_INTRAOP_THREADS", raising=False)
    _, output = finish(start(script))
    beside, within, cores = map(int, output.split()[-3:])
    assert (beside, within) == (2, max(1, cores // 2))
    _, output = finish(start(script, TF_NUM_INTRAOP_THREADS="3"))
    assert output.split()[-3:-1] == ["0", "0"]  # TensorFlow's own choice, which reads it
