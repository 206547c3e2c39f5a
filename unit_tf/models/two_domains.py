"""What the methods that translate between two domains have in common.

Names: `images_ab` are pictures of domain a shown as b, `images_aba` those brought back to a;
`images_aa` are those of a as the generator shows them within a. All pictures are float32 `[batch,
height, width, channels]` in [-1, 1].
"""

import dataclasses

import keras
import tensorflow as tf

from unit_tf.models import losses
from unit_tf.models.adversarial import of_both
from unit_tf.models.given import check_pictures, pair_of
from unit_tf.models.method import Method
from unit_tf.models.perceptual import frozen_classifier, vgg_features
from unit_tf.models.pool import Pool
from unit_tf.models.presets import preset
from unit_tf.models.recipe import Recipe
from unit_tf.networks.architecture import Architecture
from unit_tf.networks.discriminator import Discriminator


class TwoDomains(Method):
    """A generator that translates both ways, and a discriminator of each domain.

    Attributes:
        PRESET: the preset of a model that is made without one.

    Args:
        architecture: the form of the networks.
        image_shape: as of `Method`.
        preset: the name of the recipe that `compile` follows.
        moving_average: as of `Method`.
        seed: as of `Method`.

    Raises:
        ValueError: as of `Method`.
    """

    PRESET = ""
    OPTIONAL = {"perceptual": of_both("perceptual"), "semantic": ("semantic",)}
    pools: dict[str, Pool] | None = None

    def __init__(
        self,
        architecture: Architecture,
        image_shape: tuple[int, int, int],
        preset: str | None = None,
        moving_average: float = 0.0,
        seed: int = 0,
        **kwargs,
    ):
        super().__init__(architecture, image_shape, moving_average, seed, **kwargs)
        self.preset = preset or self.PRESET

    def make_discriminators(self) -> dict[str, Discriminator]:
        """A new discriminator of each domain."""
        return {
            name: Discriminator(self.architecture, self.channels(name[-1]), name=name)
            for name in of_both("discriminator")
        }

    def discriminators(self) -> dict[str, Discriminator]:
        """The discriminator of each domain."""
        return {name: getattr(self, name) for name in of_both("discriminator")}

    @classmethod
    def from_preset(cls, name: str, image_shape: tuple[int, int, int], **overrides):
        """A model with the networks of a published program.

        Args:
            name: one of `PRESETS` that is of this method.
            image_shape: (height, width, channels) of the training pictures; the channels, 3 or 1,
                hold for both domains unless `channels_a` or `channels_b` say otherwise.
            **overrides: any field of `Architecture` (such as `filters=16`), or `moving_average`,
                `seed` and Keras' own `name`.

        Raises:
            ValueError: no such preset or field, or a value out of range.
        """
        published = preset(name)
        if published.method != cls.__name__:
            raise ValueError(f"{name} is a preset of {published.method}, not of {cls.__name__}.")
        fields = {field.name for field in dataclasses.fields(Architecture)}
        changes = {"channels_a": image_shape[-1], "channels_b": image_shape[-1]}
        changes |= {key: overrides.pop(key) for key in list(overrides) if key in fields}
        unknown = set(overrides) - {"moving_average", "seed", "name"}
        if unknown:
            raise ValueError(f"Architecture has no field {', '.join(sorted(unknown))}.")
        architecture = dataclasses.replace(published.architecture, **changes)
        return cls(architecture, image_shape, preset=name, **overrides)

    def default_recipe(self) -> Recipe:
        """The preset's."""
        return preset(self.preset).recipe

    def compile(self, *args, classifier: keras.Model | None = None, **kwargs):
        """Makes the model ready for `fit`: see `Adversarial.compile`.

        Args:
            *args: as there.
            classifier: from pictures of a to logits, trained, for the weight `semantic`; neither
                trained on nor saved with the model.
            **kwargs: as there.

        Raises:
            ValueError: as there, or a pool of translations that cannot be kept.
        """
        super().compile(*args, **kwargs)
        self.features = None
        self.classify = None if classifier is None else frozen_classifier(classifier)
        self._make_pools()

    def _make_pools(self):
        self.pools = None
        if not self.recipe.pool:
            return
        if self.accumulate > 1 or self.distribute_strategy.num_replicas_in_sync > 1:
            raise ValueError(
                "A pool of translations is for one device and whole batches: set pool=0 too."
            )
        sizes = {"a": self.architecture.channels_a, "b": self.architecture.channels_b}
        self.pools = {
            domain: Pool(self.recipe.pool, (*self.image_shape[:2], channels), name=f"pool_{domain}")
            for domain, channels in sizes.items()
        }

    def trained_on(self) -> str:
        """Both domains."""
        return "ab"

    def pictures_of(self, data) -> tuple:
        """`(images_a, images_b)` of what Keras hands on; see `given.pair_of`."""
        return pair_of(data)

    def check_batch(self, images_a, images_b):
        """Raises ValueError if these arrays, or what stands for them, cannot be trained on."""
        smallest = self.architecture.smallest_size
        check_pictures(images_a, self.architecture.channels_a, smallest)
        check_pictures(images_b, self.architecture.channels_b, smallest)
        shapes = [tuple(images.shape[:3]) for images in (images_a, images_b)]
        if any(None not in sides and len(set(sides)) > 1 for sides in zip(*shapes, strict=True)):
            raise ValueError(
                "There must be as many pictures of a as of b, and of the same size, not "
                f"{list(shapes[0])} and {list(shapes[1])}: unit_tf.data.load draws such pairs."
            )
        height, width = shapes[0][1:]
        if None not in (height, width):
            self.architecture.check_image_shape((height, width, 3))
            if self.pools and (height, width) != self.image_shape[:2]:
                raise ValueError(
                    f"The pool of translations keeps pictures of {self.image_shape[:2]} pixels, "
                    f"not of {(height, width)}: train on such, or set pool=0."
                )

    def adversaries(
        self, images_a, images_b, images_ab, images_ba, training: bool, part: int
    ) -> dict[str, tf.Tensor]:
        """The terms of the game between generator and discriminators."""
        pairs = {"a": (images_a, images_ba), "b": (images_b, images_ab)}
        terms = {}
        for domain, (real, fake) in pairs.items():
            discriminator = getattr(self, f"discriminator_{domain}")
            # One pass serves both losses: the weights do not move between them.
            if self.pools and training:
                seed = self.noise_seeds(4, part)[2 + "ab".index(domain)]  # two are the latents'
                shown = self.pools[domain].show(fake, seed)
                real, fake, shown = discriminator.compare(real, fake, shown)
            else:
                real, fake = discriminator.compare(real, fake)
                shown = fake
            terms |= {
                f"gan_{domain}": self.gan_generator(fake),
                f"discriminator_{domain}": self.gan_discriminator(real, shown),
                f"real_{domain}": losses.mean_logit(real),
                f"fake_{domain}": losses.mean_logit(fake),
            }
        return terms

    def likeness(self, images_a, images_b, images_ab, images_ba) -> dict[str, tf.Tensor]:
        """The terms by which networks that are not trained hold a translation to its source."""
        terms = {}
        if self.recipe.perceptual:
            features = self.load_features()
            terms["perceptual_a"] = losses.perceptual(features(images_ba), features(images_b))
            terms["perceptual_b"] = losses.perceptual(features(images_ab), features(images_a))
        if self.recipe.semantic:
            if self.classify is None:
                raise ValueError("The weight semantic needs compile(classifier=...).")
            terms["semantic"] = losses.semantic(self.classify(images_ab), self.classify(images_a))
        return terms

    def load_features(self):
        """What the perceptual loss compares, loaded when first needed: not to translate.

        Raises:
            ValueError: as `perceptual.vgg_features`.
        """
        if self.features is None:
            with tf.init_scope():  # outside of the step that is being traced
                self.features = vgg_features()
        return self.features

    def about(self) -> dict[str, str]:
        """What its card says: see `Method.about`."""
        return {
            "directions": "Direction ab shows pictures of a as b, ba the other way.",
            "ways": "both ways",
            "pictures": "unpaired pictures of a and of b",
            "origin": f"Preset `{self.preset}`",
            "begun": "begun with the weights of",
        }

    def samples(self, images_a, images_b) -> list[dict]:
        """Rows `a aa ab aba`, and `b bb ba bab`: see `Method.samples`."""
        groups = []
        for (source, target), images in (("ab", images_a), ("ba", images_b)):
            translated = self.translate(images, source + target)
            groups.append(
                {
                    source: images,
                    source + source: self.reconstruct(images, source),
                    source + target: translated,
                    source + target + source: self.translate(translated, target + source),
                }
            )
        return groups

    def get_config(self):
        """What the constructor needs to make this model again."""
        return {**super().get_config(), "preset": self.preset}
