"""Every test of the app: on the JVM, on the APK's own byte code, on the phone's libraries."""

import concurrent.futures
import functools
import signal
import subprocess
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from . import apk, class_files, dependencies, host, pictures, twice
from .compile import APP, CLASSES, CORE, RESOURCES, remove
from .project import APPLICATION, BUILD, FOLDER, MANIFEST, REPOSITORY, TEST_SDKS
from .results import Outcome, read_results
from .steps import say
from .tools import BuildError, java, run

ON_DEX = BUILD / "on-dex"
# Robolectric reaches into the JVM's own packages.
OPEN = ("io", "lang", "net", "nio", "text", "util")


@dataclass
class Suite:
    """Tests that run in one JVM.

    Attributes:
        name: as it is told.
        tests: the folder with their classes; each top-level class called …Test runs.
        class_path: in this order.
        limit: seconds; far more than it takes on a busy machine.
        options: of the JVM.
        left_out: parts of the names of classes that do not run.
    """

    name: str
    tests: Path
    class_path: list
    limit: int
    options: list = field(default_factory=list)
    left_out: tuple = ()


def run_all(only=""):
    """Runs all kinds of tests with `only` in their names and tells what came of them.

    Returns:
        The number of failed tests.
    """
    host.libraries(host.DESKTOP)
    host.libraries(host.ARM64)
    take_from_apk()
    total, failed = 0, 0
    works = {suite.name: functools.partial(run_suite, suite) for suite in suites()}
    works |= {
        "arm64 library": pictures.compare_on_arm64,
        "equal bytes": twice.compare,
        "Kotlin's form": check_form,
    }
    works = {name: work for name, work in works.items() if only in name}
    if not works:
        raise BuildError(f"No kind of tests has {only} in its name.")
    # Two at a time: the tests wait more than they work.
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        running = [pool.submit(timed, name, work) for name, work in works.items()]
        for done in concurrent.futures.as_completed(running):
            name, outcome, seconds = done.result()
            for test, text in outcome.failures.items():
                print(f"FAILED {name}: {test}\n{text}\n")
            say(
                f"{name}: {outcome.passed} passed, {len(outcome.failures)} failed ({seconds:.1f} s)"
            )
            total += outcome.passed
            failed += len(outcome.failures)
    print(f"{total} passed, {failed} failed")
    return failed


def timed(name, work):
    """The name, what came of the work, and the seconds that it took."""
    began = time.monotonic()
    return name, work(), time.monotonic() - began


def suites():
    """Core alone; the app on two versions of Android; and the classes from the APK."""
    android, json = dependencies.framework()
    library = [dependencies.find("kotlin-stdlib")]
    junit = dependencies.class_path(dependencies.JUNIT)
    runner = CLASSES / "runner"
    core = [runner, CLASSES / "core-tests", CORE / "test/resources", CLASSES / "core"]
    yield Suite("core", CLASSES / "core-tests", [*core, *library, *junit, json], 900)

    tests = [runner, CLASSES / "app-tests", APP / "test/resources", CLASSES / "stand-ins"]
    # Robolectric brings a framework for each version of Android; this one is for the loader alone.
    libraries = [
        *dependencies.tflite_classes(), *library, *dependencies.robolectric(),
        dependencies.find("android-all"),
    ]  # fmt: skip
    compiled = [CLASSES / "app", CLASSES / "core", CLASSES / "resources"]
    newest, oldest = TEST_SDKS
    # Pictures are drawn once; minutes of endurance or of the real model tell little of a version.
    on_dex = ("Pictures", "Endurance", "engine.RotationTest", "TfliteRunner")
    on_oldest = (*on_dex, "RealModel")
    variants = [
        (f"app on SDK {newest}", newest, compiled, [], ()),
        (f"app on SDK {oldest}", oldest, compiled, [], on_oldest),
    ]
    # enjarify writes no stack maps, which verification asks for.
    unverified = ["-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote"]
    dex = [ON_DEX / "app.jar"]
    variants.append(("app from the APK's dex", newest, dex, unverified, on_dex))
    for name, sdk, classes, options, left_out in variants:
        class_path = [*classes, settings_for(sdk), *tests, *libraries]
        options = [*options, *robolectric_options(sdk)]
        yield Suite(name, CLASSES / "app-tests", class_path, 1800, options, left_out)


def robolectric_options(sdk):
    return [
        *(f"--add-opens=java.base/java.{package}=ALL-UNNAMED" for package in OPEN),
        "-Drobolectric.offline=true",
        f"-Drobolectric.dependency.dir={dependencies.JARS}",
        f"-Drobolectric.enabledSdks={sdk}",
    ]


def settings_for(sdk):
    """A folder for the class path that tells Robolectric about the app."""
    folder = BUILD / "robolectric" / str(sdk)
    file = folder / "com/android/tools/test_config.properties"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        f"android_merged_manifest={MANIFEST}\n"
        f"android_merged_assets={APP / 'main/assets'}\n"
        f"android_resource_apk={RESOURCES / 'resources.apk'}\n"
        f"android_custom_package={APPLICATION}\n"
    )
    # A test may ask for a later Android; the screen is a phone's.
    (folder / "robolectric.properties").write_text(
        f"minSdk={TEST_SDKS[-1]}\nqualifiers=w411dp-h891dp-xxhdpi\n"
    )
    return folder


def take_from_apk():
    """Turns the APK's byte code back into class files."""
    remove(ON_DEX)
    ON_DEX.mkdir(parents=True)
    with zipfile.ZipFile(apk.PHONE.file) as package:
        package.extract("classes.dex", ON_DEX)
    whole = ON_DEX / "whole.jar"
    # Its script takes the first Python in the path, which has to be the system's.
    told = run(
        ["env", "PATH=/usr/bin:/bin", "enjarify", "-f", ON_DEX / "classes.dex", "-o", whole],
        "Reading the APK's byte code",
    )
    if " 0 classes had errors" not in told:
        raise BuildError(f"enjarify could not read all classes:\n{told}")
    class_files.make_loadable(whole, ON_DEX / "app.jar")


def run_suite(suite):
    """Runs a suite in a JVM of its own, which is stopped at its limit."""
    slug = suite.name.replace("'", "").replace(" ", "-").lower()
    results = BUILD / "tests" / f"{slug}.tsv"
    log = BUILD / "logs" / f"{slug}.log"
    screenshots = BUILD / "screenshots" / slug
    remove(screenshots)
    for folder in (results.parent, log.parent, screenshots):
        folder.mkdir(parents=True, exist_ok=True)
    results.write_text("")
    classes = test_classes(suite.tests, suite.left_out)
    properties = {
        "golden": REPOSITORY / "tests/golden",
        "tflite.library": host.DESKTOP.library,
        "screenshots": screenshots,
        "models": APP / "test/resources/golden_model",
    }
    options = ["-Xmx3g", *suite.options, *(f"-D{key}={value}" for key, value in properties.items())]
    command = ["env", f"LD_LIBRARY_PATH={host.DESKTOP.folder}"]
    command += java(suite.class_path, "RunTests", results, *classes, options=options)
    with log.open("w") as output:
        process = subprocess.Popen(
            list(map(str, command)), stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        try:
            process.wait(suite.limit)
            end = f"the JVM ended with status {process.returncode}"
        except subprocess.TimeoutExpired:
            # The JVM writes into the log where its threads are.
            process.send_signal(signal.SIGQUIT)
            time.sleep(2)
            end = f"stopped after {suite.limit} s; its threads are in {log.relative_to(FOLDER)}"
        finally:
            process.kill()
            process.wait()
    outcome = read_results(results.read_text().splitlines(), end)
    if not classes:
        outcome.failures["(all)"] = f"There is no test in {suite.tests}."
    return outcome


def test_classes(folder, left_out=()):
    """The sorted names of the top-level classes called …Test, but those that are left out."""
    files = sorted(folder.rglob("*Test.class"))
    names = [".".join(file.relative_to(folder).with_suffix("").parts) for file in files]
    left_out = ("$", *left_out)
    return [name for name in names if not any(part in name for part in left_out)]


def check_form():
    """Checks all Kotlin with ktlint; one test."""
    command = java(
        [dependencies.find("ktlint-cli")], "com.pinterest.ktlint.Main", "--relative",
        "core/**/*.kt", "app/**/*.kt", "*.kts", "*/*.kts",
        options=["--add-opens=java.base/java.lang=ALL-UNNAMED"],
    )  # fmt: skip
    try:
        run(command, "ktlint", log=BUILD / "logs/ktlint.log", cwd=FOLDER)
    except BuildError as error:
        return Outcome(0, {"ktlint": str(error)})
    return Outcome(1)
