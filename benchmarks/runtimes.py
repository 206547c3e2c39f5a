"""Since which runtime a TFLite file runs: tried on those that PyPI has, a line a file.

    python benchmarks/runtimes.py exported/ab_*.tflite
    python benchmarks/runtimes.py --only=app exported/ab_*.tflite

Each runtime gets an environment of its own under --root: minutes and 2 GB at the first run, most
of it TensorFlow 2.16.1, which holds the runtime that Android apps get as 2.16.1. With the programs
that the app's tests need (`android_demo/build.py missing` names them) also the libraries in the app
itself, for x86-64 here and for arm64 under qemu. A cell tells the grey levels by which the file's
picture differs from that of the newest runtime, at most and in the mean; or, in a line below the
table, what a runtime refuses.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from absl import app, flags

from export.flatbuffer import metadata

sys.path.insert(0, str(Path(__file__).parents[1] / "android_demo"))
from builder import dependencies, host, tools  # noqa: E402

FLAGS = flags.FLAGS
flags.DEFINE_string("root", "/tmp/runtimes", "the folder of the environments")
flags.DEFINE_string("only", "", "tries the runtimes with this in their names, and the newest")

LITERT = "from ai_edge_litert.interpreter import Interpreter"
# By name: what to install, and how its interpreter is imported; the newest comes last.
RUNTIMES = {
    "TFLite 2.14.0": (
        ["tflite-runtime==2.14.0", "numpy<2"], "from tflite_runtime.interpreter import Interpreter"
    ),
    "TFLite 2.16.1": (
        ["tensorflow-cpu==2.16.1"], "import tensorflow; Interpreter = tensorflow.lite.Interpreter"
    ),
    "LiteRT 1.0.1": (["ai-edge-litert==1.0.1", "numpy<2"], LITERT),
} | {
    f"LiteRT {version}": ([f"ai-edge-litert=={version}", "numpy"], LITERT)
    for version in ("1.1.2", "1.2.0", "1.4.0", "2.0.3", "2.1.6", "2.2.0", "2.3.0")
}  # fmt: skip
# The libraries in the app, by name.
IN_APP = {
    "TFLite 2.16.1 in the app, x86-64": host.DESKTOP,
    "TFLite 2.16.1 in the app, arm64": host.ARM64,
}
RUN = """
import sys
import numpy as np
{imported}
tflite, given, made = sys.argv[1:]
interpreter = Interpreter(tflite, num_threads=1)
interpreter.allocate_tensors()
interpreter.set_tensor(interpreter.get_input_details()[0]["index"], np.load(given))
interpreter.invoke()
np.save(made, interpreter.get_tensor(interpreter.get_output_details()[0]["index"]))
"""


def picture_for(tflite: Path) -> np.ndarray:
    """Coarse noise of the size and type that a file of `export.convert` takes."""
    contract = metadata(tflite.read_bytes())
    height, width = contract["height"], contract["width"]
    coarse = np.random.default_rng(0).integers(0, 256, (1, height // 8, width // 8, 3))
    picture = coarse.repeat(8, 1).repeat(8, 2)
    if contract["input"]["type"] == "uint8":
        return picture.astype(np.uint8)
    return (picture / 127.5 - 1).astype(np.float32)


def python(name: str) -> Path:
    """The Python that has this runtime; installs it unless it is there."""
    folder = Path(FLAGS.root) / name.replace(" ", "-")
    executable, ready = folder / "bin/python", folder / "ready"
    if not ready.exists():
        print(f"Installing {name} ...", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        command = [executable, "-m", "pip", "install", "--quiet", *RUNTIMES[name][0]]
        subprocess.run(command, check=True, stdout=sys.stderr)
        ready.touch()
    return executable


def picture_of(name: str, path: Path, folder: Path) -> np.ndarray | str:
    """The picture that a runtime makes with a file, in grey levels, or its last words."""
    given, made = folder / "given.npy", folder / "made.npy"
    np.save(given, picture_for(path))
    made.unlink(missing_ok=True)
    if name in IN_APP:
        said = run_in_app(IN_APP[name], path, given, made)
    else:
        command = [python(name), "-c", RUN.format(imported=RUNTIMES[name][1]), path, given, made]
        result = subprocess.run(command, capture_output=True, text=True)
        said = result.stderr or f"Error: ended with status {result.returncode}"
    if made.exists():
        picture = np.load(made).astype(np.float32)
        type_out = metadata(path.read_bytes())["output"]["type"]
        return picture if type_out == "uint8" else (picture + 1) * 127.5
    lines = [line for line in said.splitlines() if "error" in line.lower()]
    return " ".join(lines[-1:]) or said.strip()


def run_in_app(machine: host.Machine, path: Path, given: Path, made: Path) -> str:
    """Runs a file in the app's library; returns what was said where that does not work."""
    host.libraries(machine)
    picture = np.load(given)
    given, output = given.with_suffix(".raw"), made.with_suffix(".raw")
    given.write_bytes(picture.tobytes())
    try:
        host.run_model(machine, path, given, output)
    except tools.BuildError as error:
        return str(error)
    np.save(made, np.fromfile(output, picture.dtype).reshape(picture.shape))
    return ""


def runtimes_there() -> list[str]:
    """The names of the runtimes to try: the app's too where its tests can run; the newest last."""
    *names, newest = RUNTIMES
    if missing := tools.missing_packages(tools.FOR_TESTS):
        print(f"Without the app's libraries. {tools.missing_line(missing)}", file=sys.stderr)
    else:
        dependencies.fetch()
        after = names.index("TFLite 2.16.1") + 1
        names[after:after] = IN_APP
    return [*(name for name in names if FLAGS.only in name), newest]


def main(args: list[str]):
    names = runtimes_there()
    refused = []
    print(f"| file | {' | '.join(names)} |")
    print("|---" * (len(names) + 1) + "|")
    with tempfile.TemporaryDirectory() as folder:
        for path in map(Path, args[1:]):
            pictures = {name: picture_of(name, path, Path(folder)) for name in names}
            cells = []
            for name, picture in pictures.items():
                if isinstance(picture, str):
                    cells.append("refused")
                    refused.append(f"{name} refuses {path}: {picture}")
                else:
                    apart = np.abs(picture - pictures[names[-1]])
                    cells.append(f"{apart.max():.0f} ({apart.mean():.2f})")
            print(f"| {path.stem} | {' | '.join(cells)} |", flush=True)
    print("", *refused, sep="\n")


if __name__ == "__main__":
    app.run(main)
