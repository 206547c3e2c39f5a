"""Files from Maven Central: fetched once, checked against the committed hashes, kept."""

import contextlib
import hashlib
import json
import os
import re
import tempfile
import zipfile
from pathlib import Path

from .project import FOLDER
from .steps import say
from .tools import BuildError, run

HASHES = FOLDER / "dependencies.sha256"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "unit_tf_android"
JARS = CACHE / "jars"
UNPACKED = CACHE / "unpacked"

COMPILER = [
    "kotlin-compiler-embeddable", "kotlin-stdlib", "kotlin-script-runtime", "kotlin-reflect",
    "kotlin-daemon-embeddable", "kotlin-build-tools-api", "kotlinx-coroutines-core-jvm",
    "annotations-13",
]  # fmt: skip
SHRINKER = [
    "proguard-base", "proguard-core", "kotlin-metadata-jvm", "kotlin-stdlib", "gson", "json",
    "log4j-api", "log4j-core", "annotations-13",
]  # fmt: skip
JUNIT = ["junit-4.13", "hamcrest-core"]
TFLITE = [
    "tensorflow-lite",
    "tensorflow-lite-api",
    "tensorflow-lite-gpu",
    "tensorflow-lite-gpu-api",
]


def read_hashes(file=HASHES):
    """A dictionary from file names to SHA-256, from lines like those of `sha256sum`."""
    return {name: value for value, name in map(str.split, file.read_text().splitlines())}


def find(name):
    """The path of the one file called NAME-VERSION, or NAME.MORE where the name has a version."""
    found = [file for file in read_hashes() if re.match(re.escape(name) + r"[-.]\d", file)]
    if len(found) != 1:
        raise BuildError(f"{HASHES.name} names {len(found)} files for {name}; expected one.")
    return JARS / found[0]


def class_path(names):
    return [find(name) for name in names]


def robolectric():
    """Robolectric, JUnit and what they need: every jar that no other work asks for."""
    others = {*class_path([*COMPILER, *SHRINKER, "dalvik-dx", "ktlint-cli"])}
    jars = [JARS / name for name in sorted(read_hashes()) if name.endswith(".jar")]
    return [jar for jar in jars if jar not in others and not jar.name.startswith("android-all")]


def hash_of(file):
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def check(folder, hashes):
    """Compares the files in a folder with their hashes.

    A file's hash is computed again only when its size or time has changed since it was right.

    Raises:
        BuildError: a file is changed. Tells the file and both hashes.

    Returns:
        The names of the files that are missing.
    """
    memory = folder / "checked.json"
    known = json.loads(memory.read_text()) if memory.is_file() else {}
    missing, checked = [], {}
    for name, expected in hashes.items():
        file = folder / name
        if not file.is_file():
            missing.append(name)
            continue
        seen = [file.stat().st_size, file.stat().st_mtime_ns, expected]
        if known.get(name) != seen and (found := hash_of(file)) != expected:
            raise BuildError(
                f"{file} is not the file that the app was built with: its SHA-256 is {found}, "
                f"{HASHES.name} has {expected}. Delete it to have it fetched again."
            )
        checked[name] = seen
    if checked != known:
        memory.write_text(json.dumps(checked))
    return missing


def fetch():
    """Has all files in the cache, each as `HASHES` says; asks Maven only where one is missing."""
    JARS.mkdir(parents=True, exist_ok=True)
    hashes = read_hashes()
    if missing := check(JARS, hashes):
        say(f"dependencies: fetching, {len(missing)} of {len(hashes)} files are missing")
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            ask_maven(folder)
            if absent := check(Path(folder), hashes):
                raise BuildError(f"Maven did not bring {', '.join(absent)}: see dependencies.xml.")
            for name in missing:
                os.replace(Path(folder, name), JARS / name)
        check(JARS, hashes)
    for name in TFLITE:
        unpack(find(name))
    framework()
    say(f"dependencies: {len(hashes)} files as in {HASHES.name}")


def ask_maven(folder):
    run(
        ["mvn", "-q", "-B", "-f", FOLDER / "dependencies.xml", f"-Dfolder={folder}",
         "dependency:copy-dependencies", "dependency:copy"],
        "Fetching from Maven Central", limit=1800,
    )  # fmt: skip


def write_hashes():
    """Fetches everything anew and writes `HASHES`: after a change of dependencies.xml."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        ask_maven(folder)
        lines = [f"{hash_of(file)}  {file.name}\n" for file in sorted(Path(folder).iterdir())]
    HASHES.write_text("".join(lines))
    say(f"dependencies: {len(lines)} hashes written to {HASHES.name}; read the difference")


def unpack(archive):
    """The folder with what an Android archive holds."""
    target = UNPACKED / archive.stem
    if not target.is_dir():
        with making(target) as folder, zipfile.ZipFile(archive) as source:
            source.extractall(folder)
    return target


def tflite_classes():
    return [unpack(find(name)) / "classes.jar" for name in TFLITE]


def native_libraries(architecture):
    """TFLite's libraries for an architecture: the runtime and the GPU delegate."""
    found = [unpack(find(name)) / "jni" / architecture for name in TFLITE]
    return sorted(file for folder in found if folder.is_dir() for file in folder.iterdir())


def framework():
    """Android's public packages in one jar, and org.json, which core may use, in another.

    The compilers and the shrinker read these far faster than the whole jar.
    """
    whole = find("android-all")
    target = UNPACKED / whole.stem
    parts = {
        "android.jar": ("android/", "dalvik/", "org/json/", "org/xml"),
        "json.jar": ("org/json/",),
    }
    if not target.is_dir():
        with making(target) as folder, zipfile.ZipFile(whole) as source:
            for name, starts in parts.items():
                with zipfile.ZipFile(folder / name, "w") as jar:
                    for entry in source.namelist():
                        if entry.startswith(starts) and entry.endswith(".class"):
                            jar.writestr(entry, source.read(entry))
    return target / "android.jar", target / "json.jar"


@contextlib.contextmanager
def making(target):
    """A folder that gets its name only once it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        whole = Path(folder, "whole")
        whole.mkdir()
        yield whole
        if not target.exists():
            whole.rename(target)
