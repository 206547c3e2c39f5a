"""Times TFLite files against each other: run in turn, so that a busy machine is fair to all.

    python -m export.benchmark exported/*.tflite
    python -m export.benchmark --table=pixel8.json,here.json

The second line measures nothing: it prints rows for docs/phones.md of what --json wrote here, or
the app's Measure screen on a phone.
"""

import unit_tf  # noqa: F401 - it says how TensorFlow starts

# isort: split
import functools
import json
import sys
from pathlib import Path

from absl import flags

from export import latency, measurements
from on_device.contract import Refusal
from on_device.processor import cores
from unit_tf import options
from unit_tf.options import UsageError
from unit_tf.reason import reason

FLAGS = flags.FLAGS

flags.DEFINE_list("threads", None, "numbers of threads; unset, 1 and every power of two, and all")
flags.DEFINE_integer("runs", 20, "of each file that count", lower_bound=1)
flags.DEFINE_integer("warm_up", 3, "of each file before that", lower_bound=0)
options.define_path("json", None, "a file to write the measurements into as well")
options.define_paths("table", "files of measurements to print as rows of docs/phones.md")
GROUPS = {"Benchmark": ["threads", "runs", "warm_up"], "Measurements": ["json", "table"]}


def main(paths: list[str]) -> int:
    """Prints one table; returns the exit status."""
    if FLAGS.table:
        if paths:
            raise UsageError("--table measures nothing: leave the .tflite files out.")
        print(measurements.table(map(loaded, FLAGS.table)))
        return 0
    if not paths:
        raise UsageError("Give one or more .tflite files.")
    files, rows = [read(path) for path in paths], []
    print("| file | threads | median, ms | p90, ms | of the first | peak memory, MiB |")
    print("|---|---|---|---|---|---|")
    for threads in chosen_threads():
        times = latency.interleaved(
            files, threads, FLAGS.runs, FLAGS.warm_up, functools.partial(progress, threads)
        )
        memory = [latency.peak_memory(file, threads) for file in files]
        for path, time, grown in zip(paths, times, memory, strict=True):
            print(
                f"| {path} | {threads} | {time.median:.2f} | {time.p90:.2f} "
                f"| {time.median / times[0].median:.2f} | {grown:.0f} |",
                flush=True,
            )
        if FLAGS.json:
            rows += [
                measurements.row(path, file, threads, FLAGS.runs, FLAGS.warm_up, time)
                for path, file, time in zip(paths, files, times, strict=True)
            ]
    if FLAGS.json:
        write(measurements.document(rows), FLAGS.json)
    return 0


def read(path: str) -> bytes:
    """A file's bytes; raises UsageError if it is no TFLite file, or one that LiteRT cannot run."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}).") from error
    if content[4:8] != b"TFL3":
        raise UsageError(f"{path} is no TFLite file: make one with export.convert.")
    try:
        latency.ready(content, threads=1).invoke()
    except (ValueError, RuntimeError) as error:
        raise UsageError(f"LiteRT cannot run {path}: {reason(error)}.") from error
    return content


def loaded(path: str) -> dict:
    """A file's measurements; raises UsageError if it has none."""
    try:
        return measurements.load(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}).") from error
    except measurements.MeasurementsError as error:
        raise UsageError(f"{error} Give what --json or the app's Measure screen made.") from error


def write(told: dict, path: str):
    """Writes measurements; raises UsageError if there is no room, or no right to write."""
    try:
        Path(path).write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written ({error.strerror}): choose another --json."
        ) from error


def chosen_threads() -> list[int]:
    """What --threads names, or 1, 2, 4 and so on up to all cores."""
    if FLAGS.threads is None:
        return sorted({2**i for i in range(cores().bit_length())} | {cores()})
    if not FLAGS.threads or not all(text.isdecimal() and int(text) for text in FLAGS.threads):
        raise UsageError(f"--threads={','.join(FLAGS.threads)}: write numbers, such as 1,4.")
    return [int(text) for text in FLAGS.threads]


def progress(threads: int, run: int):
    """One line that counts the rounds, for whoever waits."""
    if sys.stderr.isatty():
        end = "\n" if run + 1 == FLAGS.runs else ""
        print(
            f"\r{threads} threads: run {max(run + 1, 0)} of {FLAGS.runs}", end=end, file=sys.stderr
        )


if __name__ == "__main__":
    options.run(main, __doc__, GROUPS, errors=(Refusal,), operands=True)
