"""Makes what the page's tests expect: a film with sound, its translated frames, a model of floats.

    .venv/bin/python web_demo/tests/make_golden.py

`film.mp4` pans over a drawn street, and `film.mkv` is the same; `film_translated.png` holds its
frames below each other, each decoded and translated by the file that the app and the page carry.
`negative.tflite` gives 1 - x of floats x, and does not tell that it means pictures from 0 to 1.
"""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import tensorflow as tf
from PIL import Image

import export
from unit_tf.data.scenes import drawing
from unit_tf.pictures.film_reader import FilmReader

GOLDEN = Path(__file__).parent / "golden"
MODEL = Path(__file__).parents[2] / "android_demo/app/src/main/assets/models/day_to_night.tflite"
HEIGHT, WIDTH, FRAMES, RATE = 112, 144, 12, 12
SAMPLES = 44100  # a second
EXACT = {"fflags": "bitexact"}  # no number by chance


def main():
    """Draws, encodes, decodes and translates."""
    GOLDEN.mkdir(exist_ok=True)
    street = drawing.draw(100005, (HEIGHT * 2, WIDTH * 2), night=False)
    with av.open(str(GOLDEN / "film.mp4"), "w") as film:
        video = film.add_stream("libx264", rate=RATE, options={"crf": "16", "bf": "2"})
        video.height, video.width, video.pix_fmt = HEIGHT, WIDTH, "yuv420p"
        told = video.codec_context  # of BT.709: where it is not told, programs take what they like
        told.colorspace = told.color_primaries = told.color_trc = told.color_range = 1
        sound = film.add_stream("aac", rate=SAMPLES, layout="mono")
        for index in range(FRAMES):
            frame = street[40 : 40 + HEIGHT, 8 * index : 8 * index + WIDTH]
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), "rgb24")
            film.mux(video.encode(frame.reformat(format="yuv420p", dst_colorspace="ITU709")))
        film.mux(video.encode(None))
        tone = np.sin(np.arange(SAMPLES * FRAMES // RATE) / 20).astype(np.float32) / 4
        for start in range(0, len(tone), 1024):
            part = av.AudioFrame.from_ndarray(tone[None, start : start + 1024], "fltp", "mono")
            part.sample_rate, part.pts, part.time_base = SAMPLES, start, Fraction(1, SAMPLES)
            film.mux(sound.encode(part))
        film.mux(sound.encode(None))
    repack(GOLDEN / "film.mp4", GOLDEN / "film.mkv")
    translate = export.TFLiteTranslator(MODEL)
    with FilmReader(GOLDEN / "film.mp4") as film:
        frames = [translate(item.pixels) for item in film if not isinstance(item, av.Packet)]
    Image.fromarray(np.concatenate(frames)).save(GOLDEN / "film_translated.png", optimize=True)
    (GOLDEN / "negative.tflite").write_bytes(negative())


def repack(source: Path, target: Path):
    """Writes a film's pictures and sounds into a file of another kind, as they are."""
    with av.open(str(source)) as read, av.open(str(target), "w", options=EXACT) as written:
        streams = {stream: written.add_stream_from_template(stream) for stream in read.streams}
        for packet in read.demux():
            if packet.dts is not None:
                packet.stream = streams[packet.stream]
                written.mux(packet)


def negative() -> bytes:
    """A TFLite file of float32 pictures of 16 x 16 pixels without a contract."""
    function = tf.function(
        lambda pictures: 1.0 - pictures,
        input_signature=[tf.TensorSpec((1, 16, 16, 3), tf.float32)],
    )
    concrete = function.get_concrete_function()
    return tf.lite.TFLiteConverter.from_concrete_functions([concrete], function).convert()


if __name__ == "__main__":
    main()
