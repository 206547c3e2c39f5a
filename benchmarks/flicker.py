"""How still a still film stays: the change between frames that come out over that of those put in.

    python -m benchmarks.flicker --models=runs/demo,runs/student,exported/ab_integer.tflite

Every film shows one picture with new noise in each frame, as a camera's sensor adds it.
"""

import numpy as np
from absl import app, flags

from benchmarks.translators import translator
from unit_tf import data

FLAGS = flags.FLAGS
flags.DEFINE_list("models", [], "run folders, .keras and .tflite files that translate a to b")
flags.DEFINE_string("dataset", "scenes", "of whose testA the pictures are")
flags.DEFINE_integer("image_size", 256, "side of the pictures, pixels")
flags.DEFINE_integer("pictures", 10, "films")
flags.DEFINE_integer("frames", 8, "of each film")
flags.DEFINE_list("noise", ["2", "5"], "standard deviations, grey levels of 255")


def films(noise: float) -> np.ndarray:
    """uint8 `[films, frames, height, width, 3]`."""
    split = data.Split(FLAGS.dataset, "testA", (FLAGS.image_size, FLAGS.image_size))
    stills = np.stack(list(split.pictures(range(min(FLAGS.pictures, len(split))))))
    generator = np.random.default_rng(0)
    shape = (len(stills), FLAGS.frames, *stills.shape[1:])
    noisy = stills[:, None] + noise * generator.standard_normal(shape)
    return (noisy + 0.5).clip(0, 255).astype(np.uint8)


def change(frames: np.ndarray) -> float:
    """The mean difference between a pixel and the same of the next frame, grey levels."""
    return float(np.abs(np.diff(frames.astype(np.float32), axis=0)).mean())


def main(_):
    noises = [float(noise) for noise in FLAGS.noise]
    sets = [films(noise) for noise in noises]
    print("| change out over in | " + " | ".join(f"noise {noise:g}" for noise in noises) + " |")
    print("|---" * (1 + len(noises)) + "|")
    for path in FLAGS.models:
        translate = translator(path)
        ratios = [
            np.mean([change(translate(film)) / change(film) for film in noisy]) for noisy in sets
        ]
        print(f"| {path} | " + " | ".join(f"{ratio:.2f}" for ratio in ratios) + " |", flush=True)


if __name__ == "__main__":
    app.run(main)
