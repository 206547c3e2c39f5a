"""Films translated frame by frame, with their sound, their times and their size.

Read and written by PyAV, whose wheel brings FFmpeg along and which copies sound without decoding
it. Frames come upright, go through one by one and are written at once: no more than a few are in
memory. Nothing is drawn at random, so what stands still in a film stands still in its translation.
"""

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
from tqdm import tqdm

from unit_tf.pictures.files import IncompleteError, UnreadableError
from unit_tf.pictures.film_reader import FilmReader
from unit_tf.pictures.film_writer import FilmWriter
from unit_tf.pictures.moving_pictures import MovingPictureReader, is_moving
from unit_tf.pictures.whole_file import whole_file


def translate_film(
    source: Path, target: Path, translate: Callable[[np.ndarray], np.ndarray], bar: tqdm
) -> str:
    """Writes the translation of a film or of a moving picture, whole or not at all.

    Sound and subtitles are copied as they are, in every language; covers are left out. Times of
    frames and the pixels' aspect are kept. Frames that are stored turned or mirrored become
    upright, interlaced ones whole, high dynamic range standard. Moving pictures, and .webm files,
    keep their transparency, but pixels that are wholly transparent become white.

    Args:
        source: any film that FFmpeg reads, or a picture that `is_moving`.
        target: a file with one of the suffixes in `film_formats.FORMATS`.
        translate: from uint8 `[height, width, 3]` to as high a picture, as wide for all frames or
            a multiple of that.
        bar: counts the frames.

    Returns:
        A sentence about tracks that are left out and neither seen nor heard, such as the places of
        an action camera; empty if there are none.

    Raises:
        UnreadableError: it is no film.
        IncompleteError: it is damaged, or not all of it goes into a file of that suffix; the rest
            has been written.
        OSError: no room, or no right to write.
    """
    with (MovingPictureReader if is_moving(source) else FilmReader)(source) as reader:
        bar.total = reader.expected_frames
        with whole_file(target) as partial, FilmWriter(partial, reader) as writer:
            for item in reader:
                if isinstance(item, av.Packet):
                    writer.copy(item)
                    continue
                pixels, alpha = item.pixels, item.alpha
                if alpha is not None:
                    pixels = np.where(alpha == 0, np.uint8(255), pixels)
                translated = translate(pixels)
                if alpha is not None:
                    alpha = np.tile(alpha, (1, translated.shape[1] // pixels.shape[1], 1))
                writer.write(translated, alpha, item)
                bar.update()
            if not writer.frames:
                raise UnreadableError(f"{source} holds no frame that can be read")
        damage = reader.damage
        if not damage and writer.damaged:
            damage = f"{writer.damaged} packets of its sound cannot be copied"
        told = [f"is damaged: {damage}"] if damage else []
        told += [writer.lost] if writer.lost else []
        if told:
            raise IncompleteError(f"{source} {' and '.join(told)}; {target} holds the rest")
        return f"{source} {writer.hidden}: it is left out." if writer.hidden else ""
