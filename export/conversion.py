"""One direction of a trained model as a float32 TFLite file, before any quantisation."""

import os
import tempfile

import numpy as np
import tensorflow as tf

from export.lowered import lowered
from unit_tf.models.translator import Translator
from unit_tf.networks.architecture import Architecture
from unit_tf.reason import reason

SIGNATURE, INPUT, OUTPUT = "translate", "image", "translated"
IO = ("uint8", "float32")
LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601, as Pillow turns colour into grey


class ConversionError(ValueError):
    """A model cannot be converted: the message says why and what to do instead."""


def to_tflite(
    generator: Translator,
    direction: str,
    image_size: tuple[int, int],
    scales: dict[str, np.ndarray],
    io: str = "uint8",
) -> bytes:
    """The file's bytes: batch 1, a fixed size, one signature `translate`, no random operation.

    Args:
        generator: trained.
        direction: "ab" or "ba".
        image_size: height and width, pixels.
        scales: of `scaling.power_of_two_scales`.
        io: "uint8" for pictures as cameras and screens hold them, `[1, height, width, 3]` RGB in
            and out, also of a grey domain, scaled and rounded within the graph; "float32" for the
            network alone, in [-1, 1], with each domain's own channels.

    Raises:
        ConversionError: sizes that the network does not take, or no room for temporary files.
    """
    check_size(generator.architecture, image_size)
    height, width = image_size
    network = lowered(generator, direction, scales)
    channels = getattr(generator.architecture, f"channels_{direction[0]}")

    def translate(image):
        if io == "float32":
            return {OUTPUT: network(image)}
        return {OUTPUT: to_bytes(network(from_bytes(image, channels)))}

    spec = tf.TensorSpec((1, height, width, 3 if io == "uint8" else channels), io, name=INPUT)
    module = tf.Module()
    module.translate = tf.function(translate, input_signature=[spec], autograph=False)
    signatures = {SIGNATURE: module.translate.get_concrete_function()}
    try:
        with tempfile.TemporaryDirectory() as folder:
            tf.saved_model.save(module, folder, signatures=signatures)
            converter = tf.lite.TFLiteConverter.from_saved_model(folder, signature_keys=[SIGNATURE])
            return converter.convert()
    except (OSError, tf.errors.OpError) as error:
        raise ConversionError(
            f"The converter's temporary files cannot be written in "
            f"{os.environ.get('TMPDIR', '/tmp')} ({reason(error)}): make room there, or name "
            "another folder in the environment variable TMPDIR."
        ) from error


def check_size(architecture: Architecture, image_size: tuple[int, int]):
    """Raises ConversionError if the network does not take pictures of this height and width."""
    height, width = image_size
    if height % architecture.multiple or width % architecture.multiple:
        raise ConversionError(
            f"{height} x {width} pixels: both sizes must be multiples of {architecture.multiple}."
        )
    if min(height, width) < architecture.smallest_size:
        raise ConversionError(
            f"{height} x {width} pixels: both sizes must be at least {architecture.smallest_size}."
        )


def from_bytes(image, channels: int):
    """uint8 RGB to [-1, 1], of three channels or, for a grey domain, one."""
    image = tf.cast(image, tf.float32)
    if channels == 1:
        image = tf.reduce_sum(image * LUMA, -1, keepdims=True)
    return image * np.float32(1 / 127.5) - 1.0


def to_bytes(image):
    """[-1, 1] to uint8 RGB, rounded; the cast cuts what is behind the point."""
    if image.shape[-1] == 1:
        image = tf.concat([image] * 3, -1)
    return tf.cast(image * 127.5 + 128.0, tf.uint8)
