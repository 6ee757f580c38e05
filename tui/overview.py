"""What the list of runs shows: one line for each run of a folder."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

from common.errors import ArboretumError
from evaluator.statistics import Score
from evolution.config import RunConfig, load_config
from evolution.run import RunFolder, list_runs
from tui.client import RunClient
from tui.snapshot import Snapshot


@dataclass(frozen=True)
class RunLine:
    """One run in short."""

    name: str
    state: str
    variants: int = 0
    evaluations: int = 0
    best: str = ""
    score: Score | None = None
    problem: str = ""
    """Why it cannot be read."""
    used: float | None = None
    """Share of the budget that is nearest to its end."""
    budget: str = ""
    """Which one that is."""
    heard: float | None = None
    """Seconds since its engine wrote last."""


class Overview:
    """The runs below a folder; a run's ledger is read again only when it changed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._clients: dict[str, RunClient] = {}
        self._lines: dict[str, RunLine] = {}

    def read(self) -> list[RunLine]:
        """Return the runs, those that changed last first."""
        folders = sorted(list_runs(self.root), key=_changed, reverse=True)
        return [self._line(folder) for folder in folders]

    def close(self) -> None:
        """Let go of the runs' files."""
        for client in self._clients.values():
            client.close()
        self._clients.clear()

    def _line(self, folder: RunFolder) -> RunLine:
        heard = max(time.time() - _changed(folder), 0.0)
        if not folder.ledger.is_file():
            return RunLine(folder.name, "new", heard=heard)
        try:
            if folder.name not in self._clients:
                self._clients[folder.name] = RunClient(folder.path)
            snapshot = self._clients[folder.name].poll(force=folder.name not in self._lines)
            if snapshot is not None:
                self._lines[folder.name] = _line_of(snapshot, load_config(folder.config))
        except (ArboretumError, OSError) as error:
            self._lines.pop(folder.name, None)
            problem = error.message if isinstance(error, ArboretumError) else str(error)
            within = problem.replace(f"{folder.path}/", "")
            return RunLine(folder.name, "unreadable", problem=within)
        return replace(self._lines[folder.name], heard=heard)


def _line_of(snapshot: Snapshot, config: RunConfig) -> RunLine:
    limits = {
        "variants": (snapshot.variants, config.max_variants),
        "evaluations": (snapshot.evaluations, config.max_evaluations),
        "dollars": (snapshot.cost_usd, config.max_cost_usd),
        "tokens": (snapshot.tokens, config.max_tokens),
        "time": (snapshot.seconds, config.max_seconds),
    }
    shares = {name: used / limit for name, (used, limit) in limits.items() if limit}
    budget = max(shares, key=lambda name: shares[name])
    return RunLine(
        name=snapshot.run,
        state=snapshot.state,
        variants=snapshot.variants,
        evaluations=snapshot.evaluations,
        best=snapshot.best or "",
        score=snapshot.score,
        used=min(shares[budget], 1.0),
        budget=budget,
    )


def _changed(folder: RunFolder) -> float:
    """Return when anything was written to the ledger; its newest part is in a file beside it."""
    beside = folder.ledger.with_name(folder.ledger.name + "-wal")
    there = [path.stat().st_mtime for path in (folder.ledger, beside) if path.is_file()]
    return max(there, default=folder.path.stat().st_mtime)
