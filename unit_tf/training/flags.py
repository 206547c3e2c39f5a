"""The flags that the commands that train share, in the groups that their help shows."""

from absl import flags

from unit_tf import options
from unit_tf.data.levels import define_levels
from unit_tf.models.presets import PRESETS
from unit_tf.models.recipe import Distillation, Training

DATA = [
    "dataset", "image_size", "batch_size", "levels", "crop_margin", "flip", "stretch", "shift",
    "slant",
]  # fmt: skip
options.define_dataset(
    "dataset",
    "scenes",
    "folder with trainA, trainB; tfds:NAME; A.npz,B.npz; scenes; or scenes:photographed",
)
flags.DEFINE_string("image_size", "256", "of training pictures: a side or HEIGHTxWIDTH, pixels")
flags.DEFINE_integer(
    "batch_size", 1, "pictures of each domain in a step, on all devices together", lower_bound=1
)
define_levels()
flags.DEFINE_float("crop_margin", 1.12, "how much larger pictures are than crops", lower_bound=1.0)
flags.DEFINE_boolean("flip", True, "mirror half of the training pictures")
flags.DEFINE_float("stretch", 1.0, "up to which factor to stretch or shrink them", lower_bound=1.0)
flags.DEFINE_float("shift", 0.0, "up to which share of their sides to move them", lower_bound=0.0)
flags.DEFINE_float("slant", 0.0, "how far to lean them, as a share of height", lower_bound=0.0)

flags.DEFINE_float("moving_average", 0.0, "decay of the generator's average, such as 0.999; 0: off")
TRAINING = options.define_fields(
    Training,
    {name: preset.recipe for name, preset in PRESETS.items()} | {"student": Distillation()},
)

RUN = ["run_dir", "checkpoint_every", "keep_checkpoints", "sample_every", "samples", "log_every"]
options.define_path("run_dir", "runs/unit", "folder of everything that the run writes")
flags.DEFINE_integer("checkpoint_every", 1000, "steps between checkpoints", lower_bound=1)
flags.DEFINE_integer("keep_checkpoints", 3, "how many of the last to keep", lower_bound=1)
flags.DEFINE_integer("sample_every", 1000, "steps between sample sheets", lower_bound=1)
flags.DEFINE_integer("samples", 4, "test pictures of each domain on a sheet", lower_bound=1)
flags.DEFINE_integer("log_every", 50, "steps between rows of metrics.csv", lower_bound=1)

ENGINE = ["devices", "precision", "jit", "steps_per_execution", "accumulate", "remat"]
flags.DEFINE_string(
    "devices", None, "such as GPU:0,GPU:1, or CPU:0,CPU:1 (unset: every GPU, else the CPU)"
)
flags.DEFINE_enum(
    "precision", "float32", ["float32", "mixed_bfloat16"], "of the networks; weights are float32"
)
flags.DEFINE_boolean("jit", None, "compile the step with XLA (unset: on a lone GPU)")
flags.DEFINE_integer("steps_per_execution", 1, "steps between looks at the losses", lower_bound=1)
flags.DEFINE_integer("accumulate", 1, "parts of a batch, one after the other", lower_bound=1)
flags.DEFINE_boolean("remat", False, "less memory, more time: features are computed again")

MISCELLANEOUS = ["seed", "deterministic"]
flags.DEFINE_integer(
    "seed", 0, "of the weights, the noise and the order", lower_bound=0, upper_bound=2**32 - 1
)
flags.DEFINE_boolean("deterministic", False, "the same run again to the bit, if slower")
flags.DEFINE_boolean("dry_run", False, "show flags, sizes, memory and time, then stop")

# These may differ when a run goes on; with any other flag changed it would be another run.
CHANGEABLE = {*RUN, *ENGINE, "steps"} - {"precision"}
