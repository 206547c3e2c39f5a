"""Whether two sets of pictures are pairs, by what they show: numbered names tell nothing.

A picture and its counterpart in another light or style have their edges in the same places, though
one may be dark where the other is light. So the edges of the two are more alike than those of
pictures that do not belong together. How often any other order of the second set would look as good
is its chance.
"""

import itertools
from collections.abc import Sequence

import numpy as np
from PIL import Image

SIDE = 32  # pixels, to which pictures are shrunk: what is smaller moves
LEAST = 5  # pictures; any order of fewer looks good too often
ORDERS = 1000  # that are tried, where there are more
CHANCE = 0.01  # that the order is one of many as good: what is still called no chance
NEARER = 0.75  # share of the others than which a counterpart must be nearer


def edges(pixels: np.ndarray) -> np.ndarray:
    """The edges of a picture as a vector of length 1; of zeros where it has none.

    Each place has the direction of its edge at twice the angle, so that dark beside light and light
    beside dark are the same, as long as the logarithm of the edge's strength.

    Args:
        pixels: uint8 `[height, width, 1 or 3]`.
    """
    picture = Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels).convert("L")
    grey = np.asarray(picture.resize((SIDE, SIDE), Image.Resampling.BOX), np.float32)
    across = grey[1:-1, 2:] - grey[1:-1, :-2]
    down = grey[2:, 1:-1] - grey[:-2, 1:-1]
    slope = across + 1j * down
    doubled = np.log1p(np.abs(slope)) * np.exp(2j * np.angle(slope))
    vector = np.stack([doubled.real, doubled.imag]).ravel()
    return (vector / max(np.linalg.norm(vector), 1e-9)).astype(np.float32)


def nearness(edges_a: np.ndarray, edges_b: np.ndarray) -> tuple[float, float]:
    """How much nearer pictures are to their counterparts than to others.

    Args:
        edges_a: of `edges`, `[pictures, length]`, five pictures at least.
        edges_b: of their counterparts, in order.

    Returns:
        Of the others' pictures the share than which a counterpart is nearer, in the mean (0.5 where
        nothing pairs them, 1 where each is the nearest); and the share of all orders of b that are
        as good as the one given.
    """
    alike = edges_a @ edges_b.T
    # What is like all others, as an empty street is, tells of no pair.
    alike = alike - alike.mean(axis=0) - alike.mean(axis=1, keepdims=True) + alike.mean()
    count, own = len(alike), alike.diagonal()
    nearer = [np.sum(alike < own, axis=0), np.sum(alike < own[:, None], axis=1)]
    if count <= LEAST + 1:
        orders = np.array(list(itertools.permutations(range(count))))
    else:
        random = np.random.default_rng(0)
        others = [random.permutation(count) for _ in range(ORDERS - 1)]
        orders = np.stack([np.arange(count), *others])
    as_good = alike[np.arange(count), orders].sum(axis=1) >= own.sum() - 1e-4
    return float(np.mean(nearer) / (count - 1)), float(as_good.mean())


def are_pairs(edges_a: Sequence[np.ndarray], edges_b: Sequence[np.ndarray]) -> tuple[bool, str]:
    """Whether two sets of as many pictures are pairs, and why; in doubt they are not.

    Args:
        edges_a: of `edges`, of each picture.
        edges_b: of those that may be their counterparts, in order.
    """
    if len(edges_a) < LEAST:
        return False, f"fewer than {LEAST} pictures do not tell whether they are pairs"
    nearer, chance = nearness(np.stack(edges_a), np.stack(edges_b))
    found = f"a picture's edges are more like its counterpart's than like those of {nearer:.0%} of "
    return nearer >= NEARER and chance <= CHANCE, f"{found}the others"
