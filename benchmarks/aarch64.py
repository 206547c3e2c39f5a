"""Whether a TFLite file gives the same picture on a phone's processor, emulated, as here.

    apt-get install debootstrap qemu-user-static
    python benchmarks/aarch64.py exported/ab_int8.tflite

The first run unpacks an aarch64 Debian with Python, NumPy and LiteRT into --root: a minute, 0.7 GB.
Seconds at 128 pixels with a small network, minutes otherwise: the emulator tells nothing of speed.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from absl import app, flags
from drawn import pictures_for

from export import fidelity

FLAGS = flags.FLAGS
flags.DEFINE_string("root", "/tmp/aarch64", "the folder of the aarch64 system")
flags.DEFINE_integer("pictures", 2, "how many to translate")

SUITE, PYTHON = "bookworm", "3.11"
# LiteRT asks which processor it runs on, and crashes on the host's answer.
CPUINFO = """processor\t: 0
BogoMIPS\t: 50.00
Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp asimdrdm lrcpc asimddp
CPU implementer\t: 0x41
CPU architecture: 8
CPU variant\t: 0x1
CPU part\t: 0xd0b
CPU revision\t: 0

"""
TRANSLATE = """
import sys
import numpy as np
from ai_edge_litert.interpreter import Interpreter
tflite, pictures, made = sys.argv[1:]
translate = Interpreter(tflite, num_threads=1).get_signature_runner("translate")
images = np.load(pictures)
np.save(made, np.concatenate([translate(image=i[None])["translated"] for i in images]))
"""


def prepare(root: Path):
    """Unpacks the aarch64 system, unless it is there."""
    if (root / "proc/cpuinfo").exists():
        return
    call = {"check": True, "stdout": sys.stderr}
    packages = "--include=python3-minimal,libpython3-stdlib"
    bootstrap = ["debootstrap", "--arch=arm64", "--foreign", "--variant=minbase", packages]
    subprocess.run([*bootstrap, SUITE, root], **call)
    for package in sorted((root / "var/cache/apt/archives").glob("*.deb")):
        subprocess.run(["dpkg", "-x", package, root], **call)
    platforms = [f"--platform=manylinux_2_{glibc}_aarch64" for glibc in (27, 28, 35)]
    subprocess.run(
        [
            sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", *platforms,
            "--only-binary=:all:", f"--python-version={PYTHON}", f"--target={root / 'site'}",
            "ai-edge-litert", "numpy",
        ],
        **call,
    )  # fmt: skip
    (root / "proc/cpuinfo").write_text(CPUINFO)  # the last: the system is whole


def translate(tflite: Path, pictures: np.ndarray, root: Path) -> np.ndarray:
    """The emulated processor's pictures, uint8 as `pictures`."""
    environment = os.environ | {
        "QEMU_LD_PREFIX": str(root),
        "PYTHONHOME": str(root / "usr"),
        "PYTHONPATH": str(root / "site"),
    }
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder, "given.npy"), Path(folder, "made.npy")
        np.save(given, pictures)
        emulator = ["qemu-aarch64-static", "-cpu", "cortex-a76", root / f"usr/bin/python{PYTHON}"]
        subprocess.run(
            [*emulator, "-c", TRANSLATE, tflite.absolute(), given, made],
            env=environment, check=True, stdout=sys.stderr,
        )  # fmt: skip
        return np.load(made)


def main(arguments: list[str]) -> int:
    """Prints a line for each file; returns 1 if any differs by more than 3 levels."""
    root = Path(FLAGS.root)
    prepare(root)
    status = 0
    print("| file | largest difference from this processor, grey levels | share of bytes equal |")
    print("|---|---|---|")
    for path in map(Path, arguments[1:]):
        tflite = path.read_bytes()
        pictures = pictures_for(tflite, FLAGS.pictures)
        made = translate(path, pictures, root)
        expected = np.concatenate(fidelity.run(tflite, list(pictures[:, None])))
        difference = np.abs(made.astype(int) - expected)
        print(f"| {path} | {difference.max()} | {(difference == 0).mean():.4f} |", flush=True)
        status |= int(difference.max() > 3)
    return status


if __name__ == "__main__":
    sys.exit(app.run(main))
