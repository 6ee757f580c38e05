"""One training in a box of its own, and the measuring of weights in another.

A training's box holds nothing hidden; the measuring box runs no code of the agent's. Between them
goes one file of weights, as bytes: nothing on the host looks into it. Processor time is the
kernel's count for the whole box, read from outside. Of a GPU's work the kernel counts nothing:
where a task needs one, it is the clock that caps a training and says how long it took.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from common.errors import BoxGoneError, MachineryError, TreeRejectedError
from common.files import File, FileTree, TreeLimits, placed
from common.text import safe
from evaluator.api import Task
from evaluator.mltrain.plan import Training
from evaluator.violations import violation
from sandbox.api import Box, BoxSpec, ExecResult, Sandbox
from sandbox.choose import reach_meter

SCRIPT, WEIGHTS = "train.py", "model.safetensors"
ENVIRONMENT = {
    "HOME": "/tmp",  # noqa: S108 - a path in the box
    "PYTHONDONTWRITEBYTECODE": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
_EMPTY = File(b"""import nets
from given import start

start()
open("model.safetensors", "w").close()
""")
"""A ``train.py`` that does all but train."""
_MEASURE_SECONDS = 600.0
_TOLD = 1500


@dataclass(frozen=True)
class Trained:
    """What one training left."""

    weights: bytes
    seconds: float
    """Of a processor; with a GPU, by the clock."""
    told: bytes = b""
    """The end of what it printed."""


class FailedError(Exception):
    """The training earns nothing.

    Args:
        reason: Part of a sentence.
        seen: The violation that it is, if any.
        decided: False where it was cut short.
    """

    def __init__(self, reason: str, seen: str = "", *, decided: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.violations = (seen,) if seen else ()
        self.decided = decided


@dataclass(frozen=True)
class Trainer:
    """Trains and measures for one task."""

    sandbox: Sandbox
    task: Task
    terms: Training
    run: str
    """Label of the boxes."""
    variant: str
    """Label of the boxes."""

    def train(self, script: File, seed: int) -> Trained:
        """Run ``train.py`` in a fresh box.

        Raises:
            FailedError: It leaves no weights that may be measured.
            PrerequisiteError, MachineryError, BoxGoneError: As for a grading.
        """
        task = self.task
        files = {path: file for path, file in task.files.items() if not path.startswith("data/")}
        files |= {SCRIPT: script, "data/task.json": task.files["data/task.json"]}
        files["data/train.npz"] = task.tests[f"seeds/{seed}/train.npz"]
        box = self._box({task.workdir: files})
        try:
            return self._run(box, seed)
        except TreeRejectedError as error:
            refused = violation("refused_files", error.message)
            raise FailedError(f"what it left is refused: {error.message}", refused) from error
        except BoxGoneError as error:
            if not error.out_of_memory:
                raise
            raise FailedError("the training ran out of memory", decided=False) from error
        finally:
            box.kill()

    def _run(self, box: Box, seed: int) -> Trained:
        command = ["python3", SCRIPT, "--seed", str(seed)]
        limit, most = self.task.verifier_timeout, self.terms.weights_bytes
        if self.task.limits.gpus:
            limit = min(limit, self.terms.cpu_seconds)
        began = time.monotonic()
        done = box.exec(command, timeout=limit, env=ENVIRONMENT, output_limit=1 << 16)
        if done.timed_out:
            raise FailedError(f"the training did not end in {limit:g} s", decided=False)
        if done.exit_code:
            output = (done.stdout + done.stderr)[-_TOLD:].decode("utf-8", "replace")
            said = safe(output, limit=_TOLD, multiline=True).strip()
            raise FailedError(f"the training ended with code {done.exit_code}\n{said}")
        left = box.get(self.task.workdir, TreeLimits(100, most, 4 * most))
        # Up to here a process that it left behind could have worked on the weights.
        clock = time.monotonic() - began
        seconds = clock if self.task.limits.gpus else self._counted(box, done)
        if WEIGHTS not in left:
            raise FailedError(f"the training left no {WEIGHTS}")
        return Trained(left[WEIGHTS].data, seconds, done.stdout[-_TOLD:])

    def _counted(self, box: Box, done: ExecResult) -> float:
        """Return the seconds of a processor that a training which has ended used.

        Raises:
            FailedError: They are more than allowed, or cannot be told.
        """
        used = reach_meter(self.sandbox.name).usage(box.id)
        allowed = f"{self.terms.cpu_seconds:g} s are allowed"
        seconds = None if used is None else used.cpu_seconds
        if seconds is None and done.seconds > self.terms.cpu_seconds:
            # Wall time may be a busy machine's fault.
            over = (
                f"took {done.seconds:.1f} s, and processor time, of which {allowed}, is not counted"
            )
            raise FailedError(f"the training {over} here", decided=False)
        seconds = done.seconds if seconds is None else seconds
        if seconds > self.terms.cpu_seconds:
            over = f"{seconds:.1f} s of a processor; {allowed}"
            raise FailedError(f"the training used {over}", violation("over_budget", over))
        return seconds

    def share(self, spent: float, shipped: float) -> float:
        """Return a training's time as a share of the shipped one's, both without their start.

        What starting Python and torch takes, which depends on the kind of box, is measured now by
        a training of no steps.

        Args:
            spent: Its seconds, as in ``Trained``.
            shipped: The same, of the shipped ``train.py``.

        Raises:
            MachineryError: The shipped training took no longer than the start.
            PrerequisiteError, BoxGoneError: As for a grading.
        """
        start = self.time(_EMPTY)
        if shipped <= start:
            raise MachineryError(
                f"the shipped training took {shipped:.1f} s, and one of no steps {start:.1f} s"
            )
        return max(spent - start, 0.0) / (shipped - start)

    def time(self, script: File) -> float:
        """Return the seconds, as in ``Trained``, of a program of ours, which may not fail.

        Raises:
            MachineryError: It does.
            PrerequisiteError, BoxGoneError: As for a grading.
        """
        try:
            return self.train(script, self.terms.seeds[0]).seconds
        except FailedError as error:
            raise MachineryError(f"to compare times: {error.reason}") from error

    def measure(self, trained: dict[int, Trained]) -> list[float]:
        """Return what the weights of each seed are worth on its hidden data.

        Raises:
            FailedError: The weights of one are refused.
            PrerequisiteError, MachineryError, BoxGoneError: As for a grading.
        """
        tests, kit = self.task.tests, "kit/"
        given = {p.removeprefix(kit): file for p, file in tests.items() if p.startswith(kit)}
        for seed, one in trained.items():
            given[f"{seed}.safetensors"] = File(one.weights)
            given[f"{seed}.npz"] = tests[f"seeds/{seed}/held.npz"]
        rules = json.loads(self.task.files["data/task.json"].data)
        job = {"rules": rules, "runs": [(f"{s}.safetensors", f"{s}.npz") for s in trained]}
        box = self._box({self.task.workdir: given})
        try:
            done = box.exec(
                ["python3", "measure.py"],
                timeout=_MEASURE_SECONDS,
                stdin=json.dumps(job).encode(),
                env=ENVIRONMENT,
            )
        finally:
            box.kill()
        if done.exit_code:
            said = safe(done.stderr[-300:].decode("utf-8", "replace"), limit=300)
            raise MachineryError(f"the weights could not be measured: {said}")
        told = json.loads(done.stdout)
        for one in told:
            if "refused" in one:
                why = safe(one["refused"], limit=200)
                raise FailedError(why, violation("weights_refused", why))
        return [float(one["score"]) for one in told]

    def _box(self, trees: dict[str, FileTree]) -> Box:
        task = self.task
        image = task.image.start_from if task.image else None
        box = self.sandbox.start(
            BoxSpec(self.run, self.variant, "grade", task.workdir, image, task.limits)
        )
        try:
            box.put(placed(trees), "/")
        except BaseException:
            box.kill()
            raise
        return box
