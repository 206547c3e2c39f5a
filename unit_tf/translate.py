"""Translates pictures, folders of them, and films by a trained model.

    python -m unit_tf.translate --model=runs/demo --direction=ab --input=photos --output=night

What comes out is as large as what went in. Pictures keep their transparency, their colour profile,
and 16 bits in .png and, grey, .tif; they come out upright, without EXIF data. Folders keep their
tree and their names; a picture that cannot be written as it was becomes .png, a film .mkv.

Films are read as FFmpeg does, whatever camera, phone or recorder they come from, and written as
.mp4, .m4v, .mov, .mkv, .webm, .avi, .wmv, .flv, .3gp, .3g2, .ts, .mts and .m2ts; moving pictures
are read and written as .gif, .webp and .png. Sound and subtitles are copied, and the times of
frames kept. Frames come out upright, whole where they were interlaced, and in standard dynamic
range: what is brighter than HDR's reference white becomes white. H.264 takes even sizes alone, so
the last row of an odd one stands twice. Covers are left out, and, named, what is neither seen nor
heard, such as the places of an action camera. What else does not go into the file, or cannot be
read, is named, the rest is written, and the exit status is 1.

No input is ever overwritten, and no half file is left by an interruption. Pictures of more than 179
megapixels are refused, lest a damaged header fill the memory: the environment variable
`UNIT_TF_MAX_PIXELS` allows more.
"""

import signal
import sys
from pathlib import Path

from absl import flags

from unit_tf import options
from unit_tf.data.levels import define_levels
from unit_tf.models.files import direction_of, levels_of, load_model
from unit_tf.options import UsageError
from unit_tf.pictures import jobs, outputs
from unit_tf.pictures.by_keras import KerasPictures
from unit_tf.pictures.by_tflite import TFLitePictures
from unit_tf.pictures.files import UnreadableError, read_picture, with_channels
from unit_tf.pictures.sheets import sheet

FLAGS = flags.FLAGS

options.define_path(
    "model", None, "a run folder, a .keras file, or a .tflite file of export.convert"
)
flags.DEFINE_string("direction", None, "ab or ba; unset, ab, or a student's own")
options.define_path("input", None, "a picture, a film, or a folder of them, sub-folders included")
options.define_path("output", None, "a folder; for a single input or a sheet also a file")
define_levels()
flags.DEFINE_boolean("skip_existing", False, "leave what is there: go on where a folder stopped")
flags.DEFINE_boolean("side_by_side", False, "write the input to the left of its translation")
flags.DEFINE_boolean("grid", False, "one sheet of all pictures beside their translations, in small")
flags.DEFINE_boolean("reconstruct", False, "encode and decode in the direction's first domain")
options.define_path(
    "interpolate", None, "another picture of the first domain: a strip of pictures from the input "
    "to it, along a line in the latent space, shown in the second"
)  # fmt: skip
flags.DEFINE_integer("steps", 8, "pictures of that strip", lower_bound=2)
flags.DEFINE_enum(
    "method", "tiles", ["tiles", "resize"], "what is done with pictures larger than a tile: tiles "
    "that overlap, or the whole picture shrunk, translated and enlarged: less detail. A Keras "
    "model normalises all tiles by statistics of the whole picture, shrunk to a tile's area; a "
    ".tflite file can only normalise each tile by its own, so that their looks differ: where "
    "that shows, resize"
)  # fmt: skip
flags.DEFINE_integer(
    "tile", 1024, "pictures of more than this squared go in tiles of this side at most, pixels: "
    "less needs less memory; 0: never. A .tflite file has its own size", lower_bound=0
)  # fmt: skip
flags.DEFINE_integer(
    "overlap", None, "pixels that tiles share at least; unset, 96, or of a .tflite file's a "
    "quarter", lower_bound=0
)  # fmt: skip
GROUPS = {
    "What to translate": ["model", "direction", "input", "output", "levels", "skip_existing"],
    "What to show": ["side_by_side", "grid", "reconstruct", "interpolate", "steps"],
    "Large pictures": ["method", "tile", "overlap"],
}
OVERLAP = 96  # pixels: what a network of the presets sees around a pixel hardly reaches farther


def main() -> int:
    """Translates as the flags say; returns the exit status."""
    check_flags()
    levels = levels_of(FLAGS.model)
    if FLAGS.grid or FLAGS.interpolate:
        target = Path(FLAGS.output)
        outputs.check_suffix(target)
        if FLAGS.interpolate:
            return interpolate(target, levels)
        paths = outputs.pictures(FLAGS.input)
        outputs.check_kept(paths, [target])
        return jobs.draw_grid(paths, target, translator(), levels)
    planned = outputs.plan(FLAGS.input, FLAGS.output)
    if (folder := Path(FLAGS.input)).is_dir():
        for sentence in outputs.left_out(folder):
            print(sentence, file=sys.stderr)
    if any(job.is_film for job in planned):
        check_films()
    return jobs.translate_all(
        planned, translator(), FLAGS.side_by_side, FLAGS.skip_existing, levels
    )


def check_flags():
    """Raises UsageError if flags are missing or do not go together."""
    for name, wanted in (
        ("model", "a run folder, a .keras file or a .tflite file"),
        ("input", "a picture, a film or a folder"),
        ("output", "a file or a folder to write"),
    ):
        if not FLAGS[name].value:
            raise UsageError(f"--{name} is missing: give {wanted}.")
    if FLAGS.direction not in (None, "ab", "ba"):
        raise UsageError(f"--direction={FLAGS.direction}: write ab or ba.")
    if FLAGS.grid and FLAGS.interpolate:
        raise UsageError("--grid and --interpolate each write a sheet: choose one of them.")
    if is_tflite() and (FLAGS.reconstruct or FLAGS.interpolate):
        name = "reconstruct" if FLAGS.reconstruct else "interpolate"
        raise UsageError(
            f"--{name} needs a Keras model: {FLAGS.model} holds nothing but one direction."
        )


def is_tflite() -> bool:
    """Whether the model is a TFLite file."""
    return FLAGS.model.endswith(".tflite")


def translator() -> KerasPictures | TFLitePictures:
    """What translates, by the flags."""
    if is_tflite():
        path = Path(FLAGS.model)
        return TFLitePictures(path, FLAGS.direction or "ab", FLAGS.method, FLAGS.overlap)
    model = load_model(FLAGS.model)
    direction = direction_of(model)
    if FLAGS.reconstruct and len(model.directions) == 1:
        raise UsageError(f"--reconstruct: {FLAGS.model} holds nothing but one direction.")
    return KerasPictures(
        model,
        direction,
        FLAGS.reconstruct,
        FLAGS.method,
        FLAGS.tile,
        OVERLAP if FLAGS.overlap is None else FLAGS.overlap,
    )


def check_films():
    """Raises UsageError if films cannot be read here."""
    try:
        from unit_tf.pictures import films  # noqa: F401
    except ImportError as error:
        raise UsageError("Films need PyAV: pip install -e '.[film]'.") from error


def interpolate(target: Path, levels: tuple[float, float] | None) -> int:
    """Writes the strip of --interpolate; returns the exit status."""
    paths = [outputs.existing(path) for path in (FLAGS.input, FLAGS.interpolate)]
    outputs.check_kept(paths, [target])
    translate = translator()
    read = (read_picture(path, levels).pixels for path in paths)
    first, last = (with_channels(pixels, translate.channels) for pixels in read)
    jobs.write_sheet(target, sheet([((), translate.walk(first, last, FLAGS.steps))]))
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: no half file is left
    options.run(main, __doc__, GROUPS, errors=(UnreadableError,))
