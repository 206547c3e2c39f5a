"""The feature map that the perceptual loss compares: VGG16, trained on ImageNet."""

from collections.abc import Callable

import keras
from keras import ops


def vgg_features(weights: str = "imagenet") -> Callable:
    """A function from pictures to VGG16's relu5_3 features.

    Args:
        weights: as in `keras.applications.VGG16`; "imagenet" downloads them once.

    Returns:
        A function of float `[batch, height, width, 1 or 3]` in [-1, 1] to `[batch, height / 16,
        width / 16, 512]`. It hides the network, which thus is neither trained nor saved with a
        model.

    Raises:
        ValueError: the weights can be had neither from the cache nor from the network.
    """
    try:
        vgg = keras.applications.VGG16(include_top=False, weights=weights)
    except Exception as error:
        raise ValueError(
            "The perceptual loss needs VGG16's ImageNet weights, which could not be downloaded "
            f"({error}): put vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5 of "
            "keras.applications into ~/.keras/models, or set the weight perceptual to 0."
        ) from error
    network = keras.Model(vgg.input, vgg.get_layer("block5_conv3").output)
    network.trainable = False

    def features(images):
        if images.shape[-1] == 1:
            images = ops.repeat(images, 3, axis=-1)
        return network(keras.applications.vgg16.preprocess_input((images + 1.0) * 127.5))

    return features


def frozen_classifier(classifier: keras.Model) -> Callable:
    """A function from pictures to a classifier's logits, which hides it as `vgg_features` does.

    Args:
        classifier: from float `[batch, height, width, channels]` in [-1, 1] to `[batch, classes]`.

    Returns:
        The same for pictures of one channel or three: grey ones three times, colour as its mean.
    """
    channels = classifier.input_shape[-1]

    def logits(images):
        if images.shape[-1] != channels:
            images = (
                keras.ops.mean(images, -1, keepdims=True)
                if channels == 1
                else keras.ops.repeat(images, channels, axis=-1)
            )
        return classifier(images, training=False)

    return logits
