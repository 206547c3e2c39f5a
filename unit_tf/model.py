"""UNIT: two auto-encoders around one latent space, and the step that trains them.

Liu, Breuel, Kautz: Unsupervised Image-to-Image Translation Networks, NIPS 2017.

Names: `images_ab` are pictures of domain a shown as b, `images_aba` those brought back to a;
`images_aa` are reconstructions within a. All pictures are float32 `[batch, height, width,
channels]` in [-1, 1].
"""

import dataclasses

import keras
import tensorflow as tf
from keras import ops

from unit_tf import losses, moving_average
from unit_tf.accumulation import mean_over_parts
from unit_tf.distribution import has_workers
from unit_tf.generator import Generator
from unit_tf.networks import Architecture, Discriminator, recomputed
from unit_tf.perceptual import frozen_classifier, vgg_features
from unit_tf.presets import Recipe, preset
from unit_tf.translator import Translator


@keras.saving.register_keras_serializable("unit_tf")
class UNIT(Translator, keras.Model):
    """The VAE-GAN with a shared latent space and cycle consistency.

        model = unit_tf.UNIT.from_preset("paper", image_shape=(256, 256, 3))
        model.compile()
        model.fit(unit_tf.data.load("path/to/folder", "train", image_size=256))
        images_ab = model.translate(images_a, direction="ab")

    Args:
        architecture: the form of the networks.
        image_shape: (height, width, channels) of training pictures, recorded for those who load the
            model; it translates pictures of other sizes too.
        preset: the name of the recipe that `compile` follows.
        moving_average: decay of an exponential moving average of the generator's weights, such as
            0.999; 0 for none. With one, `translate`, `reconstruct`, `encode` and `decode` use it.
        seed: of the latents' noise, which is a function of the seed and the step alone.

    Raises:
        ValueError: sizes that are not multiples of `architecture.multiple` or are too small for
            the discriminator, or an unknown preset.
    """

    def __init__(
        self,
        architecture: Architecture,
        image_shape: tuple[int, int, int],
        preset: str = "paper",
        moving_average: float = 0.0,
        seed: int = 0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        architecture.check_image_shape(image_shape)
        if not 0.0 <= moving_average < 1.0:
            raise ValueError(f"moving_average must be in [0, 1), not {moving_average}.")
        self.generator = Generator(architecture, name="generator")
        self.discriminator_a = Discriminator(
            architecture, architecture.channels_a, name="discriminator_a"
        )
        self.discriminator_b = Discriminator(
            architecture, architecture.channels_b, name="discriminator_b"
        )
        self.average = None
        if moving_average:
            self.average = Generator(architecture, name="average")
            self.average.trainable = False
            self.average.set_weights(self.generator.get_weights())

        self.architecture = architecture
        self.image_shape = tuple(image_shape)
        self.preset = preset
        self.moving_average = moving_average
        self.seed = seed
        self.recipe = None
        self.built = True

    @classmethod
    def from_preset(cls, name: str, image_shape: tuple[int, int, int], **overrides) -> "UNIT":
        """A model with the networks of a published program.

        Args:
            name: "paper", "article" or "nvidia2018".
            image_shape: (height, width, channels) of the training pictures; the channels, 3 or 1,
                hold for both domains unless `channels_a` or `channels_b` say otherwise.
            **overrides: any field of `Architecture` (such as `filters=16`), or `moving_average`,
                `seed` and Keras' own `name`.

        Raises:
            ValueError: no such preset or field, or a value out of range.
        """
        fields = {field.name for field in dataclasses.fields(Architecture)}
        changes = {"channels_a": image_shape[-1], "channels_b": image_shape[-1]}
        changes |= {key: overrides.pop(key) for key in list(overrides) if key in fields}
        unknown = set(overrides) - {"moving_average", "seed", "name"}
        if unknown:
            raise ValueError(f"Architecture has no field {', '.join(sorted(unknown))}.")
        architecture = dataclasses.replace(preset(name).architecture, **changes)
        return cls(architecture, image_shape, preset=name, **overrides)

    # Training

    def compile(
        self,
        generator_optimizer: keras.optimizers.Optimizer | None = None,
        discriminator_optimizer: keras.optimizers.Optimizer | None = None,
        classifier: keras.Model | None = None,
        accumulate: int = 1,
        remat: bool = False,
        steps_per_execution: int = 1,
        jit_compile: bool | str = "auto",
        run_eagerly: bool = False,
        **recipe,
    ):
        """Makes the model ready for `fit`, by default exactly as its preset was trained.

        Args:
            generator_optimizer: instead of the recipe's Adam with its weight decay.
            discriminator_optimizer: likewise.
            classifier: from pictures of a to logits, trained, for the weight `semantic`; neither
                trained on nor saved with the model.
            accumulate: into how many parts a step divides its batch, one after the other, for
                batches that do not fit; the gradient is that of the whole batch.
            remat: whether to keep the networks' inputs alone for the way back, and compute the
                features again: less memory, a third more time.
            steps_per_execution: as in `keras.Model.compile`.
            jit_compile: as in `keras.Model.compile`.
            run_eagerly: as in `keras.Model.compile`.
            **recipe: any field of `Recipe` in place of the preset's, such as `cycle=10.0`. With
                `kl=0, cycle_kl=0, recon=0` and `cycle=0` it is a plain GAN, with `cycle=0,
                cycle_kl=0` a VAE-GAN, with `kl=0, cycle_kl=0, recon=0` a CycleGAN.

        Raises:
            ValueError: no such field, or a value out of range.
        """
        super().compile(
            optimizer=None,
            steps_per_execution=steps_per_execution,
            jit_compile=jit_compile,
            run_eagerly=run_eagerly,
        )
        if remat and self.architecture.dropout:
            raise ValueError("remat needs dropout=0: features computed again would drop others.")
        self.accumulate = accumulate
        self.remat = remat
        unknown = set(recipe) - {field.name for field in dataclasses.fields(Recipe)}
        if unknown:
            raise ValueError(f"Recipe has no field {', '.join(sorted(unknown))}.")
        self.recipe = dataclasses.replace(preset(self.preset).recipe, **recipe)
        self.gan_generator, self.gan_discriminator = losses.ADVERSARIAL[self.recipe.adversarial]
        self.features = None
        self.classify = None if classifier is None else frozen_classifier(classifier)
        self.generator_optimizer = generator_optimizer or self.recipe.optimizer("generator")
        self.discriminator_optimizer = discriminator_optimizer or self.recipe.optimizer(
            "discriminator"
        )
        # Unbuilt, their state would be missing from a saved model, and `fit` fails in a strategy.
        self.generator_optimizer.build(self.generator.trainable_variables)
        self.discriminator_optimizer.build(self.discriminator_variables)
        logged = TERMS + (PERCEPTUAL_TERMS if self.recipe.perceptual else ())
        logged += ("semantic",) if self.recipe.semantic else ()
        self.trackers = {
            name: keras.metrics.Mean(name=name) for name in (*logged, "generator", "discriminator")
        }

    @property
    def discriminator_variables(self) -> list:
        """The trainable variables of both discriminators."""
        return self.discriminator_a.trainable_variables + self.discriminator_b.trainable_variables

    @property
    def step(self) -> int:
        """How many training steps the model has taken."""
        return int(self.generator_optimizer.iterations.numpy())

    @property
    def metrics(self):
        """One running mean for each logged number; `fit` resets them every epoch."""
        return list(self.trackers.values()) if self.recipe else []

    def loss_terms(
        self, images_a, images_b, training: bool = False, part: int = 0
    ) -> dict[str, tf.Tensor]:
        """Every term of both losses, unweighted, and the discriminators' mean logits: scalars."""
        t = self.generator.translations(images_a, images_b, self._noise_seeds(part), training)
        # One pass serves both losses: the weights do not move between them.
        real_a, fake_a = self.discriminator_a.compare(images_a, t.images_ba)
        real_b, fake_b = self.discriminator_b.compare(images_b, t.images_ab)
        kl_a, kl_b = map(ops.mean, ops.split(losses.kl(t.latents), 2))
        # The first half are latents of ba: of translations of b.
        cycle_kl_b, cycle_kl_a = map(ops.mean, ops.split(losses.kl(t.cycle_latents), 2))
        terms = {
            "gan_a": self.gan_generator(fake_a),
            "gan_b": self.gan_generator(fake_b),
            "kl_a": kl_a,
            "kl_b": kl_b,
            "recon_a": losses.absolute_difference(t.images_aa, images_a),
            "recon_b": losses.absolute_difference(t.images_bb, images_b),
            "cycle_kl_a": cycle_kl_a,
            "cycle_kl_b": cycle_kl_b,
            "cycle_a": losses.absolute_difference(t.images_aba, images_a),
            "cycle_b": losses.absolute_difference(t.images_bab, images_b),
            "discriminator_a": self.gan_discriminator(real_a, fake_a),
            "discriminator_b": self.gan_discriminator(real_b, fake_b),
            "real_a": losses.mean_logit(real_a),
            "real_b": losses.mean_logit(real_b),
            "fake_a": losses.mean_logit(fake_a),
            "fake_b": losses.mean_logit(fake_b),
        }
        if self.recipe.perceptual:
            features = self.load_features()
            terms["perceptual_a"] = losses.perceptual(features(t.images_ba), features(images_b))
            terms["perceptual_b"] = losses.perceptual(features(t.images_ab), features(images_a))
        if self.recipe.semantic:
            if self.classify is None:
                raise ValueError("The weight semantic needs compile(classifier=...).")
            terms["semantic"] = losses.semantic(self.classify(t.images_ab), self.classify(images_a))
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

    def weigh(self, terms: dict[str, tf.Tensor]) -> tuple[tf.Tensor, tf.Tensor]:
        """The generator's and the discriminators' loss: the sums that the optimisers minimise."""
        w = self.recipe
        generator = (
            w.gan * (terms["gan_a"] + terms["gan_b"])
            + w.kl * (terms["kl_a"] + terms["kl_b"])
            + w.recon * (terms["recon_a"] + terms["recon_b"])
            + w.cycle_kl * (terms["cycle_kl_a"] + terms["cycle_kl_b"])
            + w.cycle * (terms["cycle_a"] + terms["cycle_b"])
        )
        if self.recipe.perceptual:
            generator += w.perceptual * (terms["perceptual_a"] + terms["perceptual_b"])
        if self.recipe.semantic:
            generator += w.semantic * terms["semantic"]
        discriminator = w.discriminator * (terms["discriminator_a"] + terms["discriminator_b"])
        return generator, discriminator

    def fit(self, dataset, *args, **kwargs):
        """Trains on a `tf.data.Dataset` of `(images_a, images_b)`, as of `unit_tf.data.load`.

        All that `keras.Model.fit` takes holds: epochs, callbacks, validation data. The pictures
        are float32 `[batch, height, width, channels]` in [-1, 1], as many of a as of b.
        """
        # Keras warns that it will not shuffle a data set unless told not to.
        return super().fit(dataset, *args, shuffle=False, **kwargs)

    def train_step(self, images):
        """One step of both optimisers on `(images_a, images_b)`; every loss, as a running mean."""
        terms, generator_gradients, discriminator_gradients = mean_over_parts(
            self._gradients, images, self.accumulate
        )
        self.generator_optimizer.apply(generator_gradients, self.generator.trainable_variables)
        self.discriminator_optimizer.apply(discriminator_gradients, self.discriminator_variables)
        if self.average is not None:
            # The first steps are averaged over a shorter time, or untrained weights would linger.
            step = ops.cast(self.generator_optimizer.iterations, "float32")
            decay = ops.minimum(self.moving_average, (1.0 + step) / (10.0 + step))
            moving_average.update(self.average, self.generator, decay)
        return self._track(terms)

    def _gradients(self, images, part: int):
        """The terms of one part of a batch, and the gradients of either loss."""
        generator_variables = self.generator.trainable_variables
        discriminator_variables = self.discriminator_variables
        # Gradients are summed over replicas, hence the mean here.
        replicas = tf.distribute.get_strategy().num_replicas_in_sync
        # Each loss is differentiated by its own network's variables alone: no stop_gradient is
        # needed.
        with tf.GradientTape(persistent=True, watch_accessed_variables=False) as tape:
            tape.watch([v.value for v in generator_variables + discriminator_variables])
            with recomputed(self.remat):
                terms = self.loss_terms(*images, training=True, part=part)
            generator_target, discriminator_target = (x / replicas for x in self.weigh(terms))
        generator_gradients = tape.gradient(generator_target, generator_variables)
        discriminator_gradients = tape.gradient(discriminator_target, discriminator_variables)
        return terms, generator_gradients, discriminator_gradients

    def test_step(self, images):
        """The same losses on held-out `(images_a, images_b)`, nothing trained."""
        return self._track(self.loss_terms(*images))

    def _noise_seeds(self, part: int = 0):
        """Seeds of a step's two samples: others on each replica, the same in a resumed run."""
        context = tf.distribute.get_replica_context()
        replica = context.replica_id_in_sync_group if context else 0
        step = ops.cast(self.generator_optimizer.iterations, "int32")
        fold_in = tf.random.experimental.stateless_fold_in
        seed = fold_in(tf.stack([self.seed, step]), replica * self.accumulate + part)
        return tf.random.experimental.stateless_split(seed, 2)

    def _track(self, terms):
        generator_loss, discriminator_loss = self.weigh(terms)
        logs = {**terms, "generator": generator_loss, "discriminator": discriminator_loss}
        for name, tracker in self.trackers.items():
            tracker.update_state(logs[name])
        results = {name: tracker.result() for name, tracker in self.trackers.items()}
        if has_workers(tf.distribute.get_strategy()):
            # Keras 3.15 takes the mean over workers along axis 0, which a scalar has not.
            results = {name: ops.reshape(result, (1,)) for name, result in results.items()}
        return results

    def _maybe_symbolic_build(self, *args, **kwargs):
        """Nothing, in place of a rehearsal of Keras' that fails where there are workers.

        Networks and optimisers are built already.
        """

    def networks(self) -> Generator:
        """What translates: the moving average where there is one."""
        return self.average or self.generator

    # Saving

    def get_config(self):
        """What the constructor needs to make this model again."""
        return {
            **super().get_config(),
            "architecture": dataclasses.asdict(self.architecture),
            "image_shape": self.image_shape,
            "preset": self.preset,
            "moving_average": self.moving_average,
            "seed": self.seed,
        }

    @classmethod
    def from_config(cls, config):
        """The model of a `get_config`."""
        architecture = Architecture(**config.pop("architecture"))
        return cls(architecture=architecture, **config)

    def get_compile_config(self):
        """What `compile` needs to restore both optimisers."""
        if self.recipe is None:
            return None
        return {
            "generator_optimizer": self.generator_optimizer,
            "discriminator_optimizer": self.discriminator_optimizer,
            "accumulate": self.accumulate,
            "remat": self.remat,
            "steps_per_execution": self.steps_per_execution,
            "jit_compile": self.jit_compile,
            "run_eagerly": self.run_eagerly,
            "recipe": dataclasses.asdict(self.recipe),
        }

    def compile_from_config(self, config):
        """Compiles as `get_compile_config` says; the optimisers' state is loaded after this."""
        config = keras.saving.deserialize_keras_object(config)
        self.compile(**config.pop("recipe"), **config)


TERMS = (
    "gan_a", "gan_b", "kl_a", "kl_b", "recon_a", "recon_b",
    "cycle_kl_a", "cycle_kl_b", "cycle_a", "cycle_b",
    "discriminator_a", "discriminator_b", "real_a", "real_b", "fake_a", "fake_b",
)  # fmt: skip
PERCEPTUAL_TERMS = ("perceptual_a", "perceptual_b")
