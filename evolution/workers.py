"""What a worker thread does: one evaluation, or one expansion up to the commit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from archive.policies import Policy
from archive.records import Evaluation, Expansion
from common.files import FileTree
from evaluator.api import Benchmark
from evolution import diagnosis
from evolution.budgets import Budgets
from evolution.cognition import load_advice
from evolution.config import RunConfig
from evolution.evaluation import Measurement, evaluate
from evolution.expansion import WORKDIR, Expanded, expand
from evolution.flight import Flight
from evolution.machinery import Machinery
from evolution.results import Circumstances, Known, Results, circumstances, take_over
from evolution.roster import Roster
from evolution.run import RunFolder, transcript_of
from evolution.scheduler import Situation, standing_of
from evolution.staging import Tasks
from evolution.transcripts import attempts_of, read_digest


@dataclass(frozen=True)
class Workers:
    """The means that all workers of an engine share; nothing in it changes."""

    folder: RunFolder
    config: RunConfig
    machinery: Machinery
    benchmark: Benchmark
    policy: Policy
    budgets: Budgets
    results: Results | None = None
    """What was measured before, in this run and others; ``None`` to measure everything."""
    roster: Roster = field(default_factory=Roster)
    """Told which work a thread is at."""

    @property
    def tasks(self) -> Tasks:
        """The names of the benchmark's tasks by the part they play."""
        splits = self.benchmark.splits.items()
        names = {split: [task.name for task in tasks] for split, tasks in splits}
        return Tasks.cut(names, self.config)

    def measure(
        self, flight: Flight, row: Evaluation, agent: FileTree, tree: str
    ) -> Measurement | Known:
        """Evaluate a variant on one task, or find out that it was done before."""
        if self.results and (known := self.results.find(self.circumstances(row, tree))):
            take_over(known, transcript_of(self.folder, row))
            return known
        with self.roster.at_work(flight):
            return evaluate(
                self.machinery,
                variant=row.variant,
                agent=agent,
                task=self.benchmark.task(row.task),
                caps=self.config.caps("evaluation"),
                budget=self.budgets.of(row.variant) if row.split != "holdout" else None,
                trial=row.trial,
                time_factor=self.config.time_factor,
                transcript=transcript_of(self.folder, row),
                watch=flight.watch,
            )

    def circumstances(self, row: Evaluation, tree: str) -> Circumstances:
        """Return what the result of an evaluation depends on."""
        task = self.benchmark.task(row.task)
        return circumstances(self.machinery, self.config, tree, task, row.trial)

    def expand(
        self,
        flight: Flight,
        row: Expansion,
        agent: FileTree,
        situation: Situation,
        twin: Callable[[FileTree], str],
    ) -> Expanded:
        """Let a parent make a child; the change is checked but not committed."""
        self.budgets.born(row.child, row.parent)
        with self.roster.at_work(flight):
            return expand(
                self.machinery,
                child=row.child,
                agent=agent,
                instruction=self.instruction(row, situation),
                config=self.config,
                budget=self.budgets.of(row.child),
                transcript=transcript_of(self.folder, row),
                twin=twin,
                watch=flight.watch,
            )

    def instruction(self, row: Expansion, situation: Situation) -> str:
        """Return what the parent is told, from what is known when the expansion starts."""
        own = [one for one in situation.evaluations if one.variant == row.parent]
        standing = standing_of(situation, self.config)
        digests = {
            one.transcript: read_digest(attempts_of(self.folder.path / one.transcript)[-1])
            for one in own
            if one.split == "train" and one.transcript
        }
        earlier = [one for one in situation.expansions if one.child != row.child]
        return diagnosis.instruction(
            child=row.child,
            parent=row.parent,
            workdir=WORKDIR,
            evidence=diagnosis.evidence_of(own, self._train_instructions(), digests),
            tried=diagnosis.attempts(standing, row.parent, situation.variants, earlier),
            advice=load_advice(),
            rng=Random(f"{self.config.seed}:{row.child}:diagnosis"),  # noqa: S311
        )

    def _train_instructions(self) -> dict[str, str]:
        return {task.name: task.instruction for task in self.benchmark.splits["train"]}
