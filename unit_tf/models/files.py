"""A trained model from where training left it."""

import zipfile
from pathlib import Path

import keras

from unit_tf import options
from unit_tf.data.levels import parse_levels
from unit_tf.models.method import Method
from unit_tf.options import UsageError
from unit_tf.reason import reason


def model_file(path: str) -> Path:
    """The .keras file of a run folder, or the file itself."""
    return Path(path) / "model.keras" if Path(path).is_dir() else Path(path)


def list_checkpoints(folder: Path) -> list[Path]:
    """The checkpoints of a run, the newest first."""
    return sorted(Path(folder).glob("[0-9]*.keras"), reverse=True)


def load_model(path: str) -> Method:
    """The model of a run folder or of a .keras file.

    Raises:
        UsageError: there is none, or it is of another program.
    """
    file = model_file(path)
    if not file.is_file():
        if Path(path).is_dir() and (saved := list_checkpoints(Path(path) / "checkpoints")):
            raise UsageError(
                f"The run in {path} has not ended: let it, or give its checkpoint {saved[0]}."
            )
        raise UsageError(f"There is no model {file}: train one with unit_tf.train.")
    if not zipfile.is_zipfile(file):
        raise UsageError(
            f"{file} is no whole .keras file: give a run folder, or the model.keras in it."
        )
    try:
        model = keras.saving.load_model(file)
    except Exception as error:
        raise UsageError(f"{file} cannot be read as a Keras model: {reason(error)}.") from error
    if not isinstance(model, Method):
        raise UsageError(f"{file} holds a {type(model).__name__}, not a model of unit_tf.")
    return model


def direction_of(model: Method) -> str:
    """The flag --direction, or unset the model's own.

    Raises:
        UsageError: the model does not go that way.
    """
    direction = options.FLAGS.direction or model.direction
    try:
        model.check_direction(direction)
    except ValueError as error:
        raise UsageError(f"--direction={direction}: {error}") from error
    return direction


def levels_of(path: str) -> tuple[float, float] | None:
    """The flag --levels, or unset what a model was trained with, if that is told.

    Args:
        path: of a run folder or a .keras file.
    """
    return parse_levels(options.FLAGS.levels or own_data_set(model_file(path)).get("levels"))


def own_data_set(file: Path) -> dict[str, str]:
    """The flags `dataset` and `levels` that a model was trained with; empty if nothing tells.

    Args:
        file: the .keras file of a run, or one of its checkpoints.
    """
    run = file.parent.parent if file.parent.name == "checkpoints" else file.parent
    flags = run / "train.flags"
    if not flags.is_file():
        return {}
    told = options.read_back(flags.read_text(**options.TEXT), ["dataset", "levels"])
    return {name: told[name] for name in ("dataset", "levels") if name in told}
