"""Makes what the page's tests expect: a film with sound, and its frames as Python translates them.

    .venv/bin/python web_demo/tests/make_golden.py

`film.mp4` pans over a drawn street; `film_translated.png` holds its frames below each other, each
decoded and translated by the file that the app and the page carry.
"""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image

import export
from unit_tf.data.scenes import drawing
from unit_tf.pictures.film_reader import FilmReader

GOLDEN = Path(__file__).parent / "golden"
MODEL = Path(__file__).parents[2] / "android_demo/app/src/main/assets/models/day_to_night.tflite"
HEIGHT, WIDTH, FRAMES, RATE = 112, 144, 12, 12
SAMPLES = 44100  # a second


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
    translate = export.TFLiteTranslator(MODEL)
    with FilmReader(GOLDEN / "film.mp4") as film:
        frames = [translate(item.pixels) for item in film if not isinstance(item, av.Packet)]
    Image.fromarray(np.concatenate(frames)).save(GOLDEN / "film_translated.png", optimize=True)


if __name__ == "__main__":
    main()
