"""The step of every method: two losses, term by term, and an optimiser for each."""

import dataclasses

import keras
import tensorflow as tf
from keras import ops

from unit_tf.engine import moving_average
from unit_tf.engine.accumulation import mean_over_parts
from unit_tf.engine.distribution import has_workers
from unit_tf.engine.optimizers import Optimizers
from unit_tf.engine.running_mean import RunningMean
from unit_tf.models import losses
from unit_tf.models.recipe import Training
from unit_tf.models.verbs import Verbs
from unit_tf.networks.recomputation import recomputed


def of_both(*names: str) -> tuple[str, ...]:
    """The names of terms that each domain has: "gan" is "gan_a" and "gan_b"."""
    return tuple(f"{name}_{domain}" for name in names for domain in "ab")


def without_domain(term: str) -> str:
    """The name of a term without its domain, by which it is weighed."""
    return term.removesuffix("_a").removesuffix("_b")


class Adversarial(Verbs):
    """A generator and discriminators that train against each other.

    A method says by its class attributes which terms it has, and computes them in `loss_terms`.
    The weight of a term is the recipe's field of its name without the domain: the generator
    minimises the weighted sum of all, the discriminators that of `discriminator`; terms without a
    weight are shown alone.

    Its constructor sets `generator`, `average` (of the same form, or None), `moving_average` (the
    average's decay), `architecture` and `seed`.

    Attributes:
        TERMS: the names of the terms that are always there.
        OPTIONAL: those that are there if the weight of that name is not zero.
        recipe: what `compile` was asked for; None before.
    """

    TERMS: tuple[str, ...] = ()
    OPTIONAL: dict[str, tuple[str, ...]] = {}
    recipe: Training | None = None

    def loss_terms(self, *pictures, training: bool = False, part: int = 0) -> dict[str, tf.Tensor]:
        """Every term of both losses, unweighted, and the discriminators' mean logits: scalars.

        Args:
            *pictures: float32 `[batch, height, width, channels]` in [-1, 1], of each domain that
                the method is trained on; as many of each.
            training: whether dropout, if any, is on, and the pools of translations fill.
            part: which part of a batch this is, where a step divides it.
        """
        raise NotImplementedError

    def default_recipe(self) -> Training:
        """What `compile` changes by its arguments."""
        raise NotImplementedError

    @property
    def discriminator_variables(self) -> list:
        """The trainable variables of all discriminators."""
        raise NotImplementedError

    def weigh(self, terms: dict[str, tf.Tensor]) -> tuple[tf.Tensor, tf.Tensor]:
        """The generator's and the discriminators' loss: the sums that the optimisers minimise."""
        generator = discriminator = ops.zeros(())
        for name, term in terms.items():
            weight = self.recipe.weights.get(without_domain(name))
            if without_domain(name) == "discriminator":
                discriminator += weight * term
            elif weight is not None:
                generator += weight * term
        return generator, discriminator

    def compile(
        self,
        generator_optimizer: keras.optimizers.Optimizer | None = None,
        discriminator_optimizer: keras.optimizers.Optimizer | None = None,
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
            accumulate: into how many parts a step divides its batch, one after the other, for
                batches that do not fit; the gradient is that of the whole batch.
            remat: whether to keep the networks' inputs alone for the way back, and compute the
                features again: less memory, a third more time.
            steps_per_execution: as in `keras.Model.compile`.
            jit_compile: as in `keras.Model.compile`.
            run_eagerly: as in `keras.Model.compile`.
            **recipe: any field of `default_recipe` in place of its own, such as `cycle=10.0`.

        Raises:
            ValueError: no such field, a value out of range, or a weight of another method.
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
        default = self.default_recipe()
        unknown = set(recipe) - {field.name for field in dataclasses.fields(default)}
        if unknown:
            kind = type(default).__name__
            raise ValueError(
                f"{kind} has no field {', '.join(sorted(unknown))}: losses and metrics are the "
                "method's own, and optimisers are given as generator_optimizer and "
                "discriminator_optimizer."
            )
        self.recipe = dataclasses.replace(default, **recipe)
        self.check_recipe()
        self.gan_generator, self.gan_discriminator = losses.ADVERSARIAL[self.recipe.adversarial]
        self.generator_optimizer = self._optimizer(
            generator_optimizer or self.recipe.optimizer("generator"),
            self.generator.trainable_variables,
        )
        self.discriminator_optimizer = self._optimizer(
            discriminator_optimizer or self.recipe.optimizer("discriminator"),
            self.discriminator_variables,
        )
        if self.generator_optimizer is self.discriminator_optimizer:
            raise ValueError("Both optimisers are one object, whose state cannot serve both.")
        self.optimizer = Optimizers(self.generator_optimizer, self.discriminator_optimizer)
        names = list(self.TERMS)
        for weight, optional in self.OPTIONAL.items():
            names += optional if self.recipe.weights[weight] else ()
        names += ("generator", "discriminator")
        self.trackers = {name: RunningMean(name=name) for name in names}

    def _optimizer(self, chosen, variables: list) -> keras.optimizers.Optimizer:
        """What `compile` was given, scaling losses where half precision needs it, and built."""
        optimizer = keras.optimizers.get(chosen)
        is_scaling = isinstance(optimizer, keras.optimizers.LossScaleOptimizer)
        if self.generator.compute_dtype == "float16" and not is_scaling:
            optimizer = keras.optimizers.LossScaleOptimizer(optimizer, name=optimizer.name)
        # Unbuilt, its state would be missing from a saved model, and `fit` fails in a strategy.
        if not optimizer.built:
            optimizer.build(variables)
        return optimizer

    def finish_averages(self):
        """Puts averages of weights, if an optimiser keeps them by `use_ema`, in their place."""
        self.generator_optimizer.finalize_variable_values(self.generator.trainable_variables)
        self.discriminator_optimizer.finalize_variable_values(self.discriminator_variables)

    def check_recipe(self):
        """Raises ValueError if the recipe asks for what the method has not."""
        terms = (self.TERMS, *self.OPTIONAL.values())
        known = {*self.OPTIONAL, *(without_domain(name) for names in terms for name in names)}
        for name, weight in self.recipe.weights.items():
            if weight and name not in known:
                raise ValueError(
                    f"{type(self).__name__} has no term {name}: its weight must be 0, not {weight}."
                )

    @property
    def step(self) -> int:
        """How many training steps the model has taken."""
        return int(self.generator_optimizer.iterations.numpy())

    @property
    def metrics(self):
        """One running mean for each logged number; `fit` resets them every epoch.

        Keras' own, `loss`, is there for callbacks: it is the generator's.
        """
        return [self._loss_tracker, *self.trackers.values()] if self.recipe else []

    def train_step(self, data):
        """One step of both optimisers on a batch; every loss, as a running mean."""
        terms, generator_gradients, discriminator_gradients = mean_over_parts(
            self._gradients, self._batch(data), self.accumulate
        )
        self.generator_optimizer.apply(generator_gradients, self.generator.trainable_variables)
        self.discriminator_optimizer.apply(discriminator_gradients, self.discriminator_variables)
        if self.average is not None:
            # The first steps are averaged over a shorter time, or untrained weights would linger.
            step = ops.cast(self.generator_optimizer.iterations, "float32")
            decay = ops.minimum(self.moving_average, (1.0 + step) / (10.0 + step))
            moving_average.update(self.average, self.generator, decay)
        return self._track(terms)

    def _gradients(self, pictures, part: int):
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
                terms = self.loss_terms(*pictures, training=True, part=part)
            generator_loss, discriminator_loss = self.weigh(terms)
            generator_target = self.generator_optimizer.scale_loss(generator_loss / replicas)
            discriminator_target = self.discriminator_optimizer.scale_loss(
                discriminator_loss / replicas
            )
        generator_gradients = tape.gradient(generator_target, generator_variables)
        discriminator_gradients = tape.gradient(discriminator_target, discriminator_variables)
        return terms, generator_gradients, discriminator_gradients

    def test_step(self, data):
        """The same losses on held-out pictures, nothing trained."""
        return self._track(self.loss_terms(*self._batch(data)))

    def _batch(self, data) -> tuple:
        pictures = self.pictures_of(data)
        self.check_batch(*pictures)
        return tuple(ops.cast(images, "float32") for images in pictures)

    def noise_seeds(self, count: int, part: int = 0):
        """Stateless seeds of a step: others on each replica, the same in a resumed run."""
        context = tf.distribute.get_replica_context()
        replica = context.replica_id_in_sync_group if context else 0
        step = ops.cast(self.generator_optimizer.iterations, "int32")
        fold_in = tf.random.experimental.stateless_fold_in
        seed = fold_in(tf.stack([self.seed, step]), replica * self.accumulate + part)
        return tf.random.experimental.stateless_split(seed, count)

    def _track(self, terms):
        generator_loss, discriminator_loss = self.weigh(terms)
        logs = {
            **terms,
            "loss": generator_loss,
            "generator": generator_loss,
            "discriminator": discriminator_loss,
        }
        for tracker in self.metrics:
            tracker.update_state(logs[tracker.name])
        results = {tracker.name: tracker.result() for tracker in self.metrics}
        if has_workers(tf.distribute.get_strategy()):
            # Keras 3.15 takes the mean over workers along axis 0, which a scalar has not.
            results = {name: ops.reshape(result, (1,)) for name, result in results.items()}
        return results

    def _maybe_symbolic_build(self, *args, **kwargs):
        """Nothing, in place of a rehearsal of Keras' that fails where there are workers.

        Networks and optimisers are built already.
        """

    # Saving

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
