"""Small models and data sets that the tests share."""

import contextlib
import json
import os
import subprocess
import sys
from types import SimpleNamespace

# Each of the processes that run the tests side by side has a core to itself.
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")

import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

import unit_tf

# Sums over threads come in any order otherwise, and equal would only be nearly equal.
tf.config.experimental.enable_op_determinism()


def fail_if_skipped(report):
    """In the continuous integration a skipped test fails: nobody reads there what was skipped.

    Only tests that need the folder of real pictures may be skipped. CI=true asks for this, or
    UNIT_TF_NO_SKIPS.
    """
    strict = os.environ.get("CI") == "true" or os.environ.get("UNIT_TF_NO_SKIPS")
    if not strict or report.outcome != "skipped" or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if "UNIT_TF_TEST_DATA" not in reason:
        report.outcome = "failed"
        report.longrepr = f"{reason}. In the continuous integration no test may be skipped."


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    report = yield
    fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    report = yield
    fail_if_skipped(report)
    return report


@pytest.fixture(autouse=True)
def seeded():
    keras.utils.set_random_seed(1)


@pytest.fixture(scope="session")
def real_data():
    """The folder with real pictures that some tests use where it is given."""
    folder = os.environ.get("UNIT_TF_TEST_DATA")
    if not folder:
        pytest.skip("UNIT_TF_TEST_DATA is not set to a folder with real pictures")
    return folder


def random_images(count=1, height=16, width=16, channels=3, seed=0):
    """Smooth float32 pictures in [-1, 1]."""
    coarse = np.random.default_rng(seed).uniform(-1, 1, (count, height // 4, width // 4, channels))
    return coarse.repeat(4, axis=1).repeat(4, axis=2).astype(np.float32)


def tiny_model(preset="article", size=(16, 16), **overrides):
    """A model of a few hundred weights that runs eagerly: tracing takes longer than its steps."""
    recipe = {name: overrides.pop(name) for name in list(overrides) if name in RECIPE_FIELDS}
    overrides = {"filters": 2, "discriminator_layers": 2} | overrides
    model = unit_tf.UNIT.from_preset(preset, image_shape=(*size, 3), **overrides)
    model.compile(run_eagerly=True, **recipe)
    return model


RECIPE_FIELDS = {*unit_tf.Recipe.__dataclass_fields__, "classifier"}


def weights_of(network):
    """Copies of a network's weights."""
    return [weight.numpy().copy() for weight in network.weights]


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """A data set: dark pictures in A, light ones in B, of mixed sizes."""
    path = tmp_path_factory.mktemp("pictures")
    generator = np.random.default_rng(0)
    for split, count in (("trainA", 5), ("trainB", 7), ("testA", 3), ("testB", 2)):
        (path / split).mkdir()
        low = 0 if split.endswith("A") else 128
        for index in range(count):
            height, width = generator.integers(24, 48, 2)
            pixels = generator.integers(low, low + 128, (height, width, 3)).astype(np.uint8)
            Image.fromarray(pixels).save(path / split / f"{index}.png")
    return path


class Command:
    """A command in a process of its own, which runs it again and again: starting takes long.

    In this process the flags of two commands would clash.
    """

    SCRIPT = (
        "import contextlib, importlib, io, json, sys\n"
        "from absl import flags\n"
        "from unit_tf import options\n"
        "command = importlib.import_module(sys.argv[1])\n"
        "for line in sys.stdin:\n"
        "    flags.FLAGS.unparse_flags()\n"
        "    for name in sum(command.GROUPS.values(), []):\n"
        "        flags.FLAGS[name].unparse()\n"
        "    out, err = io.StringIO(), io.StringIO()\n"
        "    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):\n"
        "        left = flags.FLAGS([sys.argv[1], *json.loads(line)])\n"
        "        status = options.guarded(command.main, left, command.EXPECTED)\n"
        "    print(json.dumps([status, out.getvalue(), err.getvalue()]), flush=True)\n"
    )

    def __init__(self, module):
        self.process = subprocess.Popen(
            [sys.executable, "-c", self.SCRIPT, module],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __call__(self, *args):
        self.process.stdin.write(json.dumps(list(map(str, args))) + "\n")
        self.process.stdin.flush()
        status, out, err = json.loads(self.process.stdout.readline())
        return SimpleNamespace(returncode=status, stdout=out, stderr=err)


@contextlib.contextmanager
def command(module):
    """A `Command` that ends with its block."""
    running = Command(module)
    try:
        yield running
    finally:
        running.process.communicate()
