"""3x3 convolutions by minimal filtering, with a quarter of the multiplications.

Lavin, Gray: Fast Algorithms for Convolutional Neural Networks, 2016, after Winograd, 1980. A tile
of 6x6 pixels and the kernel are taken for polynomials and evaluated at the same 36 points; there
the convolution is a product, from which 4x4 pixels are read back: 36 multiplications, not 144.

Every step is a product of matrices, which is what a processor does best. On GPUs the libraries
choose such algorithms themselves.
"""

import numpy as np
import tensorflow as tf

TILE = 4  # pixels a side that a tile gives; it takes one more on every side
# Where polynomials are evaluated, besides at infinity. The errors are four times those of a direct
# convolution's sums; with the usual 0, 1, -1, 2 and -2 they are nine times as large.
POINTS = (0.0, 2 / 3, -2 / 3, 3 / 2, -3 / 2)
FEWEST_CHANNELS = 64  # with fewer, moving tiles takes longer than the multiplications spared


def evaluation(coefficients: int) -> np.ndarray:
    """The matrix that evaluates a polynomial at every point, `[6, coefficients]`."""
    at_infinity = np.eye(coefficients)[-1:]
    return np.concatenate([np.vander(POINTS, coefficients, increasing=True), at_infinity])


def along_both_sides(matrix: np.ndarray) -> np.ndarray:
    """The matrix that does to rows and columns of a flattened square what this does to one."""
    return np.kron(matrix, matrix).astype("float32")


# A, G and B of the paper's section 4, for squares.
OUTPUT = along_both_sides(evaluation(TILE))  # [36, 16]
KERNEL = along_both_sides(evaluation(3))  # [36, 9]
INPUT = along_both_sides(np.linalg.inv(evaluation(TILE + 2)))  # [36, 36]


def suits(x, kernel) -> bool:
    """Whether minimal filtering is the faster way to convolve x with this kernel.

    It is on processors, at full precision, where tiles fill the picture.
    """
    if not tf.is_tensor(x) or x.dtype != tf.float32 or tuple(kernel.shape[:2]) != (3, 3):
        return False
    height, width, channels = x.shape[1:]
    return (
        None not in (height, width)
        and height % TILE == 0
        and width % TILE == 0
        and min(channels, kernel.shape[-1]) >= FEWEST_CHANNELS
        and not tf.config.list_logical_devices("GPU")
    )


def convolve(x, kernel, padding: str):
    """The convolution of stride 1 of x with one pixel of padding on every side.

    Args:
        x: float32 `[batch, height, width, channels]`; height and width are multiples of 4.
        kernel: float32 `[3, 3, channels, filters]`.
        padding: "zero" or "reflect".

    Returns:
        float32 `[batch, height, width, filters]`.
    """

    @tf.custom_gradient
    def filtered(x, kernel):
        # What is large is made again for the gradient, not kept for it.
        return forward(x, kernel, padding), lambda dy: backward(x, kernel, dy, padding)

    if padding == "zero":
        x = tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]])
    return filtered(x, tf.convert_to_tensor(kernel))


# Calls, not copies of them: a step has dozens, and each begins when all of its inputs are there,
# while of a copy all that needs the kernel alone would be made at the beginning, and kept.
a_call = tf.function(experimental_attributes={"_noinline": True})


@a_call
def forward(x, kernel, padding: str):
    """The convolution of x, which is padded already where padding is "zero"."""
    height, width = inside(x, padding)
    filters = kernel.shape[-1]
    products = take_tiles(x, padding) @ transform_kernel(kernel)
    tiles = OUTPUT.T @ tf.reshape(products, (36, -1))
    tiles = tf.reshape(tiles, (TILE, TILE, -1, height // TILE, width // TILE, filters))
    return tf.reshape(tf.transpose(tiles, (2, 3, 0, 4, 1, 5)), (-1, height, width, filters))


@a_call
def backward(x, kernel, dy, padding: str):
    """The gradients of x and of the kernel: every step of `forward` transposed, the last first."""
    height, width = inside(x, padding)
    channels, filters = kernel.shape[-2:]
    tiles = tf.reshape(dy, (-1, height // TILE, TILE, width // TILE, TILE, filters))
    tiles = tf.transpose(tiles, (2, 4, 0, 1, 3, 5))
    products = tf.reshape(OUTPUT @ tf.reshape(tiles, (TILE**2, -1)), (36, -1, filters))
    dkernel = tf.matmul(take_tiles(x, padding), products, transpose_a=True)
    dkernel = tf.reshape(KERNEL.T @ tf.reshape(dkernel, (36, -1)), kernel.shape)
    pixels = tf.matmul(products, transform_kernel(kernel), transpose_b=True)
    pixels = tf.reshape(INPUT @ tf.reshape(pixels, (36, -1)), (36, -1, channels))
    count = tf.reduce_prod(tf.shape(x)[:3])
    dx = tf.math.unsorted_segment_sum(pixels, places_taken(x, padding), count)
    return tf.reshape(dx, tf.shape(x)), dkernel


def inside(x, padding: str) -> tuple[int, int]:
    """Height and width of x without its padding."""
    edges = 2 if padding == "zero" else 0
    return x.shape[1] - edges, x.shape[2] - edges


def take_tiles(x, padding: str):
    """The tiles of x at every point, `[36, batch * tiles, channels]`."""
    channels = x.shape[-1]
    pixels = tf.gather(tf.reshape(x, (-1, channels)), places_taken(x, padding))
    return tf.reshape(INPUT.T @ tf.reshape(pixels, (36, -1)), (36, -1, channels))


def transform_kernel(kernel):
    """The kernel at every point, `[36, channels, filters]`."""
    return tf.reshape(KERNEL @ tf.reshape(kernel, (9, -1)), (36, *kernel.shape[-2:]))


def places_taken(x, padding: str):
    """Which pixels the tiles of x take: `[36, batch * tiles]`, places in x without its channels.

    Where padding is "reflect" those next to an edge are taken again in place of those beyond it.
    """

    def along(size: int) -> np.ndarray:
        pixels = np.arange(size) if padding == "zero" else np.pad(np.arange(size), 1, "reflect")
        return np.lib.stride_tricks.sliding_window_view(pixels, TILE + 2)[::TILE].T

    height, width = x.shape[1:3]
    rows, columns = along(height), along(width)  # [6, tiles]
    places = rows[:, None, :, None] * width + columns[None, :, None, :]
    pictures = tf.range(tf.shape(x)[0]) * (height * width)
    places = pictures[None, :, None] + places.reshape(36, 1, -1).astype("int32")
    return tf.reshape(places, (36, -1))
