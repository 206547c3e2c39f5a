"""Gives the commands damaged files, and watches for tracebacks, hangs and memory.

    python -m benchmarks.fuzz --minutes=60 --seeds=/folder/with/files/of/every/kind

Files of each kind that the project reads are made, or taken from --seeds, and are cut short, have
bits flipped, bytes overwritten, parts repeated or left out, by chance. What a command says of such
a file must be a sentence or a result. Those that are not end in the folder `found`.
"""

import collections
import random
import select
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from absl import app, flags
from PIL import Image

from tests.commands import Command

FLAGS = flags.FLAGS
flags.DEFINE_float("minutes", 10.0, "to go on for")
flags.DEFINE_list("kinds", [], "such as .png,.npz; unset, all")
flags.DEFINE_string("seeds", None, "a folder of whole files to damage as well")
flags.DEFINE_string("folder", "/tmp/fuzz", "to work in; what is there goes")
flags.DEFINE_integer("seed", 0, "of what is damaged, and how")
PATIENCE = 60.0  # seconds after which a command hangs
MEMORY = 2 * 2**30  # bytes beyond what the command held before the file
FILES_AT_MOST = 500  # to a process: it keeps every model that it has read


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The bytes of a file, changed in one to four places."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        if not data:
            break
        # Headers are small beside pixels, and hold what readers trust.
        end = len(data) if chance.random() < 0.5 else min(len(data), 256)
        place, length = chance.randrange(end), chance.choice((1, 2, 4, 8, 64, 512))
        change = chance.randrange(6)
        if change == 0:
            del data[place:]
        elif change == 1:
            data[place] ^= 1 << chance.randrange(8)
        elif change == 2:
            data[place : place + length] = chance.randbytes(length)
        elif change == 3:
            data[place : place + length] = bytes([chance.choice((0, 0x7F, 0xFF))]) * length
        elif change == 4:
            del data[place : place + length]
        else:
            data[place:place] = data[place : place + length]
    return bytes(data)


class Watched(Command):
    """A command whose time and memory are watched; it begins anew after a hang."""

    def __init__(self, module: str):
        super().__init__(module)
        self.module = module
        self.files = 0  # given to this process

    def peak(self) -> int:
        """The most bytes that it has held."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024

    def failure(self, *args) -> str | None:
        """What is wrong with what it does; None if it says what is wrong with the file."""
        if self.files == FILES_AT_MOST:
            self.restart()
        before = 0
        if self.files:  # what a command loads for its first file is its own
            Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")  # the peak begins anew
            before = self.peak()
        self.files += 1
        try:
            self.send(*args)
            if not select.select([self.process.stdout], [], [], PATIENCE)[0]:
                self.restart()
                return "hang"
            told = self.receive()
        except (ValueError, BrokenPipeError) as error:  # it has died: a half line is no JSON
            self.restart()
            return f"died: {error}"
        if "Traceback" in told.stderr:
            return told.stderr.strip().splitlines()[-1][:150]
        if told.returncode not in (0, 1, 2):
            return f"status {told.returncode}"
        if (held := self.peak() - before) > MEMORY:
            return f"{held / 2**30:.1f} GiB"
        return None

    def restart(self):
        """Begins anew."""
        self.process.kill()
        self.process.wait()
        self.__init__(self.module)


def seeds(folder: Path) -> dict[str, list[Path]]:
    """Whole files by their endings."""
    folder.mkdir(parents=True)
    generator = np.random.default_rng(0)
    pixels = generator.integers(0, 256, (12, 15, 4), np.uint8)
    picture, clear = Image.fromarray(pixels[..., :3]), Image.fromarray(pixels)
    exif = Image.Exif()
    exif[0x0112] = 6
    for suffix in ("png", "jpg", "webp", "tif", "jp2", "bmp", "gif", "tga", "ppm", "avif", "ico"):
        picture.save(folder / f"plain.{suffix}")
    picture.save(folder / "turned.jpg", exif=exif, icc_profile=bytes(200))
    picture.save(folder / "turned.png", exif=exif, icc_profile=bytes(200))
    clear.save(folder / "clear.png")
    Image.fromarray(pixels[..., 0].astype(np.uint16) * 257).save(folder / "deep.png")
    Image.fromarray(pixels[..., 0].astype(np.float32)).save(folder / "float.tif")
    others = [Image.fromarray(255 - pixels[..., :3]), clear.convert("RGB")]
    for suffix in ("gif", "webp", "png", "tif"):
        picture.save(folder / f"moving.{suffix}", save_all=True, append_images=others)
    digits = {"x": pixels[:6, :8, :1].repeat(8, 2), "y": np.arange(6)}
    np.savez(folder / "digits.npz", train_x=digits["x"], train_y=digits["y"])
    np.savez_compressed(folder / "packed.npz", train_x=digits["x"], train_y=digits["y"])
    (folder / "some.flags").write_text(
        "# a comment\n--dataset=scenes\n--image_size=16\n--flagfile=/nowhere\n"
    )
    for path in sorted(Path(FLAGS.seeds).expanduser().iterdir()) if FLAGS.seeds else []:
        if path.is_file():
            shutil.copy(path, folder)
    found = collections.defaultdict(list)
    for path in sorted(folder.iterdir()):
        found[path.suffix].append(path)
    return found


def calls(model: Path, picture: Path, output: Path) -> dict[str, Callable[[Path], list]]:
    """Which command reads a kind of file, with which arguments; the rest are pictures and films."""
    return {
        ".npz": lambda path: ["unit_tf.data", f"--dataset={path},{path}"],
        ".flags": lambda path: [  # without flags, scenes of full size would be drawn
            "unit_tf.data", "--dataset=scenes", "--image_size=16", f"--flagfile={path}",
        ],
        ".pth": lambda path: [
            "unit_tf.import_pytorch", "--preset=cyclegan", f"--output={output}/x.keras", path,
        ],
        ".pkl": lambda path: [
            "unit_tf.import_pytorch", "--preset=paper", f"--output={output}/x.keras", path,
        ],
        ".keras": lambda path: [
            "unit_tf.translate", f"--model={path}", f"--input={picture}", f"--output={output}/",
        ],
        ".tflite": lambda path: [
            "unit_tf.translate", f"--model={path}", f"--input={picture}", f"--output={output}/",
        ],
        "": lambda path: [
            "unit_tf.translate", f"--model={model}", f"--input={path}", f"--output={output}/",
        ],
    }  # fmt: skip


def main(_):
    folder = Path(FLAGS.folder)
    shutil.rmtree(folder, ignore_errors=True)
    whole, found = seeds(folder / "whole"), folder / "found"
    found.mkdir()
    model = next(iter(whole[".keras"]), folder / "whole" / "none.keras")
    call = calls(model, folder / "whole" / "plain.png", folder / "output")
    commands: dict[str, Watched] = {}
    tried, failures = collections.Counter(), collections.Counter()
    chance, end = random.Random(FLAGS.seed), time.time() + 60 * FLAGS.minutes
    kinds = FLAGS.kinds or sorted(whole)
    while time.time() < end:
        kind = chance.choice(kinds)
        source = chance.choice(whole[kind])
        path = folder / f"{sum(tried.values())}-{source.stem}{kind}"  # a new name: models are kept
        path.write_bytes(damaged(source.read_bytes(), chance))
        module, *args = call.get(kind, call[""])(path)
        command = commands.get(module) or commands.setdefault(module, Watched(module))
        tried[kind] += 1
        if failure := command.failure(*args):
            path.rename(found / path.name)
            failures[kind, failure] += 1
            print(f"{path.name}: {failure}", flush=True)
        path.unlink(missing_ok=True)
    for kind, count in sorted(tried.items()):
        failed = sum(number for (other, _), number in failures.items() if other == kind)
        print(f"{kind:<8} {count:>7} files, {failed} failures")
    for (kind, failure), count in failures.most_common():
        print(f"{count:>5} {kind}: {failure}")


if __name__ == "__main__":
    app.run(main)
