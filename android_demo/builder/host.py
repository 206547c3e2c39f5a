"""The phone's own TFLite library on a desktop.

Four small Linux libraries (libc.so, libm.so, libdl.so, liblog.so) give the names that Android's
libtensorflowlite_jni.so imports, each passed on to glibc. With them the file that goes into the
APK loads into a desktop JVM (x86_64) or into a small C program (arm64 too, under qemu).
"""

import re
from dataclasses import dataclass

from . import dependencies
from .compile import remove
from .project import BUILD, FOLDER
from .steps import Step, say
from .tools import ARM64_LIBRARIES, run

SOURCES = FOLDER / "host"
LIBRARY = "libtensorflowlite_jni.so"


@dataclass(frozen=True)
class Machine:
    """What runs a library of one of Android's architectures.

    Attributes:
        architecture: Android's name.
        compiler: the C compiler for it.
        jump: the instruction that goes on to a function of another library.
        emulator: what runs its programs, given the folder of its libraries after LD_LIBRARY_PATH=.
    """

    architecture: str
    compiler: str
    jump: str
    emulator: tuple

    @property
    def folder(self):
        return BUILD / "host" / self.architecture

    @property
    def library(self):
        return self.folder / LIBRARY


DESKTOP = Machine("x86_64", "gcc", "jmp {}@PLT", ("env",))
ARM64 = Machine(
    "arm64-v8a", "aarch64-linux-gnu-gcc", "b {}", ("qemu-aarch64", "-L", ARM64_LIBRARIES, "-E")
)


def libraries(machine):
    """Builds the libraries and the program, and puts the phone's own library beside them."""
    given = next(
        file for file in dependencies.native_libraries(machine.architecture) if file.name == LIBRARY
    )
    step = Step(f"host-{machine.architecture}", [SOURCES], [machine.library])
    if not step.stale:
        return
    remove(machine.folder)
    machine.folder.mkdir(parents=True)
    names = machine.folder / "names.map"
    names.write_text("LIBC { global: *; };\n")
    source = machine.folder / "forward.S"
    source.write_text(forward(imports(given), own_names(), machine.jump))
    shared = [machine.compiler, "-O2", "-Wall", "-fPIC", "-shared", f"-Wl,--version-script={names}"]
    run(
        [*shared, "-Wl,-soname,libc.so", "-Wl,--no-undefined", SOURCES / "bionic.c", source,
         "-o", machine.folder / "libc.so", "-lm", "-ldl"],
        "Building libc.so",
    )  # fmt: skip
    empty = machine.folder / "empty.c"
    empty.write_text("int bionic_only_a_name;\n")
    for name in ("libm.so", "libdl.so", "liblog.so"):
        run(
            [*shared, f"-Wl,-soname,{name}", empty, "-o", machine.folder / name], f"Building {name}"
        )
    machine.library.write_bytes(given.read_bytes())
    run(
        [machine.compiler, "-O2", "-Wall", SOURCES / "run_tflite.c",
         "-o", machine.folder / "run_tflite", "-ldl"],
        "Building run_tflite",
    )  # fmt: skip
    step.done()
    say(f"host: {LIBRARY} of {machine.architecture}")


def own_names():
    """The names that bionic.c defines."""
    return set(re.findall(r"^BIONIC\((\w+),", (SOURCES / "bionic.c").read_text(), re.MULTILINE))


def imports(library):
    """The sorted names that a library takes from others."""
    told = run(["nm", "-D", "--undefined-only", library], f"Reading {library.name}")
    names = re.findall(r"^\s*U ([^@\s]+)", told, re.MULTILINE)
    return sorted(set(names))


def forward(names, own, jump):
    """Assembler: each name, but for our own, goes on to glibc's function of that name."""
    lines = [".text"]
    for name in sorted(set(names) - own):
        lines += [
            f".globl forward_{name}", f".type forward_{name},%function", f"forward_{name}:",
            f"    {jump.format(name)}", f".symver forward_{name},{name}@LIBC",
        ]  # fmt: skip
    return "\n".join([*lines, '.section .note.GNU-stack,"",%progbits', ""])


def run_model(machine, model, given, output):
    """Runs a model once: the file `given` holds its input, `output` gets its output."""
    command = [*machine.emulator, f"LD_LIBRARY_PATH={machine.folder}"]
    program = [machine.folder / "run_tflite", machine.library, model, given, output]
    return run([*command, *program], f"{model.name} on {machine.architecture}", limit=300).strip()
