"""Commands, each in a process of its own that runs it again and again: starting takes long.

In the process of the tests the flags of two commands would clash.
"""

import contextlib
import json
import subprocess
import sys
from types import SimpleNamespace

# Runs the command once for every line of its input: its arguments, and modules that are missing.
# A model that is read again is the one that was read before.
PROGRAM = """
import contextlib, functools, io, json, runpy, sys, traceback
from absl import flags
from unit_tf import options
from unit_tf.models import files

def run_again(*args, **options_of_run):
    for line in sys.stdin:
        sys.argv[1:], missing = json.loads(line)
        for name in flags.FLAGS:
            flags.FLAGS[name].unparse()
        out, err = io.StringIO(), io.StringIO()
        sys.modules.update(dict.fromkeys(missing))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                run(*args, **options_of_run)
            except SystemExit as end:
                status = end.code
            except BaseException:
                status = traceback.print_exc()
        for name in missing:
            del sys.modules[name]
        print(json.dumps([status, out.getvalue(), err.getvalue()]), flush=True)

run, options.run = options.run, run_again
files.load_model = functools.cache(files.load_model)
runpy.run_module(sys.argv[1], run_name="__main__")
"""


class Command:
    """A command, called as often as one likes: `evaluate("--model=x.keras").returncode`.

    Args:
        module: such as "unit_tf.evaluate".
    """

    def __init__(self, module):
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, module],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __call__(self, *args, missing=()):
        """What came of it: returncode, stdout, stderr.

        Args:
            args: of the command line.
            missing: modules that are not installed; none that a call before has loaded.
        """
        self.send(*args, missing=missing)
        told = self.receive()
        assert "Traceback" not in told.stderr, told.stderr
        return told

    def send(self, *args, missing=()):
        """Lets it begin."""
        self.process.stdin.write(json.dumps([list(map(str, args)), missing]) + "\n")
        self.process.stdin.flush()

    def receive(self):
        """What came of it, when it has ended."""
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
