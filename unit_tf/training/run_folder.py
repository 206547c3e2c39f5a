"""A run's folder: everything that a training run leaves, and what the next one goes on from.

A run looks for its weights in this order:
1. the newest checkpoint: it goes on from there;
2. if that cannot be read, it is set aside as `.broken` and the one before it is taken;
3. `model.keras`, where no checkpoint is left;
4. nothing of these: it starts from the seed.
"""

import sys
import zipfile
from pathlib import Path

from unit_tf import options
from unit_tf.models.two_domains import TwoDomains
from unit_tf.training import callbacks, card

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

    def saved_models(self) -> list[Path]:
        """Where a run may go on from, the best first."""
        checkpoints = callbacks.list_checkpoints(self.checkpoints)
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
        begun = options.read_back(defaults + self.flags.read_text(), names)
        now = options.read_back(defaults + resolved, names)
        for name in names:
            if name not in changeable and begun.get(name) != now.get(name):
                raise options.UsageError(
                    f"{self.path} was begun with --{name}={begun.get(name, '')}, which is now "
                    f"--{name}={now.get(name, '')}: set it back, or choose another --run_dir."
                )

    def begin(self, resolved: str):
        """Makes the folder, and writes this run's flags there.

        Raises:
            UsageError: it cannot be written.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self.flags.write_text(resolved)
        except OSError as error:
            raise options.UsageError(
                f"{self.path} cannot be written ({error.strerror}): choose another --run_dir."
            ) from error

    def resume(self, model: TwoDomains) -> Path | None:
        """Loads the first of `saved_models` that can be read; returns it, or None."""
        for path in self.saved_models():
            try:
                model.load_weights(path)
                return path
            except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
                broken = path.rename(path.with_suffix(".broken"))
                print(
                    f"{path} cannot be read ({error}): set aside as {broken.name}.", file=sys.stderr
                )
        return None

    def finish(self, model: TwoDomains, dataset: str) -> int:
        """Writes the result and its card; returns the exit status."""
        try:
            callbacks.save_whole(model, self.model)
            card.write(model, self.path, dataset)
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
