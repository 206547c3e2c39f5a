"""From resources and Kotlin to class files."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from . import dependencies
from .project import BUILD, FOLDER, MANIFEST, TARGET_SDK
from .steps import Step, files_in, say
from .tools import FRAMEWORK, BuildError, java, join, run

CLASSES = BUILD / "classes"
RESOURCES = BUILD / "resources"
APP = FOLDER / "app/src"
CORE = FOLDER / "core/src"

# dx reads class files of Java 8; Android runs no LambdaMetafactory, so that lambdas are classes.
# Interfaces have no bodies: the shrinker moves bodies into those classes alone that it sees, and
# the tests on the APK's own code have more.
KOTLIN = [
    "-no-stdlib", "-no-reflect", "-Werror", "-jvm-target", "1.8", "-Xjdk-release=8",
    "-Xlambdas=class", "-Xsam-conversions=class", "-Xstring-concat=inline", "-jvm-default=disable",
]  # fmt: skip


@dataclass
class Module:
    """Kotlin sources that are compiled together.

    Attributes:
        name: of the folder with its classes.
        sources: the folder with its sources.
        class_path: what it is compiled against, the app's own modules left out.
        uses: the modules that it uses; tests see what is internal in them.
    """

    name: str
    sources: Path
    class_path: list
    uses: tuple = ()

    @property
    def classes(self):
        return CLASSES / self.name

    def inputs(self):
        """All sources that this module's classes depend on."""
        return [self.sources, *(path for module in self.uses for path in module.inputs())]

    def arguments(self):
        used = [module.classes for module in self.uses]
        friends = [f"-Xfriend-paths={','.join(map(str, used))}"] if "tests" in self.name else []
        return [
            *KOTLIN, *friends, "-module-name", self.name, "-d", self.classes,
            "-cp", join([*used, *self.class_path]), *files_in(self.sources),
        ]  # fmt: skip


def modules():
    """Core, the app, core's tests and the app's tests."""
    android, json = dependencies.framework()
    library = [dependencies.find("kotlin-stdlib")]
    junit = dependencies.class_path(dependencies.JUNIT)
    on_phone = [CLASSES / "resources", *dependencies.tflite_classes(), android]
    core = Module("core", CORE / "main/kotlin", [*library, json])
    app = Module("app", APP / "main/kotlin", [*library, *on_phone], (core,))
    core_tests = Module("core-tests", CORE / "test/kotlin", [*library, *junit, json], (core,))
    stand_ins = [CLASSES / "stand-ins", *dependencies.robolectric()]
    app_tests = Module(
        "app-tests", APP / "test/kotlin", [*library, *stand_ins, *on_phone], (app, core)
    )
    return core, app, core_tests, app_tests


def resources():
    """Compiles and links resources and manifest; the classes `R` of the app."""
    inputs = [APP / "main/res", APP / "main/assets", MANIFEST]
    package = RESOURCES / "resources.apk"
    step = Step("resources", inputs, [package, RESOURCES / "java"])
    if step.stale:
        remove(RESOURCES)
        (RESOURCES / "compiled").mkdir(parents=True)
        files = files_in(APP / "main/res")
        run(["aapt2", "compile", *files, "-o", RESOURCES / "compiled"], "Reading resources")
        link(MANIFEST, package, "--java", RESOURCES / "java")
        step.done()
        say("resources: linked")
    compile_java("resources", RESOURCES / "java", [])


def link(manifest, package, *options):
    """Makes a package of manifest, resources and assets."""
    run(
        ["aapt2", "link", "-I", FRAMEWORK, "--manifest", manifest, "-A", APP / "main/assets",
         # Models are mapped into memory: stored, not compressed.
         "-0", ".tflite", "--compile-sdk-version-code", TARGET_SDK,
         "--compile-sdk-version-name", "15", *options, "-o", package,
         *files_in(RESOURCES / "compiled")],
        "Linking resources",
    )  # fmt: skip


def compile_java(name, sources, class_path, release=8):
    """Compiles the Java sources in a folder, or one file."""
    target = CLASSES / name
    step = Step(f"java-{name}", [sources], [target])
    if not step.stale:
        return
    remove(target)
    files = [sources] if sources.is_file() else sorted(sources.rglob("*.java"))
    options = ["-nowarn", "-Xlint:-options", "--release", str(release)]
    if class_path:
        options += ["-cp", join(class_path)]
    run(["javac", *options, "-d", target, *files], f"Compiling {name}")
    step.done()


def stand_ins():
    """Compiles what stands for androidx.test in the tests, and what runs the tests."""
    android, _ = dependencies.framework()
    compile_java("stand-ins", APP / "test/java", [android])
    junit = dependencies.class_path(dependencies.JUNIT)
    compile_java("runner", FOLDER / "builder/RunTests.java", junit, release=17)


def kotlin(*wanted):
    """Compiles what is not up to date of the modules, in the order given, in one JVM."""
    compiler = dependencies.class_path(dependencies.COMPILER)
    compile_java("compiler", FOLDER / "builder/CompileKotlin.java", compiler, release=17)
    stale = {}
    for module in wanted:
        # An `R` with other numbers in it changes what was compiled against it.
        step = Step(
            f"kotlin-{module.name}", [*module.inputs(), RESOURCES / "java"], [module.classes]
        )
        if step.stale:
            remove(module.classes)
            file = BUILD / "arguments" / module.name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("".join(f"{argument}\n" for argument in module.arguments()))
            stale[str(file)] = step, module
    if not stale:
        return
    command = java(
        [CLASSES / "compiler", *compiler], "CompileKotlin", *stale,
        options=["-Xmx2g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"],
    )  # fmt: skip
    told, error = "", None
    log = BUILD / "logs/kotlin.log"
    try:
        told = run(command, "Compiling Kotlin", log=log)
    except BuildError as failed:
        error, told = failed, log.read_text() if log.is_file() else ""
    for file, (step, _) in stale.items():
        if f"compiled {file}\n" in told:
            step.done()
    if error:
        raise error
    counts = [f"{module.name} {count_classes(module)}" for _, module in stale.values()]
    say(f"kotlin: classes of {', '.join(counts)}")


def count_classes(module):
    return sum(1 for _ in module.classes.rglob("*.class"))


def remove(folder):
    """Deletes a folder of the build; only there."""
    if not folder.is_relative_to(BUILD):
        raise ValueError(f"{folder} is not inside {BUILD}")
    shutil.rmtree(folder, ignore_errors=True)
