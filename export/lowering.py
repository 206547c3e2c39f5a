"""The layers of a translator as the operators that a phone's runtimes run whole.

A generator keeps what its training needs: padding modes, resizes and normalisations that TensorFlow
Lite leaves to slower code, or that a GPU's half precision overflows in. Here each of its layers is
written again from operators that stay in the XNNPACK delegate and on LiteRT's GPU, with the trained
weights as constants and, in float32, the same result:

- Reflected and repeated edges are slices and concatenations instead of MIRROR_PAD.
- Nearest-neighbour up-sampling and the convolution after it are one transposed convolution, whose
  kernel is the convolution's summed over the pixels that are equal anyway; where its reflected
  edges forbid that, the pixels are doubled by DEPTH_TO_SPACE.
- What cancels is left out: a convolution's bias where the normalisation after it takes the mean.
- A convolution before a normalisation is scaled by a power of two a channel, the normalisation's
  epsilon likewise: the normalisation divides by that again, and no sum in between is large.
"""

from collections.abc import Callable

import numpy as np
import tensorflow as tf

from unit_tf.models.translator import Translator
from unit_tf.networks.convolution import ConvolutionBlock, Finish
from unit_tf.networks.decoder import Decoder
from unit_tf.networks.encoder import Encoder
from unit_tf.networks.normalization import InstanceNormalization
from unit_tf.networks.residual import ResidualBlock
from unit_tf.networks.upsampling import UpsamplingBlock

Observer = Callable[[str, tf.Tensor, tuple[int, ...]], None]


class Lowering:
    """One direction of a generator, from float pictures to float pictures.

    Args:
        generator: trained.
        direction: "ab" or "ba".
        scales: by the name of a convolution, a power of two for each of its channels, or one for
            all where what follows normalises over channels; none: one.
        observe: called with the name and the output, unscaled, of every convolution that a
            normalisation follows, and the axes that it normalises over; for measuring, eagerly.
    """

    def __init__(
        self,
        generator: Translator,
        direction: str,
        scales: dict[str, np.ndarray] | None = None,
        observe: Observer | None = None,
    ):
        networks = generator.one_way(direction)
        self.encoder: Encoder = networks[0]
        self.decoder: Decoder = networks[-1]
        self.trunk = [block for network in networks for block in network.blocks]
        self.scales = scales or {}
        self.observe = observe

    def __call__(self, images):
        """float32 `[1, height, width, channels]` in [-1, 1] to the other domain's, as large."""
        x = self.convolution_block("encoder/stem", self.encoder.stem, images)
        for index, block in enumerate(self.encoder.downsamplings, 1):
            x = self.convolution_block(f"encoder/downsampling_{index}", block, x)
        for index, block in enumerate(self.trunk, 1):
            x = self.residual_block(f"trunk/residual_{index}", block, x)
        for index, block in enumerate(self.decoder.upsamplings, 1):
            x = self.upsampling_block(f"decoder/upsampling_{index}", block, x)
        return tf.tanh(self.convolution_block("decoder/output", self.decoder.output_convolution, x))

    def residual_block(self, name: str, block: ResidualBlock, x):
        """`ResidualBlock`; dropout is off outside training."""
        change = self.convolution_block(f"{name}/1", block.block_1, x)
        return x + self.convolution_block(f"{name}/2", block.block_2, change)

    def convolution_block(self, name: str, block: ConvolutionBlock, x):
        """`ConvolutionBlock`."""
        kernel, bias = self.weights(name, block.convolution, block.finish)
        width, stride = block.pad_width, block.convolution.strides[0]
        # Of an even size, TensorFlow's "same" pads a kernel of stride + 2 by one on every side.
        inside = block.padding == "zero" and (stride == 1 or kernel.shape[0] == stride + 2)
        if width and not inside:
            x = pad(x, width, block.padding)
        with tf.name_scope(name):
            y = add(tf.nn.conv2d(x, kernel, stride, "SAME" if inside else "VALID"), bias)
        return self.finish(name, block.finish, y)

    def upsampling_block(self, name: str, block: UpsamplingBlock, x):
        """`UpsamplingBlock`."""
        if block.method == "transpose":
            kernel, bias = self.weights(name, block.convolution, block.finish, axis=2)
            y = transposed(name, x, kernel, bias)
            if kernel.shape[0] == 3:
                y = y[:, 1:, 1:, :]
            return self.finish(name, block.finish, y)
        block, method = block.block, block.method
        if method == "nearest" and (block.padding == "zero" or block.pad_width == 1):
            kernel, bias = self.weights(name, block.convolution, block.finish)
            kernel = nearest_then_convolve(kernel)
            if block.padding == "zero":
                y = transposed(name, x, kernel, bias)
            else:  # Reflecting one pixel of the up-sampled picture is repeating its edge.
                height, width = x.shape[1:3]
                y = transposed(name, pad(x, 1, "edge"), kernel, bias)
                y = y[:, 2 : 2 + 2 * height, 2 : 2 + 2 * width, :]
            return self.finish(name, block.finish, y)
        size = (2 * x.shape[1], 2 * x.shape[2])
        # Doubled by the nearest pixel: four equal channels, laid out as two by two pixels.
        doubled = (
            tf.nn.depth_to_space(tf.concat([x] * 4, 3), 2)
            if method == "nearest"
            else tf.image.resize(x, size, method=method)
        )
        return self.convolution_block(name, block, doubled)

    def weights(self, name: str, convolution, finish: Finish, axis: int = 3):
        """Kernel, output channels on `axis`, and bias or None; scaled before a normalisation."""
        scale = self.scale(name, finish)
        kernel, bias = constant(convolution.kernel), constant(convolution.bias)
        shape = [1, 1, 1, 1]
        shape[axis] = -1
        kernel = kernel * np.broadcast_to(scale, bias.shape).reshape(shape)
        cancels = isinstance(finish.normalization, InstanceNormalization)
        return kernel, None if cancels else bias * scale

    def scale(self, name: str, finish: Finish):
        """What the convolution of this name is multiplied by."""
        if finish.normalization is None:
            return np.float32(1.0)
        return np.asarray(self.scales.get(name, 1.0), np.float32)

    def finish(self, name: str, finish: Finish, x):
        """`Finish`: the normalisation of the scaled x, and the activation."""
        scale = self.scale(name, finish)
        normalization = finish.normalization
        if normalization is not None:
            instance = isinstance(normalization, InstanceNormalization)
            axes = (1, 2) if instance else (1, 2, 3)
            if self.observe is not None:
                self.observe(name, x / scale, axes)
            with tf.name_scope(f"{name}/normalization"):
                centred = x - tf.reduce_mean(x, axes, keepdims=True)
                variance = tf.reduce_mean(centred * centred, axes, keepdims=True)
                if instance:
                    x = centred * tf.math.rsqrt(variance + normalization.epsilon * scale**2)
                else:
                    count = float(np.prod(x.shape[1:]))
                    deviation = tf.sqrt(variance * (count / (count - 1.0)))
                    normal = centred / (deviation + normalization.epsilon * scale)
                    x = normal * constant(normalization.gamma) + constant(normalization.beta)
        if finish.negative_slope is None:
            return x
        if finish.negative_slope == 0.0:
            return tf.nn.relu(x)
        return tf.nn.leaky_relu(x, finish.negative_slope)


def constant(variable) -> np.ndarray:
    """A variable's value, also while a function is traced."""
    with tf.init_scope():
        return variable.numpy()


def transposed(name: str, x, kernel, bias):
    """A transposed convolution of stride 2; an even kernel doubles the size exactly.

    Args:
        name: of the operator.
        x: `[1, height, width, channels]`, of a known size.
        kernel: `[side, side, output channels, input channels]`.
        bias: `[output channels]`, or None.
    """
    side = kernel.shape[0]
    same = side % 2 == 0
    height, width = (2 * n if same else 2 * (n - 1) + side for n in x.shape[1:3])
    with tf.name_scope(name):
        shape = (1, height, width, kernel.shape[2])
        return add(tf.nn.conv2d_transpose(x, kernel, shape, 2, "SAME" if same else "VALID"), bias)


def add(x, bias: np.ndarray | None):
    """The sum of x and its bias, if there is one."""
    return x if bias is None else x + bias


def nearest_then_convolve(kernel: np.ndarray) -> np.ndarray:
    """The transposed kernel, stride 2, of doubling by the nearest pixel and then convolving.

    Doubling is a transposed convolution by a square of four ones, so the two are one by the full
    convolution of that square with the kernel turned half round, as transposed ones are read.

    Args:
        kernel: `[side, side, input channels, output channels]`, side odd.

    Returns:
        `[side + 1, side + 1, output channels, input channels]`.
    """
    turned = kernel[::-1, ::-1].transpose(0, 1, 3, 2)
    whole = np.zeros((kernel.shape[0] + 1, kernel.shape[1] + 1, *turned.shape[2:]), np.float32)
    for row in (0, 1):
        for column in (0, 1):
            whole[row : row + kernel.shape[0], column : column + kernel.shape[1]] += turned
    return whole


def pad(x, width: int, mode: str):
    """`convolution.pad` as operators that XNNPACK takes: "zero", "reflect", or "edge" by one."""
    if mode == "zero":
        return tf.pad(x, [[0, 0], [width, width], [width, width], [0, 0]])
    first = 1 if mode == "reflect" else 0
    for axis in (1, 2):
        size = x.shape[axis]
        before = [first + offset for offset in reversed(range(width))]
        after = [size - 1 - first - offset for offset in range(width)]
        lines = [tf.concat([line(x, axis, i) for i in at], axis) for at in (before, after)]
        x = tf.concat([lines[0], x, lines[1]], axis)
    return x


def line(x, axis: int, index: int):
    """One row (axis 1) or column (axis 2) of pixels."""
    return x[:, index : index + 1] if axis == 1 else x[:, :, index : index + 1]
