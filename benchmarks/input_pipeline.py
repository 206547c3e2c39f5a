"""How many times faster the data pipeline feeds pictures than a training step eats them.

    python benchmarks/input_pipeline.py [FOLDER]

One line for each of two small sizes; FOLDER defaults to the built-in scenes.
"""

import sys
import time

import unit_tf

BATCHES = 300
STEPS = 30


def compare(dataset: str, image_size: int, filters: int) -> str:
    """The time of a step, of feeding it, and their ratio."""
    pairs = unit_tf.data.load(dataset, image_size=image_size, start=0)
    model = unit_tf.UNIT.from_preset("paper", (image_size, image_size, 3), filters=filters)
    model.compile()
    model.fit(pairs, steps_per_epoch=2, verbose=0)  # traces
    start = time.perf_counter()
    model.fit(pairs, steps_per_epoch=STEPS, verbose=0)
    step = (time.perf_counter() - start) / STEPS
    start = time.perf_counter()
    for _ in pairs.take(BATCHES):
        pass
    feed = (time.perf_counter() - start) / BATCHES
    return (
        f"{image_size} px, {filters} filters: step {step * 1e3:.1f} ms, "
        f"pipeline {feed * 1e3:.2f} ms, ratio {step / feed:.0f}"
    )


def main():
    dataset = sys.argv[1] if len(sys.argv) > 1 else "scenes"
    for image_size, filters in ((64, 16), (128, 16)):
        print(compare(dataset, image_size, filters))


if __name__ == "__main__":
    main()
