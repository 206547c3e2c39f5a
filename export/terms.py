"""What a file promises to whoever reads it: the fields of the contract, docs/contract.md."""

from export.conversion import INPUT, OUTPUT
from on_device.contract import VERSION

# The oldest runtime of those that `benchmarks/runtimes.py` tries that runs a recipe's files, and
# from which on all do, with the picture that the newest makes.
RUNS_SINCE = {
    "none": "TFLite 2.14.0",
    "float16": "TFLite 2.14.0, but not LiteRT 1.1 to 1.3",
    "int8": "TFLite 2.14.0",
    "dynamic": "LiteRT 1.0.1",
    "weights": "TFLite 2.14.0",
    "integer": "TFLite 2.14.0",
}
RANGES = {"uint8": [0, 255], "float32": [-1, 1]}


def of_translator(
    direction: str,
    domains: tuple[str, str],
    image_size: tuple[int, int],
    io: str,
    channels: tuple[int, int],
) -> dict:
    """What all files of a translator promise.

    Args:
        direction: "ab" or "ba".
        domains: what a and b show.
        image_size: height and width, pixels.
        io: "uint8" or "float32".
        channels: of the two domains; as bytes, pictures have three whatever the domain.
    """
    names = dict(zip("ab", domains, strict=True))
    wide = dict(zip("ab", (3, 3) if io == "uint8" else channels, strict=True))
    ends = {
        end: {"name": name, "type": io, "channels": wide[domain], "range": RANGES[io]}
        for end, name, domain in zip(("input", "output"), (INPUT, OUTPUT), direction, strict=True)
    }
    height, width = image_size
    return {
        "contract": VERSION,
        "domains": names,
        "direction": direction,
        "height": height,
        "width": width,
        **ends,
        "tiles": {"overlap": min(image_size) // 4},
    }


def of_file(recipe: str, multiply_adds: int) -> dict:
    """What else one of its files promises.

    Args:
        recipe: of `quantization.RECIPES`.
        multiply_adds: for one picture.
    """
    return {
        "quantization": recipe,
        "multiply_adds": multiply_adds,
        "runs_since": RUNS_SINCE[recipe],
    }
