#!/usr/bin/env python3
"""Builds and tests the app without the Android SDK.

python3 android_demo/build.py app      signed APKs in android_demo/build
python3 android_demo/build.py test     these, and every test; --only=core runs one kind of them
python3 android_demo/build.py missing  the Debian packages that the tests need and are not there
python3 android_demo/build.py hashes   writes dependencies.sha256 anew, after a change of
                                       dependencies.xml
"""

import argparse
import sys

from builder import apk, compile, dependencies, suites
from builder.steps import say
from builder.tools import FOR_APP, FOR_TESTS, BuildError, missing_line, missing_packages


def build_app(with_tests=False):
    dependencies.fetch()
    compile.resources()
    modules = compile.modules()
    core, app, *_ = modules
    if with_tests:
        compile.stand_ins()
    compile.kotlin(*(modules if with_tests else (core, app)))
    apk.dex()
    for variant in (apk.PHONE, apk.ALL):
        apk.build(variant)


def main(arguments=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("task", choices=["app", "test", "missing", "hashes"])
    parser.add_argument(
        "--if-possible", action="store_true", help="missing programs are told and are no failure"
    )
    parser.add_argument("--only", default="", help="runs the tests whose kind has this in its name")
    options = parser.parse_args(arguments)
    missing = missing_packages(FOR_APP if options.task in ("app", "hashes") else FOR_TESTS)
    if options.task == "missing":
        print(" ".join(missing))
        return 0
    if missing:
        print(missing_line(missing), file=sys.stderr)
        return 0 if options.if_possible else 2
    try:
        if options.task == "hashes":
            dependencies.write_hashes()
            return 0
        build_app(with_tests=options.task == "test")
        return 1 if options.task == "test" and suites.run_all(options.only) else 0
    except BuildError as error:
        say(f"failed: {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
