"""Trains a student: a small network that makes, one way, the pictures of a trained translator.

    python -m unit_tf.distill --model=runs/demo --direction=ab --run_dir=runs/student

It needs pictures of the source domain alone. The same command again goes on with a run that was
stopped (see `run_folder`).
"""

import dataclasses

from absl import flags

from unit_tf import data, options
from unit_tf.models.files import load_model, model_file, own_data_set
from unit_tf.models.recipe import Distillation
from unit_tf.models.student import SIZES, Student
from unit_tf.models.two_domains import TwoDomains
from unit_tf.networks.student import StudentArchitecture, widest
from unit_tf.training.flags import CHANGEABLE, DATA, ENGINE, MISCELLANEOUS, RUN, TRAINING
from unit_tf.training.run import Command, run

FLAGS = flags.FLAGS

TEACHER = ["model", "direction"]
options.define_path("model", None, "the teacher: a run folder or a .keras file")
flags.DEFINE_enum("direction", "ab", ["ab", "ba"], "the way that the student goes")

SIZE = ["size_of", "multiply_adds"]
flags.DEFINE_enum("size_of", "small", list(SIZES), "how wide the student is, by name")
flags.DEFINE_float(
    "multiply_adds", None, "or as wide as so many allow at --image_size, such as 2.5e9",
    lower_bound=1.0,
)  # fmt: skip
SHAPE = options.define_fields(
    StudentArchitecture,
    {name: StudentArchitecture(width=width) for name, width in SIZES.items()},
    but=["direction", "channels_a", "channels_b"],
)
LOSSES = options.define_fields(Distillation, {"student": Distillation()}, but=TRAINING)
OWN_ENGINE = [name for name in ENGINE if name not in ("accumulate", "remat")]
GROUPS = {
    "Teacher": TEACHER,
    "Data": DATA,
    "Student": [*SIZE, *SHAPE, "moving_average"],
    "Losses and optimisers": [*LOSSES, *TRAINING],
    "Run": RUN,
    "Engine": OWN_ENGINE,
    "Miscellaneous": [*MISCELLANEOUS, "dry_run"],
}
NAMES = [
    *TEACHER, *DATA, *SIZE, *SHAPE, "moving_average", *LOSSES, *TRAINING, *RUN, *ENGINE,
    *MISCELLANEOUS,
]  # fmt: skip
# Of the flags that other commands have too. What is None is the teacher's own.
DEFAULTS = {
    "dataset": None,
    "image_size": None,
    "batch_size": 8,
    "moving_average": 0.999,
    "run_dir": "runs/student",
}


def main() -> int:
    """Trains as the flags say; returns the exit status."""
    if FLAGS.model is None:
        raise options.UsageError(
            "--model is missing: give the teacher's run folder or .keras file."
        )
    return run(
        Command(
            module="unit_tf.distill",
            names=NAMES,
            changeable=CHANGEABLE,
            # A run from before the flag had nothing laid over its pictures.
            before=dataclasses.asdict(StudentArchitecture())
            | dataclasses.asdict(Distillation(mix=0.0)),
            if_out_of_memory="Try a smaller --batch_size, --image_size or --width.",
            make_model=make_student,
            begun_with=lambda: FLAGS.model,
        )
    )


def make_student() -> Student:
    """A compiled student of the teacher, as the flags say."""
    teacher = load_model(FLAGS.model)
    if not isinstance(teacher, TwoDomains):
        raise options.UsageError(
            f"--model={FLAGS.model} holds a {type(teacher).__name__}: give the model of two "
            "domains that it learned from."
        )
    take_pictures_of(teacher)
    height, width = options.image_size(FLAGS.image_size)
    shape = options.set_fields(StudentArchitecture) | {"direction": FLAGS.direction}
    try:
        if FLAGS.multiply_adds:
            if FLAGS.width is not None or FLAGS["size_of"].present:
                raise options.UsageError(
                    "--multiply_adds chooses the width: leave out --size_of and --width."
                )
            channels = {f"channels_{d}": teacher.channels(d) for d in "ab"}
            form = StudentArchitecture(**shape | channels)
            shape["width"] = widest(form, FLAGS.multiply_adds, height, width).width
        student = Student.from_teacher(
            teacher,
            size=FLAGS.size_of,
            image_shape=(height, width, teacher.channels(FLAGS.direction[0])),
            moving_average=FLAGS.moving_average,
            seed=FLAGS.seed,
            **shape,
        )
        student.compile(
            accumulate=FLAGS.accumulate,
            remat=FLAGS.remat,
            steps_per_execution=FLAGS.steps_per_execution,
            jit_compile="auto" if FLAGS.jit is None else FLAGS.jit,
            **options.set_fields(Distillation),
        )
    except ValueError as error:
        raise options.UsageError(str(error)) from error
    return student


def take_pictures_of(teacher: TwoDomains):
    """Sets the flags of the pictures that are not given to what the teacher was trained on."""
    own = own_data_set(model_file(FLAGS.model))
    if FLAGS.dataset is None:
        if not own:
            raise options.UsageError(
                f"--dataset is missing, and {FLAGS.model} does not tell what it was trained on: "
                "give pictures of its source domain."
            )
        FLAGS.dataset = own["dataset"]
        FLAGS.levels = FLAGS.levels or own.get("levels")
    if FLAGS.image_size is None:
        FLAGS.image_size = "{}x{}".format(*teacher.image_shape[:2])


if __name__ == "__main__":
    options.run(main, __doc__, GROUPS, errors=(data.DataError,), defaults=DEFAULTS)
