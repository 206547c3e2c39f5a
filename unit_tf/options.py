"""Command-line flags shared by the commands: how they are grouped, shown and written down."""

import dataclasses
import errno
import functools
import io
import os
import sys
import warnings
from collections.abc import Collection

from absl import app, flags, logging
from absl.flags import _flagvalues

from unit_tf.start import listen_to_interrupts, quiet

FLAGS = flags.FLAGS
# How files of flags are read and written: names in them may be bytes that are no UTF-8.
TEXT = {"encoding": "utf-8", "errors": "surrogateescape"}
# absl opens them as strict text.
_flagvalues.open = functools.partial(open, **TEXT)
HELP = ("-h", "--help", "-help", "--helpfull", "--helpshort")


class UsageError(ValueError):
    """What the user asked for cannot be done: the message says why and what to do instead."""


class PathParser(flags.ArgumentParser):
    """A file or a folder, where `~` is the user's own."""

    syntactic_help = "a path"

    def parse(self, argument: str) -> str:
        """The path as it is used."""
        return _expanded(argument)

    def absolute(self, value: str) -> str:
        """The path as it is written down: the same from wherever it is read back."""
        return os.path.abspath(value)


class DatasetParser(PathParser):
    """What `data.load` takes: a folder, "tfds:NAME" or "tfds:FOLDER", "A.npz,B.npz", or scenes."""

    def parse(self, argument: str) -> str:
        return ",".join(
            prefix + _expanded(path) for prefix, path in map(self._divided, argument.split(","))
        )

    def absolute(self, value: str) -> str:
        if value.split(":")[0] == "scenes":
            return value
        if value.count(",") == 1 and not os.path.exists(value):
            return ",".join(map(self.absolute, value.split(",")))
        prefix, folder = self._divided(value)
        is_path = not prefix or os.path.isdir(folder)
        return prefix + (os.path.abspath(folder) if is_path else folder)

    @staticmethod
    def _divided(part: str) -> tuple[str, str]:
        prefix = "tfds:" if part.startswith("tfds:") else ""
        return prefix, part.removeprefix(prefix)


class PathsParser(flags.ListParser):
    """Several paths, with commas between them."""

    def parse(self, argument: str | list[str] | None) -> list[str]:
        return [_expanded(path) for path in super().parse(argument)]


def _expanded(path: str) -> str:
    """The path with the user's own folder in place of `~`.

    Raises:
        UsageError: no file can have such a name.
    """
    path = os.path.expanduser(path)
    try:
        os.lstat(path)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise UsageError("no file can have so long a name") from error
        if path.startswith("~"):
            raise UsageError(f"there is no user {path.split(os.sep)[0][1:]}") from error
    return path


def define_path(name: str, default: str | None, help: str):
    """Makes a flag of a file or a folder."""
    flags.DEFINE(PathParser(), name, default, help)


def define_paths(name: str, help: str):
    """Makes a flag of several, which is empty by default."""
    flags.DEFINE(PathsParser(), name, [], help, serializer=flags.CsvListSerializer(","))


def define_dataset(name: str, default: str | None, help: str):
    """Makes a flag of a data set."""
    flags.DEFINE(DatasetParser(), name, default, help)


def define_fields(described: type, presets: dict, but: Collection[str] = ()) -> list[str]:
    """Makes a flag of every field of a dataclass of `networks.option`s; unset, the preset's value.

    Args:
        described: such as `Architecture` or `Recipe`.
        presets: that dataclass' values by preset, for the help text.
        but: names of fields that have a flag already.

    Returns:
        The names of the flags.
    """
    define = {
        int: flags.DEFINE_integer,
        float: flags.DEFINE_float,
        bool: flags.DEFINE_boolean,
        str: flags.DEFINE_string,
    }
    fields = [field for field in dataclasses.fields(described) if field.name not in but]
    for field in fields:
        values = ", ".join(f"{name} {getattr(p, field.name)}" for name, p in presets.items())
        description = f"{field.metadata['description']} ({values})"
        define[field.type](field.name, None, description)
    return [field.name for field in fields]


def set_fields(described: type) -> dict:
    """The fields of a dataclass whose flags are there and set."""
    names = [field.name for field in dataclasses.fields(described) if field.name in FLAGS]
    values = {name: FLAGS[name].value for name in names}
    return {name: value for name, value in values.items() if value is not None}


def image_size(text: str) -> tuple[int, int]:
    """Reads "256" or "256x384" as (height, width).

    Raises:
        UsageError: it is neither.
    """
    parts = text.lower().split("x")
    if len(parts) > 2 or not all(part.isdecimal() and int(part) for part in parts):
        raise UsageError(f"--image_size={text}: write a side or HEIGHTxWIDTH, such as 256x384.")
    return int(parts[0]), int(parts[-1])


def write_down(names: list[str], unset: dict | None = None) -> str:
    """The flags of these names as lines that `--flagfile` reads back, from any folder.

    Args:
        names: of the flags.
        unset: values for flags that have none; a flag without any value is left out.
    """
    values = {name: FLAGS[name].value for name in names}
    values = {name: (unset or {}).get(name) if v is None else v for name, v in values.items()}
    values = {name: absolute(name, v) for name, v in values.items() if v is not None}
    return "".join(f"{line(name, value)}\n" for name, value in values.items())


def absolute(name: str, value):
    """A flag's value; if it is a path, the one that holds in any folder."""
    parser = FLAGS[name].parser
    return parser.absolute(value) if isinstance(parser, PathParser) else value


def defaults(names: list[str], unset: dict) -> str:
    """The flags' defaults as such lines; `unset` has values for flags that have none."""
    values = {name: FLAGS[name].default for name in names}
    values = {name: unset.get(name) if v is None else v for name, v in values.items()}
    return "".join(f"{line(name, v)}\n" for name, v in values.items() if v is not None)


def line(name: str, value) -> str:
    """A flag as the command line takes it."""
    if isinstance(value, bool):
        return f"--{name}" if value else f"--no{name}"
    return f"--{name}={value}"


def read_back(text: str, names: list[str]) -> dict[str, str]:
    """The flags' values in what `write_down` wrote; "true" or "false" where they are boolean."""
    values = {}
    for line in text.splitlines():
        name, is_valued, value = line.removeprefix("--").partition("=")
        if not is_valued:
            value = "true" if name in names else "false"
            name = name if name in names else name.removeprefix("no")
        values[name] = value
    return values


def run(
    main,
    description: str,
    groups: dict[str, list[str]],
    errors: tuple[type, ...] = (),
    operands: bool = False,
    defaults: dict | None = None,
):
    """Parses the flags and calls `main`, turning expected errors into a sentence and status 2.

    Args:
        main: a function that returns an exit status; without arguments, or taking the operands.
        description: shown above the flags by `--help`.
        groups: the flags' names under each heading of `--help`.
        errors: what else than `UsageError` counts as expected.
        operands: whether the command takes others than flags, such as files.
        defaults: of flags whose default is another than that of the commands that share them.
    """
    for name, value in (defaults or {}).items():
        FLAGS.set_default(name, value)

    def parse(arguments):
        if set(arguments[1:]) & set(HELP):
            print(help_text(description, groups))
            sys.exit(0)
        try:
            left = FLAGS(arguments)
        except flags.Error as error:
            print(f"error: {error} (see --help)", file=sys.stderr)
            sys.exit(1)
        with quiet():  # where there is no GPU, CUDA says so; what absl starts asks for one too
            import tensorflow as tf

            tf.config.list_physical_devices("GPU")
        return left

    def quietly(arguments):
        if isinstance(sys.stdout, io.TextIOWrapper):  # names of files may be no text
            sys.stdout.reconfigure(errors="backslashreplace")
        if not FLAGS["verbosity"].present:
            logging.set_verbosity(logging.ERROR)  # or TFDS tells of every file that it opens
        if not sys.warnoptions:  # they are for those who write Python: others get a sentence
            warnings.simplefilter("ignore")
        listen_to_interrupts()
        return guarded(main, arguments, errors, operands)

    app.run(quietly, flags_parser=parse)


def guarded(
    main, arguments: list[str], errors: tuple[type, ...] = (), operands: bool = False
) -> int:
    """Calls `main`; an expected error, or an argument that is no flag, is a sentence and status 2.

    Args:
        main: as of `run`.
        arguments: the command's name and what is left of its line once flags are parsed.
        errors: what else than `UsageError` counts as expected.
        operands: whether `main` takes what is left.
    """
    try:
        if operands:
            return main([_expanded(argument) for argument in arguments[1:]])
        if arguments[1:]:
            raise UsageError(f"{arguments[1]!r} is not a flag: write --name=value (see --help).")
        return main()
    except (UsageError, *errors) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Interrupted before anything was to be saved.", file=sys.stderr)
        return 130


def help_text(description: str, groups: dict[str, list[str]]) -> str:
    """Every flag with its default and meaning, under its group's heading."""
    lines = [description.strip(), ""]
    for title, names in groups.items():
        lines.append(f"{title}:")
        for name in names:
            flag = FLAGS[name]
            default = "" if flag.default is None else flag.default
            lines += [f"  --{name}={default}", f"      {flag.help}"]
        lines.append("")
    lines.append("--flagfile=FILE reads flags from a file; the last value of a flag holds.")
    return "\n".join(lines)
