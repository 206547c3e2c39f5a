import tensorflow as tf

from export import latency


def squares(count, side=128):
    """A file that squares `[1, side, side, 16]` floats so many times."""

    class Squares(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec((1, side, side, 16), tf.float32)])
        def run(self, x):
            for _ in range(count):
                x = tf.sin(x * x)
            return x

    module = Squares()
    function = module.run.get_concrete_function()
    return tf.lite.TFLiteConverter.from_concrete_functions([function], module).convert()


def test_interleaved_tells_short_from_long():
    rounds = []
    short, long = latency.interleaved(
        [squares(1), squares(40)], threads=1, runs=5, warm_up=2, progress=rounds.append
    )
    assert rounds == [-2, -1, 0, 1, 2, 3, 4]
    assert 0 < short.median <= short.p90
    assert long.median > short.median


def test_peak_memory_counts_what_a_file_needs():
    small, large = (latency.peak_memory(squares(2, side), threads=1) for side in (16, 1024))
    assert large > small + 64  # a map of 1024 x 1024 x 16 floats is 64 MiB
