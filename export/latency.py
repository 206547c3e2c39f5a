"""How long TFLite files take, measured so that a busy machine is fair to all of them."""

import dataclasses
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter


@dataclasses.dataclass(frozen=True)
class Latency:
    """Milliseconds that one picture takes: the median, and what nine in ten stay under."""

    median: float
    p90: float


def interleaved(
    files: Sequence[bytes],
    threads: int,
    runs: int,
    warm_up: int = 3,
    progress: Callable[[int], None] = lambda run: None,
) -> list[Latency]:
    """Times files in turn, run by run, so that whatever slows the machine slows all of them.

    Args:
        files: of TFLite.
        threads: of each.
        runs: of each that count.
        warm_up: of each that do not.
        progress: called after each round with its number.
    """
    interpreters = [ready(file, threads) for file in files]
    times = np.empty((runs, len(files)))
    for run in range(-warm_up, runs):
        for index, interpreter in enumerate(interpreters):
            start = time.perf_counter()
            interpreter.invoke()
            if run >= 0:
                times[run, index] = 1e3 * (time.perf_counter() - start)
        progress(run)
    return [Latency(float(np.median(t)), float(np.percentile(t, 90))) for t in times.T]


def peak_memory(file: bytes, threads: int) -> float:
    """MiB that a process grows by, at most, while it loads a file and runs it once."""
    # Not by multiprocessing: it would load the program that asks into the new process.
    command = [sys.executable, "-m", "export.latency", str(threads)]
    return float(subprocess.run(command, input=file, stdout=subprocess.PIPE, check=True).stdout)


def _growth(file: bytes, threads: int) -> float:
    before = _peak()
    ready(file, threads).invoke()
    return _peak() - before


def _peak() -> float:
    """MiB that this process has held at most."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage would count what the parent held
        return int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text())[1]) / 1024
    import resource  # which Windows has not

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # macOS counts bytes


def ready(file: bytes, threads: int) -> Interpreter:
    """An interpreter with noise for its input; raises ValueError or RuntimeError if none runs."""
    interpreter = Interpreter(model_content=file, num_threads=threads)
    interpreter.allocate_tensors()
    generator = np.random.default_rng(0)
    for details in interpreter.get_input_details():
        noise = generator.uniform(0, 255, details["shape"])
        scale = 1.0 if details["dtype"] == np.uint8 else 1 / 255
        interpreter.set_tensor(details["index"], (noise * scale).astype(details["dtype"]))
    return interpreter


if __name__ == "__main__":
    print(_growth(sys.stdin.buffer.read(), int(sys.argv[1])))
