"""Streets by day and by night, drawn by the project: no download, and the truth is known."""

from unit_tf.data.scenes.drawing import draw
from unit_tf.data.scenes.source import open_scenes

__all__ = ["draw", "open_scenes"]
