"""A run's folder: everything that a training run leaves, and what the next one goes on from.

A run looks for its weights in this order:
1. the newest checkpoint: it goes on from there;
2. if that is damaged, it is set aside as `.broken` and the one before it is taken;
3. `model.keras`, where no checkpoint is left; if that is damaged too, the run ends;
4. the model of `--start_from`, with steps and optimisers of its own;
5. nothing of these: it starts from the seed.
A file that was made with other flags ends the run before anything is written.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from unit_tf import options
from unit_tf.models.files import list_checkpoints
from unit_tf.models.method import Method
from unit_tf.pictures.whole_file import whole_file
from unit_tf.training import callbacks, card, saved
from unit_tf.training.claim import Claim, ClaimedError

GO_ON = "To go on, type the same command again."


class RunFolder:
    """One run's folder, and the exit status of a run that ends there.

    Attributes:
        path: where it is.
        flags: the file with the flags that the run was begun with.
        checkpoints: the folder of its checkpoints.
        model: the file of its result.
    """

    def __init__(self, path: str):
        self.path = Path(path)
        self.flags = self.path / "train.flags"
        self.checkpoints = self.path / "checkpoints"
        self.model = self.path / "model.keras"
        self._claim = Claim(self.path)

    def claim(self):
        """Keeps other processes from writing here, where the folder is there, until `release`.

        Raises:
            UsageError: another one is writing here.
        """
        if not self.path.is_dir():
            return
        try:
            self._claim.take()
        except ClaimedError as error:
            raise options.UsageError(
                f"{error}: let it end, or choose another --run_dir."
            ) from error
        except OSError as error:
            raise self._refused(error) from error

    def release(self):
        """Lets others write here."""
        self._claim.release()

    def saved_models(self) -> list[Path]:
        """Where a run may go on from, the best first."""
        checkpoints = list_checkpoints(self.checkpoints)
        return checkpoints + [path for path in [self.model] if path.exists()]

    def check_same_run(self, resolved: str, names: list[str], changeable: set[str], before: dict):
        """Raises UsageError if the folder holds a run with flags that make it another.

        Args:
            resolved: this run's flags, as `options.write_down` writes them.
            names: of the flags.
            changeable: the names of those that may differ.
            before: what a flag without a default stood for before there was such a flag.
        """
        if not self.flags.exists() or not self.saved_models():
            return
        # What a run does not know, as it is older than the flag, it has been doing by default.
        defaults = options.defaults(names, before)
        begun, now = (
            {
                name: options.absolute(name, value)  # older runs wrote paths as they were typed
                for name, value in options.read_back(defaults + text, names).items()
                if name in names
            }
            for text in (self._read_flags(), resolved)
        )
        for name in names:
            if name not in changeable and begun.get(name) != now.get(name):
                moved = f"; if the pictures were moved, mend that line in {self.flags}"
                was, is_now = (
                    f"--{name}={flags[name]}" if name in flags else f"no --{name}"
                    for flags in (begun, now)
                )
                raise options.UsageError(
                    f"{self.path} was begun with {was}, which is now {is_now}: set it back, or "
                    f"choose another --run_dir{moved if name == 'dataset' else ''}."
                )

    def _read_flags(self) -> str:
        try:
            return self.flags.read_text(**options.TEXT)
        except OSError as error:
            raise options.UsageError(
                f"{self.flags} cannot be read ({error.strerror}): choose another --run_dir."
            ) from error

    def check_place(self, arguments: Sequence[str]):
        """Raises UsageError if this run's flags come from the folder of a run that was moved.

        Args:
            arguments: of the command line.
        """
        for argument in arguments:
            file = Path(argument.lstrip("-").removeprefix("flagfile=")).expanduser()
            if file.name != self.flags.name or not file.is_file():
                continue
            begun = options.read_back(file.read_text(**options.TEXT), ["run_dir"]).get(
                "run_dir", ""
            )
            is_meant = Path(begun).resolve() == self.path.resolve()
            if is_meant and file.parent.resolve() != self.path.resolve():
                raise options.UsageError(
                    f"{file} is of a run in {begun}, but lies elsewhere: to go on where it lies, "
                    f"add --run_dir={file.parent} after --flagfile."
                )

    def begin(self, resolved: str):
        """Makes the folder, claims it, and writes this run's flags there.

        Raises:
            UsageError: it cannot be written, or another process is writing there.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self.claim()
            with whole_file(self.flags) as partial:
                partial.write_text(resolved, **options.TEXT)
        except OSError as error:
            raise self._refused(error) from error

    def _refused(self, error: OSError) -> options.UsageError:
        return options.UsageError(
            f"{self.path} cannot be written ({error.strerror}): choose another --run_dir."
        )

    def resume(self, model: Method) -> Path | None:
        """Loads the first of `saved_models` that is sound; returns it, or None if there are none.

        Raises:
            UsageError: it is of another run, or none is sound.
        """
        found = self.saved_models()
        for path in found:
            try:
                saved.check_fits(path, model)
            except saved.DamagedError as error:
                aside = set_aside(path)
                print(f"{path} is damaged ({error}): set aside as {aside.name}.", file=sys.stderr)
                continue
            if not self.flags.exists():
                raise options.UsageError(
                    f"{path} is there, but not {self.flags.name}: what it was trained on is not "
                    f"known. To train it on pictures of yours give --start_from={path} and another "
                    "--run_dir."
                )
            model.load_weights(path)
            return path
        if found:
            raise options.UsageError(
                f"{self.path} holds no sound checkpoint any more: type the same command again to "
                "begin from the start."
            )
        return None

    def finish(self, model: Method, dataset: str, begun_with: str = "") -> int:
        """Writes the result and its card (see `card.write`); returns the exit status."""
        try:
            callbacks.save_whole(model, self.model)
            card.write(model, self.path, dataset, begun_with)
        except OSError as error:
            return self.unwritable(error)
        print(f"Trained {model.step} steps: {self.model}, {self.path / 'samples'}")
        return 0

    def unwritable(self, error: OSError) -> int:
        """Says what could not be written; returns the exit status."""
        return self.stopped(f"{self.path} cannot be written ({error})", f"Make room. {GO_ON}")

    def stopped(self, reason: str, advice: str) -> int:
        """Says why a run ended early, what is kept and what to do; returns the exit status."""
        saved = self.saved_models()
        kept = f"the last good checkpoint is {saved[0]}" if saved else "there is no checkpoint yet"
        print(f"error: {reason}; {kept}. {advice}", file=sys.stderr)
        return 1


def set_aside(path: Path) -> Path:
    """Gives a file the ending `.broken`, and a number where there is such a file; returns it."""
    aside, number = path.with_suffix(".broken"), 1
    while aside.exists():
        number += 1
        aside = path.with_suffix(f".broken-{number}")
    return path.rename(aside)
