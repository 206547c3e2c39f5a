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
from unit_tf.pictures.whole_file import whole_file


def translate_film(
    source: Path, target: Path, translate: Callable[[np.ndarray], np.ndarray], bar: tqdm
):
    """Writes the translation of a film, whole or not at all.

    Sound is copied as it is, in every language; subtitles are left out. Times of frames and the
    pixels' aspect are kept, and frames that are stored turned become upright.

    Args:
        source: any film that FFmpeg reads.
        target: a file with one of the suffixes in `film_writer.FORMATS`.
        translate: from uint8 `[height, width, 3]` to as high a picture, as wide for all frames.
        bar: counts the frames.

    Raises:
        UnreadableError: it is no film, or its sound does not go into a file of that suffix.
        IncompleteError: it is damaged; the rest has been written.
        OSError: no room, or no right to write.
    """
    with FilmReader(source) as reader:
        bar.total = reader.expected_frames
        with whole_file(target) as partial, FilmWriter(partial, reader) as writer:
            for item in reader:
                if isinstance(item, av.Packet):
                    writer.write_sound(item)
                else:
                    writer.write_frame(translate(item.pixels), item)
                    bar.update()
            if not writer.frames:
                raise UnreadableError(f"{source} holds no frame that can be read")
        if reader.damage:
            raise IncompleteError(f"{source} is damaged: {reader.damage}; {target} holds the rest")
