"""A saved model held against the one that is to take its weights, before they are loaded.

Weights of another form would be loaded in part, or not at all, and what is trained on then comes
from the seed. So every flag that the file was made with is compared first.
"""

import dataclasses
import json
import zipfile
from pathlib import Path

from unit_tf import options
from unit_tf.models.files import load_model
from unit_tf.models.method import Method
from unit_tf.models.methods import METHODS

NAMED_AT_MOST = 4  # flags in a message


class DamagedError(ValueError):
    """A file is not what was once written: the message says what is wrong with it."""


def check_fits(path: Path, model: Method):
    """Raises an error unless the file holds this very model, perhaps at another step.

    Args:
        path: a .keras file.
        model: compiled.

    Raises:
        DamagedError: the file is cut short, or bytes of it have changed.
        UsageError: it cannot be opened, or was made with other flags: the message names them.
    """
    saved = read_config(path)
    method = METHODS.get(saved.get("class_name"))
    if method is None or method.ARCHITECTURE is not model.ARCHITECTURE:
        held = "no model of unit_tf" if method is None else f"a {method.__name__}"
        raise options.UsageError(
            f"{path} holds {held}, and this run is of a {type(model).__name__}: choose another "
            "--run_dir. Nothing was changed."
        )
    compiled = saved.get("compile_config") or {}
    there = _flags(model, saved["config"], compiled.get("recipe", {}))
    here = _flags(model, model.get_config(), dataclasses.asdict(model.recipe))
    del there["steps"], here["steps"]
    if names := [name for name in here if there[name] != here[name]]:
        raise options.UsageError(
            f"{path} was made {_differences(names, there, here)}: set that back, or choose "
            "another --run_dir. Nothing was changed."
        )


def start_from(path: str, model: Method):
    """Gives a model the weights of a saved one, and nothing else of it.

    Steps, learning rates, moments and pools stay those of a model that begins.

    Args:
        path: a run folder or a .keras file.
        model: compiled.

    Raises:
        UsageError: there is no such file, or its networks are of another form.
    """
    source = load_model(path)
    if type(source) is not type(model):
        methods = type(source).__name__, type(model).__name__
        raise options.UsageError(
            f"--start_from={path} holds a {methods[0]}, but --preset={model.preset} makes a "
            f"{methods[1]}: give a preset of the former."
        )
    there, here = (dataclasses.asdict(m.architecture) for m in (source, model))
    if names := [name for name in here if there[name] != here[name]]:
        raise options.UsageError(
            f"--start_from={path} was made {_differences(names, there, here)}: set that back, or "
            "leave --start_from out."
        )
    for name in ("generator", *model.discriminators()):
        getattr(model, name).set_weights(getattr(source, name).get_weights())
    if model.average is not None:
        model.average.set_weights(source.networks().get_weights())


def read_config(path: Path) -> dict:
    """What a .keras file says of its model, after all of the file was found sound.

    Raises:
        DamagedError, UsageError: as of `check_fits`.
    """
    try:
        path.open("rb").close()
    except OSError as error:
        raise options.UsageError(f"{path} cannot be read ({error.strerror}).") from error
    try:
        with zipfile.ZipFile(path) as archive:
            if damaged := archive.testzip():
                raise DamagedError(f"{damaged} in it is damaged")
            return json.loads(archive.read("config.json"))
    except DamagedError:
        raise
    except Exception as error:  # zipfile raises what it likes of bytes that have changed
        raise DamagedError(str(error) or type(error).__name__) from error


def _flags(model: Method, config: dict, recipe: dict) -> dict:
    """What a model of this kind was made with, by the names of the flags."""
    # What a file does not know, as it is older than the flag, it has been doing by default.
    kinds = type(model.architecture)(), type(model.recipe)()
    architecture, defaults = map(dataclasses.asdict, kinds)
    height, width, _ = config["image_shape"]
    return {
        **({"preset": config["preset"]} if "preset" in config else {}),
        "image_size": f"{height}x{width}",
        **architecture | config["architecture"],
        "moving_average": config["moving_average"],
        "seed": config["seed"],
        **defaults | recipe,
    }


def _differences(names: list[str], there: dict, here: dict) -> str:
    """Such as "with --filters=4, not --filters=6"."""
    named = names[:NAMED_AT_MOST]
    made, given = (" ".join(options.line(name, v[name]) for name in named) for v in (there, here))
    more = len(names) - len(named)
    return f"with {made}, not {given}" + (f", and {more} flags more differ" if more else "")
