"""Small models and data sets that the tests share."""

import os

# Each of the processes that run the tests side by side has a core to itself.
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")

import keras
import numpy as np
import pytest
import tensorflow as tf
from absl import flags
from PIL import Image

from unit_tf import data, options, train

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


@pytest.fixture
def here():
    """Runs a command that trains in this process; returns its status.

    Its functions run eagerly, because tracing takes longer than a test's few steps, unless
    `traced`, which steps need that are compared to those of another process to the last bit.
    """

    def run(*args, command=train, traced=False):
        defaults = getattr(command, "DEFAULTS", {})
        usual = {name: flags.FLAGS[name].default for name in defaults}
        flags.FLAGS.unparse_flags()
        for name in command.NAMES + ["dry_run"]:
            flags.FLAGS[name].unparse()
        for name, value in defaults.items():
            flags.FLAGS.set_default(name, value)
        tf.config.run_functions_eagerly(not traced)
        try:
            left = flags.FLAGS(["train", *args])
            return options.guarded(command.main, left, (data.DataError,))
        finally:
            tf.config.run_functions_eagerly(False)
            for name, value in usual.items():
                flags.FLAGS.set_default(name, value)

    return run
