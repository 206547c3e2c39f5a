"""Trains a small network to tell a from b, whose features stand in for InceptionV3's in KID.

    python -m benchmarks.domain_features --dataset=scenes --output=tells_scenes.keras
    python -m unit_tf.evaluate --model=runs/demo --features=tells_scenes.keras

It needs no download, and it looks at what makes a picture one of its domain.
"""

import keras
import numpy as np
from absl import app, flags

from unit_tf import data

FLAGS = flags.FLAGS
flags.DEFINE_string("dataset", "scenes", "as of unit_tf.train")
flags.DEFINE_integer("image_size", 64, "side of the pictures, pixels")
flags.DEFINE_integer("steps", 1000, "of 32 pictures")
flags.DEFINE_string("output", "tells.keras", "the file to write")


def main(_):
    keras.utils.set_random_seed(0)
    layers = keras.layers
    features = keras.Sequential(
        [
            layers.Input((FLAGS.image_size, FLAGS.image_size, 3)),
            *(
                layers.Conv2D(count, 5 if count == 16 else 3, 2, "same", activation="relu")
                for count in (16, 32, 64, 64)
            ),
            layers.GlobalAveragePooling2D(),
            layers.BatchNormalization(),  # to unit variance, as KID's kernel takes them
        ]
    )
    judge = keras.Sequential([features, layers.Dropout(0.3), layers.Dense(1)])

    def pictures(split: str, **options):
        return data.load(FLAGS.dataset, split, FLAGS.image_size, batch_size=16, **options)

    def labelled(images_a, images_b):
        images = keras.ops.concatenate([images_a, images_b])
        return images, keras.ops.repeat(keras.ops.array([[0.0], [1.0]]), 16, axis=0)

    judge.compile("adam", keras.losses.BinaryCrossentropy(from_logits=True))
    judge.fit(
        pictures("train", start=0).map(labelled),
        steps_per_epoch=FLAGS.steps,
        shuffle=False,
        verbose=0,
    )
    right = [
        np.concatenate([(judge(a) < 0)[:, 0], (judge(b) > 0)[:, 0]]) for a, b in pictures("test")
    ]
    print(f"Tells {100 * np.mean(np.concatenate(right)):.1f} % of the test pictures rightly")
    features.save(FLAGS.output)


if __name__ == "__main__":
    app.run(main)
