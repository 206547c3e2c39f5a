"""How the processes that a benchmark compares answer it, so that they can take turns."""

import itertools
import json
import resource
import statistics
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
