"""A trained model from where training left it."""

from pathlib import Path

import keras

from unit_tf.models.two_domains import TwoDomains
from unit_tf.options import UsageError
from unit_tf.reason import reason


def model_file(path: str) -> Path:
    """The .keras file of a run folder, or the file itself."""
    return Path(path) / "model.keras" if Path(path).is_dir() else Path(path)


def load_model(path: str) -> TwoDomains:
    """The model of a run folder or of a .keras file.

    Raises:
        UsageError: there is none, or it is of another program.
    """
    file = model_file(path)
    if not file.is_file():
        raise UsageError(f"There is no model {file}: train one with unit_tf.train.")
    try:
        model = keras.saving.load_model(file)
    except Exception as error:
        raise UsageError(f"{file} cannot be read as a Keras model: {reason(error)}.") from error
    if not isinstance(model, TwoDomains):
        raise UsageError(f"{file} holds a {type(model).__name__}, not a model of unit_tf.")
    return model
