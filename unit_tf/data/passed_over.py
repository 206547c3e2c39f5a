"""What a folder holds beside the pictures that are read, and why it is passed over."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from unit_tf.data.endings import ADVICE, readable_endings
from unit_tf.data.findings import NAMED_AT_MOST
from unit_tf.data.folder import SPLITS, printable
from unit_tf.data.reading import is_picture
from unit_tf.data.walk import Entry, walk


class PassedOver(NamedTuple):
    """One sentence of the doctor's."""

    text: str
    is_wrong: bool  # whether it was meant to be read, as far as can be known


def passed_over(folder: Path, split: str, read: Collection[str] = frozenset()) -> list[PassedOver]:
    """What of a split's folder is not read, grouped by reason, what is wrong first.

    Args:
        folder: which the split's folder is in.
        split: its name.
        read: endings that are read besides those of pictures.
    """
    readable, groups = readable_endings() | set(read), defaultdict(list)
    for path, entry in walk(folder / split):
        ending = path.suffix.lower()
        if entry is not Entry.FILE:
            groups[entry].append(path)
        elif ending not in readable:
            is_misnamed = ending not in ADVICE and is_picture(path)
            groups[ending, is_misnamed].append(path)
    said = [
        PassedOver(f"{split}: {text(reason, paths)}.", is_wrong(reason))
        for reason, paths in groups.items()
    ]
    return sorted(said, key=lambda item: not item.is_wrong)


def meant_to_be_read(
    folder: Path, splits: Sequence[str], read: Collection[str] = frozenset()
) -> list[str]:
    """A sentence for each kind of file that is passed over though it was meant to be read."""
    found = [item for split in splits for item in passed_over(folder, split, read)]
    return [item.text for item in found if item.is_wrong]


def beside(folder: Path) -> list[PassedOver]:
    """What of a data set's folder lies beside the folders of its splits, if there is anything."""
    paths = [
        path
        for path in sorted(folder.iterdir())
        if path.name not in SPLITS and not path.name.startswith(".")
    ]
    if not paths:
        return []
    said = f"{len(paths)} passed over, beside {', '.join(SPLITS)} ({named(paths)})."
    return [PassedOver(said, is_wrong=False)]


def named(paths: list[Path]) -> str:
    """The first few of some paths."""
    first = ", ".join(map(printable, paths[:NAMED_AT_MOST]))
    return first + (", ..." if len(paths) > NAMED_AT_MOST else "")


def is_wrong(reason: Entry | tuple[str, bool]) -> bool:
    """Whether files that are passed over for this reason were meant to be read."""
    if isinstance(reason, Entry):
        return reason is not Entry.BACK
    ending, is_misnamed = reason
    return is_misnamed or ending in ADVICE


def text(reason: Entry | tuple[str, bool], paths: list[Path]) -> str:
    """What is said of files that are passed over for a reason."""
    if isinstance(reason, Entry):
        what, advice = UNFOLLOWED[reason]
        return f"{len(paths)} passed over, {what} ({named(paths)}): {advice}"
    ending, is_misnamed = reason
    what = f"ending in {ending}" if ending else "without an ending"
    said = f"{len(paths)} passed over, {what} ({named(paths)})"
    if is_misnamed:
        return f"{said}: what they hold is a picture, so name them by its format, such as .png"
    # A shell tells capitals from others.
    ((typed, _),) = Counter(path.suffix for path in paths).most_common(1)
    return f"{said}: {ADVICE[ending].format(typed)}" if ending in ADVICE else said


UNFOLLOWED = {
    Entry.DEAD: ("leading to nothing", "put there what is meant, or remove them"),
    Entry.BACK: ("leading to folders that are searched anyway", "each picture counts once"),
    Entry.CLOSED: ("which may not be opened", "allow it by `chmod u+rx`"),
}
