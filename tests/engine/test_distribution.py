"""Several devices, and several processes, against one; each run in processes of their own."""

import json
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

# Trainings of five steps without noise: what is left to differ is how the batch is shared. Each is
# of some settings of `compile`, a file for the weights, and whether it is shared among the devices.
STEPS = """
import json, sys
import numpy as np, tensorflow as tf, keras
from unit_tf.engine import distribution
strategy = distribution.open_strategy(sys.argv[1] or None)
import tensorflow_probability as tfp
import unit_tf, unit_tf.models.generator, unit_tf.networks.minimal_filtering
samples = []
class Observed(tfp.distributions.Independent):
    def sample(self, seed):
        samples.append(super().sample(seed=seed) - self.mean())
        return self.mean()
class Distributions:
    Normal, Distribution = tfp.distributions.Normal, tfp.distributions.Distribution
    Independent = Observed
unit_tf.models.generator.tfd = Distributions
unit_tf.networks.minimal_filtering.FEWEST_CHANNELS = 8  # as in networks of a useful size
images = tf.random.stateless_uniform((8, 16, 16, 3), (1, 2), -1.0, 1.0)

def train(engine, path, strategy):
    keras.utils.set_random_seed(0)
    with strategy.scope():
        model = unit_tf.UNIT.from_preset(
            "paper", (16, 16, 3), filters=2, downsamplings=1, encoder_blocks=0, decoder_blocks=0,
            discriminator_layers=2, discriminator_scales=1, moving_average=0.9)
        # By Adam's usual epsilon a gradient of rounding errors alone, as of a bias that
        # normalisation takes away again, is brought to full length.
        model.compile(epsilon=0.1, **engine)
    whole = tf.data.Dataset.from_tensors((images[:4], images[4:])).repeat()
    if distribution.has_workers(strategy):
        first = 2 * distribution.input_context(strategy).input_pipeline_id
        own = images[first:first + 2], images[4 + first:6 + first]
        whole = strategy.distribute_datasets_from_function(
            lambda context: tf.data.Dataset.from_tensors(own).repeat())
    history = model.fit(whole, steps_per_epoch=5, verbose=0).history
    weights = model.trainable_variables + model.average.weights
    np.savez(path, loss=np.ravel(history["generator"]), **{w.path: w.numpy() for w in weights})
    return model

for engine, path, is_shared in json.loads(sys.argv[2]):
    model = train(engine, path, strategy if is_shared else tf.distribute.get_strategy())
"""
# What noise the replicas of the last training have.
NOISE = """
def step():
    model.generator.translations(images[:2], images[:2], model.noise_seeds(2))
    return samples[-2]
values = strategy.experimental_local_results(strategy.run(step))
np.savez(sys.argv[3], *[value.numpy() for value in values])
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
def folder_of_steps(tmp_path_factory):
    """What five steps end with: on one device, in two parts, by XLA, on two, on two workers."""
    folder = tmp_path_factory.mktemp("steps")
    trainings = [
        ({}, f"{folder}/one.npz", False),
        ({"accumulate": 2}, f"{folder}/parts.npz", False),
        ({"jit_compile": True}, f"{folder}/compiled.npz", False),
        ({}, f"{folder}/devices.npz", True),
    ]
    noise = folder / "noise.npz"
    runs = [start(STEPS + NOISE, "CPU:0,CPU:1", json.dumps(trainings), noise)]
    for index, config in enumerate(cluster()):
        training = ({}, f"{folder}/worker_{index}.npz", True)
        runs.append(start(STEPS, "", json.dumps([training]), **config))
    for run in runs:
        status, output = finish(run)
        assert status == 0, output
    return folder


@pytest.fixture(scope="module")
def steps(folder_of_steps):
    names = ("one", "parts", "compiled", "devices", "worker_0", "worker_1")
    return {name: dict(np.load(folder_of_steps / f"{name}.npz")) for name in names}


@pytest.mark.parametrize("run", ["parts", "compiled", "devices", "worker_0", "worker_1"])
def test_a_shared_batch_is_the_whole_batch(steps, run):
    for name, expected in steps["one"].items():
        np.testing.assert_allclose(steps[run][name], expected, atol=1e-5, rtol=1e-5, err_msg=name)


def test_both_workers_have_the_same_weights(steps):
    for name, weight in steps["worker_0"].items():
        np.testing.assert_array_equal(weight, steps["worker_1"][name], err_msg=name)


def test_replicas_have_noise_of_their_own(folder_of_steps):
    first, second = np.load(folder_of_steps / "noise.npz").values()
    assert first.std() == pytest.approx(1.0, abs=0.1) == second.std()
    assert abs(np.corrcoef(first.ravel(), second.ravel())[0, 1]) < 0.1


# The command over two workers

TRAIN = ["-m", "unit_tf.train", "--preset=paper", "--image_size=16", "--filters=2",
         "--downsamplings=1", "--discriminator_layers=2", "--discriminator_scales=1",
         "--encoder_blocks=0", "--decoder_blocks=0", "--batch_size=2", "--checkpoint_every=5",
         "--sample_every=50", "--log_every=5"]  # fmt: skip


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
