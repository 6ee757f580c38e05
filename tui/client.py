"""The console's side of a run: it reads the run's folder and calls evolution's doors.

A client never writes to the ledger and may come and go while the engine works. Its methods block
and are called from worker threads; what they return are values.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from archive.ledger import Ledger
from archive.records import Event
from common.errors import ArboretumError, MachineryError
from evolution.operator import this_operator
from evolution.run import RunFolder
from tui.details import Compared, Detail, LogLine, build_detail, task_rows
from tui.format import count
from tui.logline import log_line
from tui.reader import TreeReader
from tui.runstate import RunState
from tui.snapshot import Snapshot

if TYPE_CHECKING:
    from archive.records import Evaluation, Expansion
    from archive.store import VariantStore
    from common.files import File
    from evolution.incidents import Incident
    from evolution.trajectory import Step

LOG_LINES = 300
_CHILDREN = 12
_DIFFS = 50


class RunClient:
    """One run, read from its folder; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = RunFolder(folder)
        self._ledger = Ledger(self.folder.ledger, readonly=True)
        self._lock = threading.Lock()
        self._state = RunState()
        self.tree = TreeReader(self._ledger)
        self._diffs: dict[tuple[str, str], str] = {}
        self._seen: tuple[int, bool] | None = None

    def __enter__(self) -> RunClient:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the ledger."""
        self.close()

    def close(self) -> None:
        """Let go of the run's files."""
        self._ledger.close()

    def poll(self, *, force: bool = False) -> Snapshot | None:
        """Return the run as it is now, or ``None`` if nothing happened since the last call."""
        with self._lock:
            now = self.now()
            if now == self._seen and not force:
                return None
            snapshot = self._read(*now)
            self._seen = now
            return snapshot

    def now(self) -> tuple[int, bool]:
        """Return the newest event's number and whether an engine works on the run."""
        self.tree.alive = self.folder.engine_alive()
        return self._ledger.last_seq(), self.tree.alive

    def boxes(self) -> int:
        """Return how many boxes run."""
        return self._ledger.family().totals().boxes if self.folder.engine_alive() else 0

    def detail(self, key: str) -> Detail | None:
        """Return what belongs to one node; ``None`` where there is none of this id."""
        node = self.tree.node(key)
        if node is None:
            return None
        parent = self.tree.node(node.parent) if node.parent is not None else None
        theirs = self._ledger.evaluations(parent.id) if parent is not None else []
        children = self.tree.page(key, "age", limit=_CHILDREN).nodes if node.children else ()
        own = self._ledger.evaluations(key)
        made = self._ledger.expansions(key)
        return build_detail(
            node, parent, [child.id for child in children], own, theirs, made, self._log(key)
        )

    def diff(self, key: str, against: str | None = None) -> str | None:
        """Return what changed to a variant; ``None`` where there is nothing to compare.

        Args:
            key: The variant.
            against: The earlier one; its parent by default.
        """
        node = self.tree.node(key)
        against = against or (node.parent if node is not None else None)
        if node is None or not node.is_variant or against is None:
            return None
        if (against, key) not in self._diffs:
            if len(self._diffs) >= _DIFFS:
                self._diffs.clear()
            self._diffs[against, key] = self.store.diff(against, key)
        return self._diffs[against, key]

    @property
    def store(self) -> VariantStore:
        """The run's archive."""
        from archive.store import VariantStore

        return VariantStore.open(self.folder.archive)

    def files(self, key: str) -> Mapping[str, File]:
        """Return a variant's source; nothing for an attempt that gave no variant."""
        node = self.tree.node(key)
        return self.store.read(key) if node is not None and node.is_variant else {}

    def steps(self, row: Expansion | Evaluation) -> list[Step]:
        """Return what was said and done in a piece of work so far."""
        from evolution.trajectory import read_steps

        return read_steps(self.folder, row)

    def provenance(self, detail: Detail) -> dict[str, str]:
        """Return by what a variant can be found and made again."""
        from evolution.config import load_config
        from sandbox.image import base_image_tag

        config, node = load_config(self.folder.config), detail.node
        lineage = " > ".join(one.id for one in self.tree.lineage(node.id))
        return {
            "run": self.folder.name,
            "variant": node.id,
            "commit": node.commit,
            "tree hash": node.tree,
            "parent": f"{detail.parent.id} {detail.parent.commit}" if detail.parent else "none",
            "lineage": lineage,
            "branch": f"variant/{node.id} of {self.folder.archive}",
            "model": config.model,
            "benchmark": config.benchmark,
            "policy": config.policy,
            "seed": str(config.seed),
            "sandbox": config.sandbox,
            "image": base_image_tag(),
        }

    def compared(self, first: str, second: str) -> Compared | None:
        """Return two variants beside each other; ``None`` where one is missing."""
        nodes = self.tree.nodes([first, second])
        if len(nodes) < len({first, second}):
            return None
        rows = task_rows(self._ledger.evaluations(second), self._ledger.evaluations(first))
        return Compared(nodes[first], nodes[second], rows)

    def incidents(self) -> list[Incident]:
        """Return what there is to be looked at, newest first."""
        from evolution.incidents import read_incidents

        return read_incidents(self.folder, self._ledger)

    def acknowledge(self, numbers: Sequence[int], note: str) -> str:
        """Write down that incidents were looked at; return what came of it."""
        from evolution.incidents import acknowledge

        acknowledge(self.folder, numbers, note, this_operator())
        return f"{count(len(numbers), 'incident')} acknowledged."

    def release(self, variant: str, reason: str) -> str:
        """End a quarantine; return what came of it."""
        from evolution.incidents import release

        done = release(self.folder, variant, reason, this_operator())
        return f"{variant} is released." if done else f"{variant} was not quarantined."

    def pause(self, *, now: bool) -> str:
        """Pause the run; return what came of it. It goes past the run's engine, as a halt does.

        Args:
            now: Kill what runs; it is done again on resume.

        Raises:
            ArboretumError: The run is not paused, or boxes may still run.
        """
        from evolution.halting import killer_of, pause

        done = pause(
            self.folder,
            killer_of(self.folder),
            now=now,
            reason="",
            operator=this_operator(),
            dry_run=False,
        )
        killed = f", {count(len(done.boxes), 'box', 'boxes')} killed" if now else ""
        return f"The run is paused{killed}." if done.changed else "The run was paused already."

    def _read(self, seq: int, alive: bool) -> Snapshot:
        self._state.read(self._ledger, seq)
        totals = self._ledger.family().totals()
        best = self.tree.best()
        node = self.tree.node(best) if best is not None else None
        now = time.time()
        return Snapshot(
            run=self.folder.name,
            seq=seq,
            state=self._state.word(alive),
            best=best,
            score=node.score if node is not None else None,
            nodes=totals.nodes,
            variants=totals.variants,
            evaluations=totals.evaluations,
            alerts=self._state.alerts,
            alert=self._state.alert,
            boxes=totals.boxes if alive else 0,
            cost_usd=totals.cost_usd,
            tokens=totals.tokens,
            seconds=self._state.clock.seconds(now if alive else None),
            at=now,
        )

    def _log(self, key: str) -> list[LogLine]:
        newest: deque[Event] = deque(maxlen=LOG_LINES)
        while events := self._ledger.events(newest[-1].seq if newest else 0, variant=key):
            newest.extend(events)
        return [log_line(event) for event in newest]


def halt_run(
    folder: RunFolder, variants: Sequence[str] | None, reason: str, *, clade: bool = False
) -> str:
    """Halt variants, or with ``None`` the whole run; return what came of it.

    It goes past the run's engine, so it works when that one hangs, and needs no client: the whole
    run is halted also where its ledger cannot be read. With ``clade``, all descendants of these
    are halted too.

    Raises:
        MachineryError: The halt stands, but boxes may still run.
        ArboretumError: No order was given.
    """
    from evolution.halting import halt, killer_of
    from evolution.orders import Orders

    orders = Orders(folder.orders)
    began = orders.size()
    try:
        done = halt(
            folder,
            killer_of(folder),
            variants or (),
            clade=clade,
            everything=variants is None,
            reason=reason,
            operator=this_operator(),
        )
    except ArboretumError as error:
        if orders.size() == began:
            raise
        raise MachineryError(
            f"The halt stands, but boxes may still run: {error.message}", error.hint
        ) from error
    killed = f"{count(len(done.boxes), 'box', 'boxes')} killed"
    if done.unread:
        ended = f"The run is halted, {killed}, in {done.seconds:.1f} s."
        return f"{ended} Its ledger cannot be read, so the order is not in it: {done.unread}"
    return f"{count(len(done.newly), 'variant')} halted, {killed}, in {done.seconds:.1f} s."
