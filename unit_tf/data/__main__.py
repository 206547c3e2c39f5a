"""Looks through a data set: what there is, what is wrong with it, what will disappoint.

    python -m unit_tf.data --dataset=PATH --image_size=256

Every sentence names the first few pictures and says what to do. The status is 1 where a picture
cannot be read, or is passed over though it was meant to be read: a dead link, a format that is not
read, such as HEIC, a picture under an ending of none. It is 0 where all can be read, even with
warnings: what those are about can be trained on, but may disappoint.
"""

from collections import Counter

from absl import flags

from unit_tf import options
from unit_tf.data import DataError, open_source
from unit_tf.data.findings import NAMED_AT_MOST, Facts, examine, findings, small_pictures
from unit_tf.data.folder import Folder
from unit_tf.data.levels import define_levels, parse_levels
from unit_tf.data.passed_over import beside, passed_over
from unit_tf.data.store import decode_all

FLAGS = flags.FLAGS

options.define_dataset("dataset", "scenes", "folder with trainA, trainB; tfds:NAME; or scenes")
flags.DEFINE_string(
    "image_size", None, "that is to be trained at, a side or HEIGHTxWIDTH: smaller pictures are "
    "a warning. Unset: 256, and they are a note"
)  # fmt: skip
define_levels()
USUAL = "256"  # of unit_tf.train


def main() -> int:
    """Prints a line for each split, then what was found; returns the status as told above."""
    size = options.image_size(FLAGS.image_size or USUAL)
    source = open_source(FLAGS.dataset, size, levels=parse_levels(FLAGS.levels))
    wrong, worth_knowing, splits = [], [], {}
    print(f"{'split':<8} {'pictures':>8}  {'width':>11} {'height':>11}  kinds")
    for split in source.splits():
        splits[split], unreadable = look(source, split)
        print(line(split, splits[split]))
        if unreadable:
            wrong.append(
                f"{split}: {len(unreadable)} cannot be read, the first: "
                f"{'; '.join(unreadable[:NAMED_AT_MOST])}. Save what is to be kept anew from a "
                "program that shows it, and take out the rest."
            )
    if isinstance(source, Folder):
        passed = [found for split in splits for found in passed_over(source.path, split)]
        for found in passed + beside(source.path):
            (wrong if found.is_wrong else worth_knowing).append(found.text)
    warnings, small = findings(splits), small_pictures(splits, size)
    if FLAGS.image_size:
        warnings += small
    else:
        worth_knowing += small
    for title, sentences in (("wrong", wrong), ("warning", warnings), ("note", worth_knowing)):
        for sentence in sentences:
            print(f"{title}: {sentence}")
    if not wrong:
        print("Every picture can be read." if warnings else "Nothing is wrong.")
    return 1 if wrong else 0


def look(source, split: str) -> tuple[list[Facts], list[str]]:
    """The facts of a split's pictures, and what cannot be read, each with the reason."""
    facts, unreadable = [], []
    pictures = source.pictures(split), source.count(split)
    for title, found in decode_all(split, *pictures, examine):
        if isinstance(found, Exception):
            unreadable.append(f"{title} ({found})")
        else:
            facts.append(found._replace(title=title))
    return facts, unreadable


KINDS = {"L": "grey", "RGB": "colour"}


def line(split: str, facts: list[Facts]) -> str:
    """The split's line of the table."""
    modes = Counter(f.mode for f in facts).most_common()
    kinds = ", ".join(f"{count} {KINDS[mode]}" for mode, count in modes)
    widths, heights = span([f.width for f in facts]), span([f.height for f in facts])
    return f"{split:<8} {len(facts):>8}  {widths:>11} {heights:>11}  {kinds}"


def span(sizes: list[int]) -> str:
    """The least and the greatest of some sizes: "64-512", or "256"."""
    if not sizes:
        return "-"
    return f"{min(sizes)}-{max(sizes)}" if min(sizes) < max(sizes) else str(sizes[0])


if __name__ == "__main__":
    options.run(main, __doc__, {"Data": ["dataset", "image_size", "levels"]}, errors=(DataError,))
