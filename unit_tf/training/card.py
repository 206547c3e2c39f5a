"""The model card: what a trained translator is, was made of and is worth, for whoever gets it.

Mitchell et al., 2019: Model Cards for Model Reporting.
"""

import csv
import dataclasses
from pathlib import Path

from unit_tf.models.method import Method
from unit_tf.pictures.whole_file import whole_file
from unit_tf.version import VERSION

NAME = "card.md"  # beside model.keras in a run folder
MEASURED = "## Measured"


def write(model: Method, run_dir: Path, dataset: str, begun_with: str = ""):
    """Writes the card of a finished run beside its model; what was measured before stays.

    Args:
        model: trained and compiled.
        run_dir: with metrics.csv.
        dataset: what it was trained on, as the command line said it.
        begun_with: the model that it began with or learned from, if there was one.

    Raises:
        OSError: it cannot be written.
    """
    measured, about = read_measured(run_dir), model.about()
    begun = f", {about['begun']} `{begun_with}`" if begun_with else ""
    discriminator, *_ = model.discriminators().values()
    height, width, _ = model.image_shape
    recipe, architecture = (
        ", ".join(f"{k} {v:g}" if isinstance(v, float) else f"{k} {v}" for k, v in values.items())
        for values in map(dataclasses.asdict, (model.recipe, model.architecture))
    )
    lines = [
        "# A translator between two domains of pictures",
        "",
        f"{model.PAPER}, made by unit_tf {VERSION}. {about['directions']}",
        "",
        "## Data",
        "",
        f"Trained on `{dataset}`: {about['pictures']}, {height} x {width} pixels.",
        "",
        "## Training",
        "",
        f"{about['origin']}{begun}, {model.step:,} steps. Losses and optimisers: {recipe}.",
        "",
        f"Networks: {model.generator.count_params():,} parameters {about['ways']}, "
        f"{discriminator.count_params():,} in each discriminator. {architecture}.",
        "",
        "Last losses: " + ", ".join(f"{k} {float(v):.3g}" for k, v in last_losses(run_dir)) + ".",
        "",
        MEASURED,
        "",
        measured
        or "Nothing yet: `python -m unit_tf.evaluate` with this run folder writes it here.",
        "",
        "## Limits",
        "",
        "A translation is a guess that looks like the training pictures of the other domain. What "
        "cannot be seen in the source is invented; nothing it shows is evidence. Pictures unlike "
        "the training ones, or of a very different size, come out worse. Colours and textures "
        "change before shapes do.",
        "",
        "## Licence",
        "",
        "The code is under the Apache License 2.0. Weights are made of the training pictures: the "
        "terms of these decide what may be done with the model and with what it makes.",
    ]
    with whole_file(run_dir / NAME) as path:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8", errors="backslashreplace")


def last_losses(run_dir: Path) -> list[tuple[str, str]]:
    """Names and values in the last row of a run's metrics.csv."""
    path = run_dir / "metrics.csv"
    rows = list(csv.DictReader(path.open())) if path.exists() else []
    return [item for item in rows[-1].items() if item[0] != "step"] if rows else []


def read_measured(run_dir: Path) -> str:
    """What a card says under "Measured"; empty where there is no card."""
    path = run_dir / NAME
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    _, _, rest = text.partition(f"{MEASURED}\n\n")
    measured = rest.partition("\n\n## ")[0]
    return "" if measured.startswith("Nothing yet") else measured


def add_measured(run_dir: Path, text: str):
    """Puts figures into a run's card, in place of older ones; nothing where there is no card.

    Raises:
        OSError: it cannot be written.
    """
    path = run_dir / NAME
    if not path.exists():
        return
    before, heading, rest = path.read_text(encoding="utf-8").partition(f"{MEASURED}\n\n")
    _, following, after = rest.partition("\n\n## ")
    with whole_file(path) as partial:
        text = f"{before}{heading}```\n{text}\n```{following}{after}"
        partial.write_text(text, encoding="utf-8", errors="backslashreplace")
