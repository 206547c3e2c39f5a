"""A second build of the APK in another folder, which has to have the same bytes."""

import shutil
import sys
import tempfile
from pathlib import Path

from . import apk
from .compile import CLASSES
from .project import BUILD, FOLDER
from .results import Outcome
from .tools import BuildError, run

# Takes the folder of the copy, whose scripts put all that they make beside themselves.
BUILD_ONE = """
import sys
sys.path.insert(0, sys.argv[1])
from builder import apk, compile
compile.resources()
apk.dex()
apk.build(apk.PHONE)
"""


def compare():
    """Makes resources, dex and APK of copied sources and classes, and compares; one test.

    Kotlin's classes are taken as they are: to compile them takes three times as long as the rest.
    """
    with tempfile.TemporaryDirectory() as folder:
        other = Path(folder, "elsewhere")
        shutil.copytree(FOLDER, other, ignore=made_here)
        for name in ("core", "app"):
            copy = other / CLASSES.relative_to(FOLDER) / name
            shutil.copytree(CLASSES / name, copy)
        try:
            run([sys.executable, "-c", BUILD_ONE, other], "The second build")
        except BuildError as error:
            return Outcome(0, {"a second build": str(error)})
        expected = apk.sha256(apk.PHONE.file)
        found = apk.sha256(other / apk.PHONE.file.relative_to(FOLDER))
    if found != expected:
        told = f"{apk.PHONE.name} has SHA-256 {expected}; built again elsewhere, {found}."
        return Outcome(0, {"a second build": told})
    return Outcome(1)


def made_here(folder, names):
    """What the build makes, which the copy begins without."""
    return [name for name in names if name == "__pycache__" or Path(folder, name) == BUILD]
