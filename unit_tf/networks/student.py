"""The network of a student: one way, small, and of operators that phones run in eight bits.

Where a teacher normalises each picture by itself, a student normalises by batches, and by constants
once it is trained: these go into the convolutions, and no norm is left. Most of its work is done at
a quarter of the picture's sides.
"""

import dataclasses

import keras
import tensorflow as tf
from keras import ops

from unit_tf.networks.architecture import Form, option
from unit_tf.networks.network import Network

REDUCTION = 4  # of both sides, where the blocks work
BLOCKS = ("dense", "separable")
STEMS = ("space_to_depth", "strided")
# Eight bits resolve what has a bound; without one the sums would grow from block to block.
ACTIVATIONS = {
    "linear": lambda x: x,
    "relu6": ops.relu6,
    "clip": lambda x: tf.clip_by_value(x, -1.0, 1.0),  # of what may be negative, such as sums
}
CLIPPED_SCALE = 0.3  # at which what is clipped begins, so that few of its values are at the bounds


@dataclasses.dataclass(frozen=True)
class StudentArchitecture(Form):
    """The form of a student's network.

    Raises:
        ValueError: a value out of its range.
    """

    direction: str = option("ab", "ab or ba")
    width: int = option(32, "channels of the blocks")
    blocks: int = option(4, "residual blocks")
    block: str = option("dense", "dense: two 3x3 convolutions; separable: depthwise, then 1x1")
    stem: str = option("space_to_depth", "space_to_depth, or strided: two 3x3 convolutions")
    detail: int = option(8, "channels at full size, before the last convolution")
    finish: int = option(1, "convolutions at full size before the last one")
    channels_a: int = option(3, "channels of the pictures of a: 3, or 1 for grey ones")
    channels_b: int = option(3, "channels of the pictures of b: 3, or 1 for grey ones")

    multiple = REDUCTION
    smallest_size = 2 * REDUCTION

    def __post_init__(self):
        self.check_choices({"direction": ("ab", "ba"), "block": BLOCKS, "stem": STEMS})
        for name, least in {"width": 1, "detail": 1, "blocks": 1, "finish": 0}.items():
            if getattr(self, name) < least:
                raise ValueError(f"{name} must be {least} or more, not {getattr(self, name)}.")
        self.check_channels()
        if self.stem == "strided" and self.width % 2:
            raise ValueError(f"width must be even with the strided stem, not {self.width}.")

    def check_image_shape(self, image_shape: tuple[int, int, int]):
        """Raises ValueError if pictures of this (height, width, channels) cannot be trained on."""
        self.check_training_size(*image_shape[:2], self.smallest_size)

    @property
    def channels(self) -> tuple[int, int]:
        """Of the pictures that it takes, and of those that it gives."""
        return tuple(getattr(self, f"channels_{domain}") for domain in self.direction)


@keras.saving.register_keras_serializable("unit_tf")
class NormalizedConvolution(keras.layers.Layer):
    """A convolution with zeros around, batch normalisation, and an activation or none.

    Args:
        filters: output channels; None for a depthwise convolution, one kernel a channel.
        kernel_size: side of the square kernel, pixels.
        stride: 1, or 2 to halve height and width.
        activation: of `ACTIVATIONS`.
    """

    def __init__(
        self,
        filters: int | None,
        kernel_size: int = 3,
        stride: int = 1,
        activation: str = "relu6",
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.filters, self.kernel_size = filters, kernel_size
        self.stride, self.activation = stride, activation
        common = dict(
            strides=stride,
            padding="same",
            use_bias=False,
            data_format="channels_last",
            dtype=self.dtype_policy,
            name="convolution",
        )
        self.convolution = (
            keras.layers.DepthwiseConv2D(kernel_size, depthwise_initializer="he_normal", **common)
            if filters is None
            else keras.layers.Conv2D(filters, kernel_size, kernel_initializer="he_normal", **common)
        )
        # Of all devices' pictures: of two replicas' halves the moments would be others.
        self.normalization = keras.layers.BatchNormalization(
            gamma_initializer=keras.initializers.Constant(
                CLIPPED_SCALE if activation == "clip" else 1.0
            ),
            synchronized=True,
            dtype=self.dtype_policy,
            name="normalization",
        )

    def build(self, input_shape):
        self.convolution.build((None, None, None, input_shape[-1]))
        self.normalization.build((None, None, None, self.filters or input_shape[-1]))

    def call(self, x, training=False):
        x = self.normalization(self.convolution(x), training=training)
        return ACTIVATIONS[self.activation](x)

    def folded(self) -> tuple[tf.Tensor, tf.Tensor]:
        """Kernel and bias of the convolution that does the same outside training."""
        n = self.normalization
        scale = n.gamma / ops.sqrt(n.moving_variance + n.epsilon)
        if self.filters is None:
            return self.convolution.kernel * scale[:, None], n.beta - n.moving_mean * scale
        return self.convolution.kernel * scale, n.beta - n.moving_mean * scale

    def get_config(self):
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "stride": self.stride,
            "activation": self.activation,
        }


@keras.saving.register_keras_serializable("unit_tf")
class StudentBlock(keras.layers.Layer):
    """x + f(x), clipped.

    Args:
        width: channels in and out.
        kind: "dense", f two convolutions of 3x3, or "separable", each of them a depthwise one and
            one of 1x1.
    """

    def __init__(self, width: int, kind: str = "dense", **kwargs):
        super().__init__(**kwargs)
        self.width, self.kind = width, kind
        policy = self.dtype_policy
        self.convolutions = []
        for number in (1, 2):
            size = 3
            if kind == "separable":
                size = 1
                self.convolutions.append(
                    NormalizedConvolution(
                        None, activation="linear", dtype=policy, name=f"depthwise_{number}"
                    )
                )
            self.convolutions.append(
                NormalizedConvolution(
                    width,
                    size,
                    activation="relu6" if number == 1 else "clip",
                    dtype=policy,
                    name=f"block_{number}",
                )
            )

    def build(self, input_shape):
        for convolution in self.convolutions:
            convolution.build(input_shape)

    def call(self, x, training=False):
        change = x
        for convolution in self.convolutions:
            change = convolution(change, training=training)
        return ACTIVATIONS["clip"](x + change)

    def get_config(self):
        return {**super().get_config(), "width": self.width, "kind": self.kind}


@keras.saving.register_keras_serializable("unit_tf")
class StudentNetwork(Network):
    """Pictures of one domain as the other's.

    Call: float `[batch, height, width, channels]` in [-1, 1], sides that are multiples of 4, to
    float32 of the same size in [-1, 1]; in training, where a clip would stop gradients, not quite.
    """

    ARCHITECTURE = StudentArchitecture

    def __init__(self, architecture: StudentArchitecture, **kwargs):
        super().__init__(architecture, **kwargs)
        a = architecture
        source, target = a.channels
        if a.stem == "strided":
            self.stem = [
                NormalizedConvolution(a.width // 2, stride=2, name="stem_1"),
                NormalizedConvolution(a.width, stride=2, activation="clip", name="stem_2"),
            ]
        else:
            self.stem = [NormalizedConvolution(a.width, activation="clip", name="stem_1")]
        self.blocks = [
            StudentBlock(a.width, a.block, name=f"residual_{number}")
            for number in range(1, a.blocks + 1)
        ]
        self.expansion = NormalizedConvolution(a.detail * REDUCTION**2, name="expansion")
        self.finish = [
            NormalizedConvolution(a.detail, name=f"finish_{number}")
            for number in range(1, a.finish + 1)
        ]
        self.output_convolution = keras.layers.Conv2D(
            target, 3, padding="same", data_format="channels_last", name="output"
        )
        self(keras.KerasTensor((None, None, None, source)))

    def call(self, images, training=False):
        x = ops.cast(images, self.compute_dtype)
        if self.architecture.stem == "space_to_depth":
            x = tf.nn.space_to_depth(x, REDUCTION)
        for layer in (*self.stem, *self.blocks, self.expansion):
            x = layer(x, training=training)
        x = tf.nn.depth_to_space(x, REDUCTION)
        for layer in self.finish:
            x = layer(x, training=training)
        x = ops.cast(self.output_convolution(x), "float32")
        return x if training else ops.clip(x, -1.0, 1.0)

    def one_way(self, direction: str) -> list[keras.Model]:
        """The networks that a picture passes: this one.

        Raises:
            ValueError: it is not of this direction.
        """
        if direction != self.architecture.direction:
            raise ValueError(
                f"This student translates {self.architecture.direction}, not {direction}."
            )
        return [self]


def multiply_adds(architecture: StudentArchitecture, height: int, width: int) -> int:
    """Multiplications with additions for a picture of this size, pixels."""
    a = architecture
    source, target = a.channels
    pixels, fewer = height * width, height * width // REDUCTION**2
    if a.stem == "strided":
        stem = 9 * (pixels // 4 * source * (a.width // 2) + fewer * (a.width // 2) * a.width)
    else:
        stem = 9 * fewer * source * REDUCTION**2 * a.width
    block = 9 * a.width**2 if a.block == "dense" else 9 * a.width + a.width**2
    expansion = 9 * fewer * a.width * a.detail * REDUCTION**2
    output = 9 * pixels * a.detail * (a.finish * a.detail + target)
    return stem + 2 * a.blocks * fewer * block + expansion + output


def widest(architecture: StudentArchitecture, limit: float, height: int, width: int):
    """The architecture with as many channels as keep within so many multiply-adds.

    Args:
        architecture: all but its width.
        limit: multiply-adds for a picture of this size.
        height: of the picture, pixels.
        width: likewise.

    Raises:
        ValueError: the narrowest needs more.
    """
    steps = 8  # channels: fewer leave lanes of the processor empty
    fits = None
    for count in range(steps, 1024, steps):
        wider = dataclasses.replace(architecture, width=count)
        if multiply_adds(wider, height, width) > limit:
            break
        fits = wider
    if fits is None:
        least = multiply_adds(dataclasses.replace(architecture, width=steps), height, width)
        raise ValueError(
            f"{limit:.3g} multiply-adds at {height} x {width} pixels are too few: the narrowest "
            f"student takes {least:.3g}."
        )
    return fits
