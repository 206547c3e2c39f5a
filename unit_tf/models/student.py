"""A student: a small network of one direction that learns to make its teacher's pictures.

Hinton, Vinyals, Dean: Distilling the Knowledge in a Neural Network, 2015; of translators Li et al.:
GAN Compression, CVPR 2020, and Ren et al.: Online Multi-Granularity Distillation, ICCV 2021.
"""

import dataclasses

import keras
import tensorflow as tf
from keras import ops

from unit_tf.models import imitation, losses
from unit_tf.models.given import check_pictures, only_pictures
from unit_tf.models.method import Method
from unit_tf.models.recipe import Distillation
from unit_tf.models.teacher import Teacher
from unit_tf.models.two_domains import TwoDomains
from unit_tf.networks.architecture import Architecture
from unit_tf.networks.discriminator import Discriminator
from unit_tf.networks.student import StudentArchitecture, StudentNetwork

SIZES = {"tiny": 16, "small": 32, "medium": 64}  # the blocks' channels


@keras.saving.register_keras_serializable("unit_tf")
class Student(Method):
    """A small network that makes, one way, the pictures that a trained model makes.

        student = unit_tf.Student.from_teacher(model, direction="ab")
        student.compile()
        student.fit(images_a)
        images_ab = student.translate(images_a)

    It is trained on pictures of the source domain alone, and held to what the teacher makes of
    them. Its adversary begins as the teacher's discriminator of the target domain, to which the
    teacher's pictures are the real ones.

    Args:
        architecture: the form of its network.
        adversary: the form of its teacher's discriminators.
        image_shape: as of `Method`.
        moving_average: as of `Method`.
        seed: as of `Method`.

    Raises:
        ValueError: as of `Method`.
    """

    PAPER = (
        "A student of UNIT (Liu, Breuel, Kautz: Unsupervised Image-to-Image Translation Networks, "
        "NIPS 2017)"
    )
    GENERATOR = StudentNetwork
    ARCHITECTURE = StudentArchitecture
    OPTIONAL = {"gan": ("gan", "discriminator", "real", "fake")} | {
        name: (name,)
        for name in ("pixels", "gradient", "structure", "features", "pooled", "latent")
    }

    def __init__(
        self,
        architecture: StudentArchitecture,
        adversary: Architecture,
        image_shape: tuple[int, int, int],
        moving_average: float = 0.0,
        seed: int = 0,
        **kwargs,
    ):
        self.adversary = adversary
        super().__init__(architecture, image_shape, moving_average, seed, **kwargs)
        adversary.check_image_shape(image_shape)
        self.direction = architecture.direction
        self.directions = (self.direction,)
        self.teacher: Teacher | None = None

    @classmethod
    def from_teacher(
        cls,
        model: TwoDomains,
        direction: str = "ab",
        size: str = "small",
        image_shape: tuple[int, int, int] | None = None,
        moving_average: float = 0.999,
        seed: int = 0,
        **overrides,
    ):
        """A student that begins: its network untrained, its adversary as its teacher's.

        Args:
            model: the teacher, trained.
            direction: "ab" or "ba".
            size: one of `SIZES`.
            image_shape: of training pictures; None: as the teacher's.
            moving_average: as of `Method`.
            seed: as of `Method`.
            **overrides: any field of `StudentArchitecture`, such as `width=24`.

        Raises:
            ValueError: no such direction, size or field, or a value out of range.
        """
        if size not in SIZES:
            raise ValueError(f"size must be one of {', '.join(SIZES)}, not {size!r}.")
        fields = {field.name for field in dataclasses.fields(StudentArchitecture)}
        if unknown := set(overrides) - fields:
            raise ValueError(f"StudentArchitecture has no field {', '.join(sorted(unknown))}.")
        judge, a = Teacher(model, direction).discriminator, model.architecture
        form = {"channels_a": a.channels_a, "channels_b": a.channels_b, "width": SIZES[size]}
        architecture = StudentArchitecture(**form | overrides | {"direction": direction})
        shape = image_shape or model.image_shape
        student = cls(architecture, a, shape, moving_average, seed)
        student.discriminator.set_weights(judge.get_weights())
        student.learn_from(model)
        return student

    def learn_from(self, model: TwoDomains):
        """Gives the student its teacher, which a student that was loaded from a file lacks.

        Args:
            model: the teacher, trained.

        Raises:
            ValueError: it makes pictures of other channels, or has no latent space where the
                weight `latent` asks for one.
        """
        teacher = Teacher(model, self.direction)
        if any(model.channels(domain) != self.channels(domain) for domain in "ab"):
            raise ValueError("The teacher's pictures have other channels than the student's.")
        self.teacher = teacher
        self._check_latents()

    def make_discriminators(self) -> dict[str, Discriminator]:
        """A new discriminator of the target domain."""
        channels = self.architecture.channels[1]
        return {"discriminator": Discriminator(self.adversary, channels, name="discriminator")}

    def discriminators(self) -> dict[str, Discriminator]:
        """The discriminator of the target domain."""
        return {"discriminator": self.discriminator}

    @property
    def discriminator_variables(self) -> list:
        """None where the weight `gan` is zero: there the discriminator has no part."""
        return super().discriminator_variables if self.recipe.gan else []

    def default_recipe(self) -> Distillation:
        """What was best when it was measured: see docs/student.md."""
        return Distillation()

    def check_recipe(self):
        """Raises ValueError if the recipe or the engine asks for what cannot be."""
        super().check_recipe()
        if self.accumulate > 1 or self.remat:
            raise ValueError(
                "A student's batch is normalised as a whole and once: leave out accumulate and "
                "remat, of which so small a network has no need."
            )
        self._check_latents()

    def _check_latents(self):
        if self.recipe and self.recipe.latent and self.teacher and not self.teacher.has_latents:
            raise ValueError("The teacher has no latent space: set the weight latent to 0.")

    def check_direction(self, direction: str):
        """Raises ValueError unless it is the student's."""
        super().check_direction(direction)
        if direction != self.direction:
            raise ValueError(f"This student translates {self.direction}, not {direction}.")

    def translate(self, images, direction: str | None = None):
        """Pictures of the source domain shown as the target's: see `Translator.translate`."""
        return super().translate(images, direction or self.direction)

    def reconstruct(self, images, domain: str):
        """Raises ValueError: a student has no way within a domain."""
        raise ValueError("A student translates alone: only its teacher reconstructs.")

    def trained_on(self) -> str:
        """The source domain."""
        return self.direction[0]

    def pictures_of(self, data) -> tuple:
        """`(images,)` of what Keras hands on; see `given.only_pictures`."""
        return only_pictures(data)

    def check_batch(self, images):
        """Raises ValueError if this array, or what stands for it, cannot be trained on."""
        check_pictures(images, self.channels(self.direction[0]), self.architecture.smallest_size)
        height, width = images.shape[1:3]
        if None not in (height, width):
            self.architecture.check_image_shape((height, width, 3))

    def loss_terms(self, images, training: bool = False, part: int = 0) -> dict[str, tf.Tensor]:
        """What it is held to, unweighted, and its game; see `Adversarial.loss_terms`."""
        if self.teacher is None:
            raise ValueError("A student that was loaded learns on by learn_from(its teacher).")
        if training and self.recipe.mix:
            images = self._mixed(images, part)
        made = self.generator(images, training=training)
        taught = ops.stop_gradient(self.teacher.translate(images))
        # In training a pixel may leave [-1, 1], to be brought back by `pixels`; no network of the
        # teacher's has ever seen such a one.
        shown = ops.clip(made, -1.0, 1.0)
        return {
            **self._game(shown, taught),
            **self._to_its_pictures(made, taught),
            **self._to_its_eyes(images, shown, taught),
        }

    def _mixed(self, images, part: int):
        """Each picture with another of its batch laid over it, by shares up to `mix`.

        A teacher answers for any picture, so that few of them last longer (Beyer et al.: Knowledge
        distillation: a good teacher is patient and consistent, CVPR 2022).
        """
        shape, seed = (ops.shape(images)[0], 1, 1, 1), self.noise_seeds(1, part)[0]
        shares = tf.random.stateless_uniform(shape, seed, 0.0, self.recipe.mix)
        return images + shares * (ops.roll(images, 1, axis=0) - images)

    def _game(self, made, taught) -> dict[str, tf.Tensor]:
        """The terms of a student and a discriminator that play against each other, if they do."""
        if not self.recipe.gan:
            return {}
        real, fake = self.discriminator.compare(taught, made)
        return {
            "gan": self.gan_generator(fake),
            "discriminator": self.gan_discriminator(real, fake),
            "real": losses.mean_logit(real),
            "fake": losses.mean_logit(fake),
        }

    def _to_its_pictures(self, made, taught) -> dict[str, tf.Tensor]:
        """The terms that have a weight, of a student's pixels and its teacher's."""
        weights, terms = self.recipe.weights, {}
        if weights["pixels"]:
            terms["pixels"] = losses.absolute_difference(made, taught)
        if weights["gradient"]:
            terms["gradient"] = imitation.gradient(made, taught)
        if weights["structure"]:
            terms["structure"] = imitation.structure(made, taught)
        return terms

    def _to_its_eyes(self, images, made, taught) -> dict[str, tf.Tensor]:
        """The terms that have a weight, of what the teacher's networks see in both pictures."""
        weights, terms = self.recipe.weights, {}
        if weights["features"] or weights["pooled"]:
            seen = self.teacher.features(made), self.teacher.features(taught)
            if weights["features"]:
                terms["features"] = imitation.features(*seen)
            if weights["pooled"]:
                terms["pooled"] = imitation.pooled(*seen)
        if weights["latent"]:
            source, z = self.teacher.latents(images, made)
            terms["latent"] = imitation.features([z], [source])
        return terms

    def about(self) -> dict[str, str]:
        """What its card says: see `Method.about`."""
        source, target = self.direction
        return {
            "directions": f"It shows pictures of {source} as {target}, and no other way.",
            "ways": "one way",
            "pictures": f"what the teacher makes of pictures of {source}",
            "origin": "A student",
            "begun": "taught by",
        }

    def samples(self, images) -> list[dict]:
        """Rows of the picture, the teacher's, the student's and 4 times their difference."""
        taught = ops.convert_to_tensor(self.teacher.translate(images))
        made = self.translate(images)
        difference = ops.clip(4.0 * ops.abs(made - taught) - 1.0, -1.0, 1.0)
        return [
            {
                self.direction[0]: images,
                "teacher": taught,
                "student": made,
                "4 x error": difference,
            }
        ]

    # Saving

    def get_config(self):
        """What the constructor needs to make this model again."""
        return {**super().get_config(), "adversary": dataclasses.asdict(self.adversary)}

    @classmethod
    def from_config(cls, config):
        """The model of a `get_config`."""
        return super().from_config({**config, "adversary": Architecture(**config["adversary"])})
