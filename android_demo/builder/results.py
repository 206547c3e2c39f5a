"""What came of tests."""

import re
from dataclasses import dataclass, field

# Tests that may be skipped, each with the reason; any other skipped test counts as failed.
MAY_BE_SKIPPED = {}

# Where a trace has left the test and is in what runs it.
RUNNING = re.compile(r"\tat (java\.base|jdk\.|org\.junit\.|org\.robolectric\.)")


@dataclass
class Outcome:
    """How many tests passed, and for each failed one what to tell."""

    passed: int = 0
    failures: dict = field(default_factory=dict)


def read_results(lines, end):
    """Counts what RunTests wrote.

    Args:
        lines: of its file: event, test and more, with tabs between.
        end: how the JVM ended, in words; told when it ended too early.
    """
    outcome, running, whole = Outcome(), {}, False
    for line in lines:
        event, test, more = line.split("\t", 2)
        if event == "started":
            running[test] = None
            continue
        running.pop(test, None)
        if event == "ended":
            whole = True
        elif event == "passed":
            outcome.passed += 1
        elif event == "failed":
            outcome.failures[test] = shortened(more.replace("\\n", "\n"))
        elif event == "skipped" and test not in MAY_BE_SKIPPED:
            outcome.failures[test] = f"skipped: {more}"
    if not whole:
        tests = ", ".join(running) or "none"
        outcome.failures["(before its end)"] = f"{end}; running at that time: {tests}"
    return outcome


def shortened(trace):
    """A trace without the lines of what runs the test."""
    return "\n".join(line for line in trace.splitlines() if not RUNNING.match(line))
