"""The variants of one translator: made, compared with the Keras model and timed."""

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np

import unit_tf
from export import fidelity, flatbuffer, latency, report, scaling, terms
from export.conversion import ConversionError, check_size, from_bytes, to_tflite
from export.pictures import evenly
from export.quantization import quantize
from on_device.processor import cores
from unit_tf.models.method import Method

MEASURED = 16  # pictures that the normalisations' sums are taken of; `scaling` leaves room
# dB below which a file would disappoint whoever has seen the model's pictures.
FLOORS = {
    "none": 90.0,
    "float16": 60.0,
    "weights": 50.0,
    "int8": 42.0,
    "dynamic": 33.0,
    "integer": 35.0,
}


@dataclasses.dataclass(frozen=True)
class Settings:
    """What is wanted of a conversion.

    Attributes:
        direction: "ab" or "ba".
        image_size: height and width, pixels.
        recipes: of `quantization.RECIPES`.
        floors: PSNR in dB against the Keras model that a recipe's file must hold.
        io: "uint8" or "float32", as of `conversion.to_tflite`.
        domains: what a and b show.
        runs: of each file, to take its time.
    """

    direction: str
    image_size: tuple[int, int]
    recipes: Sequence[str] = ("int8",)
    floors: dict[str, float] = dataclasses.field(default_factory=lambda: dict(FLOORS))
    io: str = "uint8"
    domains: tuple[str, str] = ("a", "b")
    runs: int = 10


@dataclasses.dataclass(frozen=True)
class Variants:
    """The files of a conversion and what was found of them.

    Attributes:
        settings: what was wanted.
        description: of the translator: what all files promise and tell.
        files: a file's bytes by its recipe; the float32 one always, as what others are held to.
        figures: structure, fidelity and latency by recipe.
        sheets: PNGs of input, Keras, TFLite and difference by recipe.
    """

    settings: Settings
    description: dict
    files: dict[str, bytes]
    figures: dict[str, dict]
    sheets: dict[str, bytes]

    @property
    def rejected(self) -> list[str]:
        """The recipes whose files are under their floor."""
        floors = self.settings.floors
        return [n for n in self.settings.recipes if not self.figures[n]["psnr"] >= floors[n]]


def make(
    model: Method,
    settings: Settings,
    calibration: list[np.ndarray],
    test: list[np.ndarray],
    origin: dict[str, str],
    say: Callable[[str], None] = lambda text: None,
) -> Variants:
    """Makes the files and measures them.

    Args:
        model: trained.
        settings: what is wanted.
        calibration: pictures to convert by, uint8 `[1, height, width, 3]`.
        test: others, to compare by.
        origin: what else the files tell: `source_sha256`, of the model's file, and `calibration`,
            where the pictures are from.
        say: told what is being done.

    Raises:
        ConversionError: the model cannot be converted at this size, or makes no pictures.
    """
    check_size(model.architecture, settings.image_size)
    direction, architecture = settings.direction, model.architecture
    channels = getattr(architecture, f"channels_{direction[0]}")
    calibration_floats = [from_bytes(image, channels).numpy() for image in calibration]
    test_floats = [from_bytes(image, channels).numpy() for image in test]
    say("Measuring the network")
    measured = [calibration_floats[place] for place in evenly(len(calibration), MEASURED)]
    sums = scaling.largest_sums(model.networks(), direction, measured)
    scales = scaling.power_of_two_scales(sums)
    expected = [np.asarray(model.translate(image, direction)) for image in test_floats]
    if not all(np.isfinite(image).all() for image in expected):
        raise ConversionError(
            "The model's own pictures are not numbers: its training has diverged; convert an "
            "earlier checkpoint, or train again with a smaller --learning_rate."
        )
    if settings.io == "float32":
        calibration, test = calibration_floats, test_floats
    say("Converting to float32")
    original = to_tflite(model.networks(), direction, settings.image_size, scales, settings.io)
    description = {
        **terms.of_translator(
            direction,
            settings.domains,
            settings.image_size,
            settings.io,
            (architecture.channels_a, architecture.channels_b),
        ),
        "version": unit_tf.__version__,
        "preset": model.get_config().get("preset", "student"),
        "calibration_pictures": len(calibration),
        **origin,
        "largest_sum": scaling.largest_scaled_sum(sums, scales),
        "largest_sum_unscaled": scaling.largest_scaled_sum(sums, {}),
    }
    files, made, found = {}, {}, {}
    for recipe in dict.fromkeys(["none", *settings.recipes]):
        say(f"Making and comparing {recipe}")
        content = flatbuffer.compact(quantize(original, recipe, calibration))
        flatbuffer.check(content)
        made[recipe] = fidelity.run(content, test)
        found[recipe] = dataclasses.asdict(fidelity.compare(made[recipe], expected))
        promised = terms.of_file(recipe, flatbuffer.multiply_adds(content))
        told = {**description, **promised, "figures": found[recipe]}
        files[recipe] = flatbuffer.describe(content, told)
    say("Taking times")
    figures = measure(files, found, settings.runs)
    sheets = {name: report.sheet(test, expected, images) for name, images in made.items()}
    return Variants(settings, description, files, figures, sheets)


def measure(files: dict[str, bytes], found: dict[str, dict], runs: int) -> dict[str, dict]:
    """Each file's structure and latency with its fidelity; the float32 file comes first."""
    threads = cores()
    alone, together = (
        latency.interleaved(list(files.values()), count, runs) for count in (1, threads)
    )
    return {
        name: {
            **dataclasses.asdict(flatbuffer.structure(file)),
            **found[name],
            "milliseconds_1_thread": alone[index].median,
            "milliseconds_all_threads": together[index].median,
            "threads": threads,
            "relative_time": alone[index].median / alone[0].median,
            "relative_bytes": len(file) / len(files["none"]),
        }
        for index, (name, file) in enumerate(files.items())
    }
