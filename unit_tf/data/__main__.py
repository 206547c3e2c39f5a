"""Looks through a data set and says what it found, and the first thing that is wrong.

python -m unit_tf.data --dataset=PATH
"""

from collections import Counter

from absl import flags

from unit_tf import options
from unit_tf.data import DataError, open_source
from unit_tf.data.store import decode_all

FLAGS = flags.FLAGS

options.define_dataset("dataset", "scenes", "folder with trainA, trainB; tfds:NAME; or scenes")
flags.DEFINE_string("image_size", "256", "that scenes are drawn at: a side or HEIGHTxWIDTH")


def main() -> int:
    """Prints a line for each split; returns 1 if a picture cannot be read, else 0."""
    source = open_source(FLAGS.dataset, options.image_size(FLAGS.image_size))
    unreadable = []
    print(f"{'split':<8} {'pictures':>8}  {'width':>11} {'height':>11}  kinds")
    for split in source.splits():
        widths, heights, modes = [], [], Counter()
        for title, picture in decode_all(split, source.pictures(split), source.count(split)):
            if isinstance(picture, Exception):
                unreadable.append(f"{title} ({picture})")
                continue
            widths.append(picture.width)
            heights.append(picture.height)
            modes[picture.mode] += 1
        kinds = ", ".join(f"{count} {KINDS.get(mode, mode)}" for mode, count in modes.most_common())
        print(f"{split:<8} {len(widths):>8}  {span(widths):>11} {span(heights):>11}  {kinds}")
    if not unreadable:
        print("Nothing is wrong.")
        return 0
    print(f"{len(unreadable)} cannot be read, the first: {unreadable[0]}")
    return 1


KINDS = {"L": "grey", "RGB": "colour"}


def span(sizes: list[int]) -> str:
    """The least and the greatest of some sizes: "64-512", or "256"."""
    if not sizes:
        return "-"
    return f"{min(sizes)}-{max(sizes)}" if min(sizes) < max(sizes) else str(sizes[0])


if __name__ == "__main__":
    options.run(main, __doc__, {"Data": ["dataset", "image_size"]}, errors=(DataError,))
