"""Whether translations are good enough to learn from: the paper's adaptation table.

Pictures of a have labels, those of b have not; what reads pictures of b? Liu, Breuel and Kautz,
2017, section 4, table 3. Either a classifier learns from the training pictures of a shown as b, or
one that has learnt from a itself reads the pictures of b shown as a. Beside them stand a classifier
that was not adapted at all, the nearest neighbour among the pictures of a, and, for comparison
alone, a classifier that was given the labels of b.

No choice is made by the labels of b, and the last step counts.
"""

from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf

from unit_tf.data import pipeline
from unit_tf.measures.translation import in_batches, with_channels
from unit_tf.models.translator import Translator

STEPS, BATCH, LEARNING_RATE = 3000, 64, 1e-3
# Digits differ in how they fill the frame and lean: what the classifier shall not depend on.
STRETCH, SHIFT, SLANT = 1.3, 0.1, 0.3

Labelled = tuple[np.ndarray, np.ndarray]  # float32 pictures in [-1, 1], and integer labels


def adaptation(
    model: Translator,
    direction: str,
    source: Labelled,
    target: Labelled,
    test: Labelled,
    seed: int = 0,
    steps: int = STEPS,
    say: Callable[[str], None] = lambda text: None,
) -> dict[str, float]:
    """The share of test pictures that each method reads right.

    Args:
        model: trained to translate between the two domains.
        direction: from the labelled domain to the other, "ab" or "ba".
        source: training pictures and labels of the labelled domain.
        target: training pictures and labels of the other; used by the last method alone.
        test: test pictures and labels of the other.
        seed: of the classifiers' weights and batches.
        steps: that each classifier learns for.
        say: told what is being done.
    """
    classes = int(max(labels.max() for _, labels in (source, target, test))) + 1

    def learn(images: np.ndarray, labels: np.ndarray) -> keras.Model:
        return trained_classifier(images, labels, classes, seed, steps)

    say("Translating the labelled pictures")
    translated = in_batches(lambda batch: model.translate(batch, direction), source[0], BATCH)
    say("Learning from translations")
    reads_translations = learn(translated, source[1])
    say("Learning from the labelled pictures")
    reads_source = learn(*source)
    back = direction[::-1]
    brought_back = in_batches(lambda batch: model.translate(batch, back), test[0], BATCH)
    say("Learning from the other domain's own labels, for comparison")
    reads_target = learn(*target)
    unadapted = with_channels(test[0], source[0].shape[-1])
    neighbours = nearest_neighbours(source[0], source[1], unadapted)
    return {
        "learnt from translations": accuracy(reads_translations, *test),
        "translated to be read": accuracy(reads_source, brought_back, test[1]),
        "unadapted": accuracy(reads_source, unadapted, test[1]),
        "nearest neighbour": float(np.mean(neighbours == test[1])),
        "with the labels of the other": accuracy(reads_target, *test),
    }


def classifier(image_shape: tuple[int, int, int], classes: int) -> keras.Model:
    """A small convolutional network; logits out."""
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Input(image_shape),
            layers.Conv2D(16, 5, 2, "same", activation="relu"),
            layers.Conv2D(32, 5, 2, "same", activation="relu"),
            layers.Conv2D(64, 3, 2, "same", activation="relu"),
            layers.Flatten(),
            layers.Dropout(0.4),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.4),
            layers.Dense(classes),
        ]
    )


def trained_classifier(
    images: np.ndarray, labels: np.ndarray, classes: int, seed: int, steps: int
) -> keras.Model:
    """A classifier that has learnt these pictures, stretched, moved and slanted.

    Args:
        images: float32 `[count, height, width, channels]` in [-1, 1].
        labels: integers `[count]` below `classes`.
        classes: how many there are.
        seed: of the weights, the batches, and what is done to them.
        steps: of 64 pictures.
    """
    keras.utils.set_random_seed(seed)
    model = classifier(images.shape[1:], classes)
    images, labels = tf.constant(images), tf.constant(labels)  # or the graph would hold a copy

    def batch(step):
        fold_in = tf.random.experimental.stateless_fold_in
        step_seed = fold_in(tf.constant([seed, 0], tf.int64), step)
        chosen = tf.random.stateless_uniform((BATCH,), step_seed, 0, len(images), tf.int64)
        warped = pipeline.warp(
            tf.gather(images, chosen), STRETCH, SHIFT, SLANT, fold_in(step_seed, 1)
        )
        return warped, tf.gather(labels, chosen)

    schedule = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, steps)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(schedule), loss)
    batches = tf.data.Dataset.range(steps).map(batch, tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)
    model.fit(batches, verbose=0)
    return model


def accuracy(model: keras.Model, images: np.ndarray, labels: np.ndarray) -> float:
    """The share of pictures that a classifier reads right."""
    logits = model.predict(images, batch_size=500, verbose=0)
    return float(np.mean(logits.argmax(-1) == labels))


def nearest_neighbours(
    images: np.ndarray, labels: np.ndarray, others: np.ndarray, chunk: int = 500
) -> np.ndarray:
    """The label of each other picture's nearest neighbour by the sum of squared differences."""
    known = images.reshape(len(images), -1)
    squares = np.sum(known**2, axis=1)
    found = []
    for start in range(0, len(others), chunk):
        asked = others[start : start + chunk].reshape(-1, known.shape[1])
        # What the asked one's own square adds is the same for all.
        found.append(labels[np.argmin(squares - 2.0 * asked @ known.T, axis=1)])
    return np.concatenate(found)
