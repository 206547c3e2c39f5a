"""What every network is: a Keras model that is made of an architecture, and can be made again."""

import dataclasses

import keras

from unit_tf.networks.architecture import Architecture


class Network(keras.Model):
    """A network of an architecture, which its config tells field by field.

    Attributes:
        ARCHITECTURE: the dataclass of its form.

    Args:
        architecture: its form.
        **kwargs: as of `keras.Model`.
    """

    ARCHITECTURE: type = Architecture

    def __init__(self, architecture, **kwargs):
        super().__init__(**kwargs)
        self.architecture = architecture

    def get_config(self):
        """What the constructor needs to make this network again."""
        return {**super().get_config(), "architecture": dataclasses.asdict(self.architecture)}

    @classmethod
    def from_config(cls, config):
        """The network of a `get_config`."""
        return cls(**{**config, "architecture": cls.ARCHITECTURE(**config["architecture"])})


class NetworkOfDomain(Network):
    """A network of pictures of one domain.

    Args:
        architecture: its form.
        channels: of the domain's pictures, 1 or 3.
        **kwargs: as of `keras.Model`.
    """

    def __init__(self, architecture: Architecture, channels: int, **kwargs):
        super().__init__(architecture, **kwargs)
        self.channels = channels

    def get_config(self):
        """What the constructor needs to make this network again."""
        return {**super().get_config(), "channels": self.channels}
