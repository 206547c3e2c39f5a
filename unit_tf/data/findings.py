"""What will disappoint in a data set whose pictures can be read: each finding is a sentence."""

import hashlib
import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from PIL import Image, ImageChops

from unit_tf.data.levels import Values

NAMED_AT_MOST = 3
STRIP = 8  # times as long as it is wide
SMALL = 1 / 2  # of the size that is trained at
UNEQUAL = 10  # times as many pictures


class Facts(NamedTuple):
    """What is to be known of one picture."""

    title: str
    width: int
    height: int
    mode: str  # "L" or "RGB"
    is_grey: bool  # in every pixel, whatever the mode
    is_flat: bool  # of one colour
    digest: bytes  # of its pixels
    frames: int  # in its file; 0 where it is damaged after the first
    values: Values | None  # of more than eight bits; None of eight
    is_deep_tiff: bool  # whose 16 bits of colour are read as eight


def examine(picture: Image.Image) -> Facts:
    """The facts of an opened picture, but for its title."""
    colour = picture.convert("RGB")
    red, green, blue = colour.split()
    spread = (ImageChops.difference(red, other).getextrema()[1] for other in (green, blue))
    extrema = picture.getextrema() if picture.mode == "RGB" else (picture.getextrema(),)
    digest = hashlib.blake2b(colour.tobytes(), digest_size=16)
    digest.update(f"{picture.size}".encode())
    return Facts(
        title="",
        width=picture.width,
        height=picture.height,
        mode=picture.mode,
        is_grey=not any(spread),
        is_flat=all(low == high for low, high in extrema),
        digest=digest.digest(),
        frames=picture.info.get("frames", 1),
        values=picture.info.get("values"),
        is_deep_tiff=picture.info.get("deep", "") == "TIFF",
    )


def findings(splits: dict[str, list[Facts]]) -> list[str]:
    """Sentences about what will disappoint, each with the first few pictures and with advice.

    Args:
        splits: the facts of the pictures of trainA, trainB, testA and testB.
    """
    found = []
    for split, facts in splits.items():
        for said, is_such, advice in (*OF_EACH, *of_levels(splits)):
            found += told(split, [f.title for f in facts if is_such(f)], said, advice)
        found += grey_among_colour(split, facts)
    return found + unequal_domains(splits) + same_pictures(splits)


def told(split: str, titles: list[str], said: str, advice: str) -> list[str]:
    """One sentence about some pictures of a split; none if there are none."""
    if not titles:
        return []
    named = ", ".join(titles[:NAMED_AT_MOST]) + (", ..." if len(titles) > NAMED_AT_MOST else "")
    count = f"{len(titles)} picture{'s' * (len(titles) > 1)}"
    return [f"{split}: {count} {said} ({named}): {advice}."]


# What is said of pictures, of which it is true, and what to do.
Finding = tuple[str, Callable[[Facts], bool], str]
OF_EACH: list[Finding] = [
    (
        "of one colour alone",
        lambda facts: facts.is_flat,
        "nothing can be learnt from them, so take them out",
    ),
    (
        "of several frames or pages",
        lambda facts: facts.frames > 1,
        "the first of each is taken; for the others save every one as a picture of its own",
    ),
    (
        "damaged after the first frame",
        lambda facts: facts.frames == 0,
        "that one is taken; translating such a file fails, so save it anew",
    ),
    (
        f"more than {STRIP} times as long as wide",
        lambda facts: max(facts.width, facts.height) > STRIP * min(facts.width, facts.height),
        "a crop shows a small part of them, so cut them into pieces",
    ),
    (
        "with colours of 16 bits in TIFF",
        lambda facts: facts.is_deep_tiff,
        "the upper eight bits alone are read; save them as PNG to have all with --levels",
    ),
]


def small_pictures(splits: dict[str, list[Facts]], image_size: tuple[int, int]) -> list[str]:
    """Sentences about pictures that are much smaller than what is trained at.

    Args:
        splits: as of `findings`.
        image_size: (height, width) that is to be trained at, pixels.
    """
    height, width = image_size
    found = []
    for split, facts in splits.items():
        small = [f.title for f in facts if f.height < SMALL * height or f.width < SMALL * width]
        said = f"far smaller than the {width} x {height} pixels of --image_size"
        advice = (
            "they would be enlarged and blurred, so find larger ones, or train at a smaller size"
        )
        found += told(split, small, said, advice)
    return found


def of_levels(splits: dict[str, list[Facts]]) -> list[Finding]:
    """The findings about pictures of more than eight bits, with the levels that would fit all."""
    held = [f.values for facts in splits.values() for f in facts if f.values]
    if not held:
        return []
    fitting = f"--levels={fitting_levels(held)}"
    guesses = Counter(f"0 to {v.white:g}: {v.kind}" for v in held if v.is_guessed)
    taken = " or ".join(guess.partition(":")[0] for guess in guesses)
    return [
        (
            f"of floats whose range is guessed, as {taken},",
            lambda facts: bool(facts.values and facts.values.is_guessed),
            f"say which values are black and white, such as {fitting}",
        ),
        (
            "with values below black, such as negative ones, that are cut off",
            lambda facts: bool(facts.values and facts.values.low < facts.values.black),
            f"give {fitting} to keep them",
        ),
        (
            "with values above white that are cut off",
            lambda facts: bool(facts.values and facts.values.high > facts.values.white),
            f"give {fitting} to keep them",
        ),
        (
            "that use a sliver of their range and come out nearly of one grey",
            lambda facts: bool(facts.values and not facts.is_flat and facts.values.is_sliver),
            f"give {fitting} if that is what they hold",
        ),
    ]


def fitting_levels(held: Iterable[Values]) -> str:
    """Black and white that hold the values of all pictures, as the flag takes them.

    Black is 0 where nothing lies below; white of integers is the highest of so many bits.
    """
    held = list(held)
    low, high = min(v.low for v in held), max(v.high for v in held)
    if all(values.kind != "floats" for values in held) and low >= 0:
        high = 2 ** max(8, math.ceil(math.log2(high + 1))) - 1
    return f"{min(low, 0):.6g},{max(high, 1e-6):.6g}"


def grey_among_colour(split: str, facts: list[Facts]) -> list[str]:
    """A finding about a split that holds both, where flat pictures do not count."""
    grey = [f.title for f in facts if f.is_grey and not f.is_flat]
    colour = [f.title for f in facts if not f.is_grey]
    if not grey or not colour:
        return []
    if len(grey) <= len(colour):
        return told(
            split, grey, "in grey among colour",
            f"translations may turn grey too; take them out, or train in grey by "
            f"--channels_{split[-1].lower()}=1",
        )  # fmt: skip
    return told(
        split, colour, "in colour among grey",
        f"take them out, or train in grey by --channels_{split[-1].lower()}=1",
    )  # fmt: skip


def unequal_domains(splits: dict[str, list[Facts]]) -> list[str]:
    """A finding about training domains of which one is many times the other."""
    fewer, more = sorted(("trainA", "trainB"), key=lambda split: len(splits[split]))
    few, many = len(splits[fewer]), len(splits[more])
    if not few or many < UNEQUAL * few:
        return []
    return [
        f"{more} holds {many} pictures and {fewer} {few}: those few are shown {many // few} times "
        "as often and may be learnt by heart, so find more of them."
    ]


def same_pictures(splits: dict[str, list[Facts]]) -> list[str]:
    """Findings about pictures that two splits hold, pixel by pixel; flat ones do not count."""
    titles = defaultdict(dict)
    for split, facts in splits.items():
        for f in facts:
            if not f.is_flat:
                titles[f.digest].setdefault(split, f.title)
    found = []
    for one, other in itertools.combinations(splits, 2):
        shared = [held[one] for held in titles.values() if one in held and other in held]
        is_leak = one[-1] == other[-1]
        found += told(
            f"{one} and {other}", shared, "in both",
            "tests on what was trained on flatter, so take them out of one" if is_leak
            else "a picture of both domains teaches no difference, so take them out of one",
        )  # fmt: skip
    return found
