"""Times TFLite files against each other: run in turn, so that a busy machine is fair to all.

python -m export.benchmark exported/*.tflite
"""

import functools
import sys
from pathlib import Path

from absl import flags

from export import latency
from unit_tf import options
from unit_tf.options import UsageError

FLAGS = flags.FLAGS

flags.DEFINE_list("threads", None, "numbers of threads; unset, 1 and every power of two, and all")
flags.DEFINE_integer("runs", 20, "of each file that count", lower_bound=1)
flags.DEFINE_integer("warm_up", 3, "of each file before that", lower_bound=0)
GROUPS = {"Benchmark": ["threads", "runs", "warm_up"]}


def main(paths: list[str]) -> int:
    """Prints one table; returns the exit status."""
    if not paths:
        raise UsageError("Give one or more .tflite files.")
    files = [read(path) for path in paths]
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
        reason = str(error).strip().splitlines()[0]
        raise UsageError(f"LiteRT cannot run {path}: {reason}") from error
    return content


def chosen_threads() -> list[int]:
    """What --threads names, or 1, 2, 4 and so on up to all cores."""
    cores = latency.cores()
    if FLAGS.threads is None:
        return sorted({2**i for i in range(cores.bit_length())} | {cores})
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
    options.run(main, __doc__, GROUPS, operands=True)
