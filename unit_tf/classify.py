"""Trains a small classifier on the labelled pictures of a, for `--semantic` of unit_tf.train.

python -m unit_tf.classify --dataset=mnist.npz,usps.npz --image_size=32 --output=reads_a.keras
"""

import sys
from pathlib import Path

from absl import flags

from unit_tf import data, options
from unit_tf.data.labelled import Labelled
from unit_tf.measures import adaptation
from unit_tf.training import callbacks

FLAGS = flags.FLAGS

options.define_dataset("dataset", None, "A.npz,B.npz, or tfds:NAME in place of either")
flags.DEFINE_string("image_size", "32", "a side or HEIGHTxWIDTH, pixels")
flags.DEFINE_integer("channels", 1, "of the pictures: 1 or 3", lower_bound=1, upper_bound=3)
flags.DEFINE_integer("steps", adaptation.STEPS, "of 64 pictures", lower_bound=1)
flags.DEFINE_integer("seed", 0, "of the weights and the order", lower_bound=0)
options.define_path("output", "classifier.keras", "the file to write")
GROUPS = {"Classifier": ["dataset", "image_size", "channels", "steps", "seed", "output"]}
EXPECTED = (data.DataError,)


def main() -> int:
    """Trains, says what share of the test pictures it reads right, and saves."""
    if FLAGS.dataset is None:
        raise options.UsageError("--dataset is missing: give A.npz,B.npz.")
    size = options.image_size(FLAGS.image_size)
    source = data.open_source(FLAGS.dataset, size)
    if not isinstance(source, Labelled):
        raise options.UsageError("--dataset must have labels: give A.npz,B.npz.")
    sets = {}
    for split in ("trainA", "testA"):
        if split in source.splits():
            pictures = data.read(FLAGS.dataset, split, size, FLAGS.channels)
            sets[split] = pictures.images, pictures.labels
    classes = int(max(labels.max() for _, labels in sets.values())) + 1
    print("Learning ...", file=sys.stderr, flush=True)
    model = adaptation.trained_classifier(*sets["trainA"], classes, FLAGS.seed, FLAGS.steps)
    try:
        callbacks.save_whole(model, Path(FLAGS.output))
    except (OSError, ValueError) as error:
        raise options.UsageError(f"{FLAGS.output} cannot be written: {error}") from error
    for split, pictures in sets.items():
        print(f"{split}: reads {100 * adaptation.accuracy(model, *pictures):.2f} % right")
    print(f"The classifier: {FLAGS.output}")
    return 0


if __name__ == "__main__":
    options.run(main, __doc__, GROUPS, errors=EXPECTED)
