"""A run that is made in the ledger and the archive, without an engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from archive.ledger import Ledger
from archive.records import Outcome, Variant
from archive.store import VariantStore
from common.files import File
from evolution.config import save_config
from evolution.run import RunFolder, create_run
from tests.evolution.tiny import tiny_config, write_benchmark

SOURCE = "def solve():\n    return 0\n"


def made_run(
    root: Path,
    *,
    summary: str = "better",
    reason: str = "bad",
    task: str = "two",
    source: str = SOURCE + "# more\n",
    status: str = "submitted",
) -> RunFolder:
    """Return a run with a seed, one child that is better, and one refused change."""
    benchmark = write_benchmark(root / "tasks")
    folder = create_run(root, "made")
    store = VariantStore.create(folder.archive)
    save_config(tiny_config(benchmark), folder.config)
    with Ledger(folder.ledger) as ledger:
        ledger.note("run_created", name="made")
        ledger.note("engine_started", pid=1, image="")
        first = store.commit("v0000", {"a.py": File(SOURCE.encode())}, parent=None, message="seed")
        ledger.add_variant(Variant("v0000", None, first.commit, first.tree, "seed", 1.0))
        for name, won in (("one", 1.0), (task, 0.0)):
            _evaluated(ledger, "v0000", name, won, status)
        row = ledger.start_expansion("v0001", "v0000")
        second = store.commit(
            "v0001", {"a.py": File(source.encode())}, parent="v0000", message=summary
        )
        made = Variant("v0001", "v0000", second.commit, second.tree, summary, 2.0)
        ledger.end_expansion(
            replace(row, outcome=Outcome.DONE, ended=3.0, calls=4, tokens=50), made
        )
        for name in ("one", task):
            _evaluated(ledger, "v0001", name, 1.0, status)
        row = ledger.start_expansion("v0002", "v0001")
        ledger.end_expansion(replace(row, outcome=Outcome.FAILED, reason=reason, ended=4.0))
        ledger.note("final", best="v0001")
        ledger.note("engine_stopped", reason="finished")
    return folder


def _evaluated(ledger: Ledger, variant: str, task: str, reward: float, status: str) -> None:
    row = ledger.start_evaluation(variant, task, "select")
    ended = replace(
        row, outcome=Outcome.DONE, reward=reward, exit_status=status, ended=row.started + 2,
        agent_seconds=1.5, grade_seconds=0.5, calls=3, tokens=100, cost_usd=0.25,
    )  # fmt: skip
    ledger.end_evaluation(ended)
