"""Since which runtime a TFLite file runs: tried on those that PyPI has, a line a file.

    python benchmarks/runtimes.py exported/ab_*.tflite

Each runtime gets an environment of its own under --root: minutes and 2 GB at the first run, most
of it TensorFlow 2.16.1, which holds the runtime that Android apps get as 2.16.1. A cell tells the
grey levels by which the file's picture differs from that of the newest runtime, at most and in the
mean; or, in a line below the table, what a runtime refuses.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from absl import app, flags

FLAGS = flags.FLAGS
flags.DEFINE_string("root", "/tmp/runtimes", "the folder of the environments")

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
RUN = """
import sys
import numpy as np
{imported}
tflite, made = sys.argv[1:]
interpreter = Interpreter(tflite, num_threads=1)
interpreter.allocate_tensors()
(given,), (result,) = interpreter.get_input_details(), interpreter.get_output_details()
height, width = given["shape"][1:3]
coarse = np.random.default_rng(0).integers(0, 256, (1, height // 8, width // 8, 3))
picture = coarse.repeat(8, 1).repeat(8, 2)
if given["dtype"] != np.uint8:
    picture = picture / 127.5 - 1
interpreter.set_tensor(given["index"], picture.astype(given["dtype"]))
interpreter.invoke()
picture = interpreter.get_tensor(result["index"]).astype(np.float32)
np.save(made, picture if result["dtype"] == np.uint8 else (picture + 1) * 127.5)
"""


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


def picture_of(name: str, path: str, folder: str) -> np.ndarray | str:
    """The picture that a runtime makes with a file, in grey levels, or its last words."""
    made = Path(folder) / "made.npy"
    made.unlink(missing_ok=True)
    run = [python(name), "-c", RUN.format(imported=RUNTIMES[name][1]), path, made]
    result = subprocess.run(run, capture_output=True, text=True)
    if made.exists():
        return np.load(made)
    said = [line for line in result.stderr.splitlines() if "Error" in line]
    return said[-1] if said else f"ended with status {result.returncode}"


def main(args: list[str]):
    *_, newest = RUNTIMES
    refused = []
    print(f"| file | {' | '.join(RUNTIMES)} |")
    print("|---" * (len(RUNTIMES) + 1) + "|")
    with tempfile.TemporaryDirectory() as folder:
        for path in args[1:]:
            pictures = {name: picture_of(name, path, folder) for name in RUNTIMES}
            cells = []
            for name, picture in pictures.items():
                if isinstance(picture, str):
                    cells.append("refused")
                    refused.append(f"{name} refuses {path}: {picture}")
                else:
                    apart = np.abs(picture - pictures[newest])
                    cells.append(f"{apart.max():.0f} ({apart.mean():.2f})")
            print(f"| {Path(path).stem} | {' | '.join(cells)} |", flush=True)
    print("", *refused, sep="\n")


if __name__ == "__main__":
    app.run(main)
