"""Processes that take training steps when they are told to, so that a benchmark's take turns."""

import functools
import itertools
import json
import os
import resource
import statistics
import subprocess
import sys
import time


def serve(step, **first):
    """Takes a step, then as many as each line says; answers with seconds and peak memory."""
    begin = time.perf_counter()
    step()
    print(json.dumps({"first": time.perf_counter() - begin, **first}), flush=True)
    for line in sys.stdin:
        times = [time.perf_counter()]
        for _ in range(int(line)):
            step()
            times.append(time.perf_counter())
        seconds = [end - begin for begin, end in itertools.pairwise(times)]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"seconds": statistics.median(seconds), "peak": peak}), flush=True)


class Runner:
    """Such a process, seen from the benchmark.

    Args:
        module: `keras_step` or `torch_step`.
        environment: variables that it has besides.
        **arguments: of the module's `Step`.

    Attributes:
        seconds: the median of each turn.
        peak: bytes of memory in use at most.
    """

    def __init__(self, module: str, environment: dict[str, str] | None = None, **arguments):
        self.process = subprocess.Popen(
            [sys.executable, "-m", f"benchmarks.{module}", json.dumps(arguments)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=os.environ | (environment or {}),
        )  # fmt: skip
        self.seconds: list[float] = []
        self.peak = 0

    @functools.cached_property
    def first(self) -> dict:
        """What it told after its first step."""
        return self.answer()

    def run(self, steps: int):
        """Has it take a turn."""
        self.begin(steps)
        self.end()

    def begin(self, steps: int):
        """Has it begin a turn: others that must step along can begin theirs."""
        assert self.first
        self.process.stdin.write(f"{steps}\n")
        self.process.stdin.flush()

    def end(self):
        """Waits until the turn is over."""
        told = self.answer()
        self.seconds.append(told["seconds"])
        self.peak = told["peak"]

    def answer(self) -> dict:
        """The next line that it writes."""
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{' '.join(self.process.args)} ended: run it to see why.")
        return json.loads(line)

    def close(self):
        """Ends it."""
        self.process.kill()
        self.process.wait()
