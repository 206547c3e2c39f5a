"""The programs that the build calls, and what to say where they are missing."""

import os
import re
import shutil
import subprocess
from pathlib import Path

FRAMEWORK = Path("/usr/share/android-framework-res/framework-res.apk")
ARM64_LIBRARIES = Path("/usr/aarch64-linux-gnu")
OLDEST_JAVA = 17

# Equal inputs give equal bytes wherever the build runs: aapt2 writes times of the local zone.
ENVIRONMENT = {"TZ": "UTC", "LC_ALL": "C.UTF-8"}

# How the programs that make the APK's bytes tell their versions.
VERSIONS = {
    "aapt2": ["version"], "java": ["-version"], "javac": ["-version"], "apksigner": ["--version"],
}  # fmt: skip

# What is looked for, and the Debian package that brings it.
FOR_APP = {
    "java": "default-jdk-headless",
    "javac": "default-jdk-headless",
    "mvn": "maven",
    "aapt2": "aapt",
    "zipalign": "zipalign",
    "apksigner": "apksigner",
    "dexdump": "dexdump",
    str(FRAMEWORK): "android-framework-res",
}
FOR_TESTS = FOR_APP | {
    "enjarify": "enjarify",
    "gcc": "gcc",
    "nm": "binutils",
    "/usr/include/stdio.h": "libc6-dev",
    "qemu-aarch64": "qemu-user",
    "aarch64-linux-gnu-gcc": "gcc-aarch64-linux-gnu",
    str(ARM64_LIBRARIES / "include/stdio.h"): "libc6-dev-arm64-cross",
}


class BuildError(Exception):
    """What went wrong, in words for whoever builds."""


def missing_packages(wanted, there=None):
    """The sorted Debian packages that bring what `wanted` names and the machine lacks.

    Args:
        wanted: `FOR_APP` or `FOR_TESTS`: programs and files, each with its package.
        there: a function from a program or file to whether it is there; the machine by default.
    """
    there = there or is_there
    return sorted({package for name, package in wanted.items() if not there(name)})


def missing_line(packages):
    """One line that tells what is missing and installs it."""
    return f"The app needs more programs; install them: sudo apt-get install {' '.join(packages)}"


def is_there(name):
    if name.startswith("/"):
        return Path(name).exists()
    found = shutil.which(name)
    return bool(found) and (name != "java" or java_version(found) >= OLDEST_JAVA)


def java_version(java):
    """The first number of `java -version`; 8 and older begin with 1."""
    told = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
    found = re.search(r'version "(\d+)', told)
    return int(found[1]) if found else 0


def program_files():
    """The files of the programs whose versions make other bytes, links followed."""
    return [Path(shutil.which(name)).resolve() for name in VERSIONS]


def versions():
    """What these programs call themselves."""
    return [run([name, *options], f"{name}'s version") for name, options in VERSIONS.items()]


def run(command, what, log=None, limit=600, **options):
    """Runs a command to its end and returns what it printed (stdout and stderr together).

    Args:
        command: the program and its arguments.
        what: the work in words, for the message when it fails.
        log: a file that keeps what was printed.
        limit: seconds after which the command is stopped.
        options: for `subprocess.run`: cwd.

    Raises:
        BuildError: the command failed or took too long; with its last lines.
    """
    command = [str(part) for part in command]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=limit, text=True, errors="replace", env=os.environ | ENVIRONMENT, **options,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise BuildError(f"{what}: no end after {limit} seconds.") from None
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(done.stdout)
    if done.returncode:
        last = "\n".join(done.stdout.splitlines()[-40:])
        where = f"; all that it told is in {log}" if log else ""
        raise BuildError(f"{what} failed (status {done.returncode}){where}:\n{last}")
    return done.stdout


def java(class_path, main, *arguments, options=()):
    """The command of a Java program."""
    return ["java", *options, "-cp", join(class_path), main, *arguments]


def join(class_path):
    return os.pathsep.join(map(str, class_path))
