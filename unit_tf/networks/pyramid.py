"""Pictures of half the size, for the discriminator's next scale."""

from keras import ops

from unit_tf.networks.convolution import pad


def blur_and_halve(x):
    """Half the size after a 3x3 binomial blur, [1 2 1] / 4 a side with the edge repeated.

    Between the scales of the `paper` preset's discriminator. Slices and sums: no kernel to keep.
    """
    x = pad(x, 1, "edge")
    x = (x[:, 0:-2:2] + 2.0 * x[:, 1:-1:2] + x[:, 2::2]) / 4.0
    return (x[:, :, 0:-2:2] + 2.0 * x[:, :, 1:-1:2] + x[:, :, 2::2]) / 4.0


def average_and_halve(x):
    """Half the size by the mean of 3x3 pixels at stride 2, padding 1 that is not counted.

    Between the scales of the `nvidia2018` preset's discriminator.
    """

    def mean_of_nine(y):
        return ops.average_pool(pad(y, 1, "zero"), 3, 2, "valid", "channels_last")

    return mean_of_nine(x) / mean_of_nine(ops.ones_like(x[:1, :, :, :1]))


PYRAMIDS = {"blur": blur_and_halve, "average": average_and_halve}
