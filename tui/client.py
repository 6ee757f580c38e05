"""The console's side of a run: it reads the run's folder and calls evolution's doors.

A client never writes to the ledger and may come and go while the engine works. Its methods block
and are called from worker threads; what they return are values.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from archive.ledger import Ledger
from archive.records import Event
from common.errors import ArboretumError, MachineryError
from evaluator.statistics import Score, score
from evolution.memory import events_after
from evolution.operator import this_operator
from evolution.run import RunFolder
from evolution.scheduler import choose_best
from evolution.standing import Standing
from tui.details import Detail, LogLine, build_detail
from tui.format import count
from tui.logline import log_line
from tui.runstate import RunState
from tui.snapshot import Snapshot, build_nodes, children_of

_LOG_LINES = 300


class RunClient:
    """One run, read from its folder; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = RunFolder(folder)
        self._ledger = Ledger(self.folder.ledger, readonly=True)
        self._lock = threading.Lock()
        self._state = RunState()
        self._scores: dict[tuple[float, ...], Score] = {}
        self._diffs: dict[str, str | None] = {}
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
            now = (self._ledger.last_seq(), self.folder.engine_alive())
            if now == self._seen and not force:
                return None
            snapshot = self._read(*now)
            self._seen = now
            return snapshot

    def detail(self, snapshot: Snapshot, key: str) -> Detail:
        """Return what belongs to one node of ``snapshot``."""
        parent = snapshot.nodes[key].parent
        theirs = self._ledger.evaluations(parent) if parent is not None else []
        return build_detail(snapshot, key, self._ledger.evaluations(key), theirs, self._log(key))

    def diff(self, snapshot: Snapshot, key: str) -> str | None:
        """Return what a variant changed in its parent's source; ``None`` without a parent."""
        node = snapshot.nodes[key]
        if not node.is_variant or node.parent is None:
            return None
        if key not in self._diffs:
            from archive.store import VariantStore

            store = VariantStore.open(self.folder.archive)
            self._diffs[key] = store.diff(node.parent, key)
        return self._diffs[key]

    def halt(self, variants: Sequence[str] | None, reason: str) -> str:
        """Halt variants, or with ``None`` the whole run; return what came of it.

        It goes past the run's engine, so it works when that one hangs.

        Raises:
            ArboretumError: Nothing was halted, or it is recorded but boxes may still run; the
                message says which.
        """
        from evolution.halting import halt, killer_of

        began = self._ledger.last_seq()
        try:
            done = halt(
                self.folder,
                killer_of(self.folder),
                variants or (),
                everything=variants is None,
                reason=reason,
                operator=this_operator(),
            )
        except ArboretumError as error:
            if self._ledger.last_seq() == began:
                raise
            raise MachineryError(
                f"The halt is recorded, but boxes may still run: {error.message}", error.hint
            ) from error
        killed = f"{count(len(done.boxes), 'box', 'boxes')} killed"
        return f"{count(len(done.newly), 'variant')} halted, {killed}, in {done.seconds:.1f} s."

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
        for event in events_after(self._ledger, self._state.seq):
            self._state.take(event)
        expansions, evaluations = self._ledger.expansions(), self._ledger.evaluations()
        variants = self._ledger.variants()
        nodes = build_nodes(
            variants, expansions, evaluations, self._score, halted=self._state.halted, alive=alive
        )
        now = time.time()
        boxes = sum(x.outcome is None for x in expansions)
        boxes += sum(x.outcome is None for x in evaluations)
        return Snapshot(
            run=self.folder.name,
            seq=seq,
            state=self._state.word(alive),
            nodes=nodes,
            children=children_of(nodes),
            best=choose_best(Standing(variants, expansions, evaluations, attempts=1)),
            variants=sum(node.is_variant for node in nodes.values()),
            evaluations=sum(node.done for node in nodes.values()),
            alerts=self._state.alerts,
            alert=self._state.alert,
            boxes=boxes if alive else 0,
            cost_usd=sum(node.cost_usd for node in nodes.values()),
            tokens=sum(node.tokens for node in nodes.values()),
            seconds=self._state.clock.seconds(now if alive else None),
            at=now,
        )

    def _score(self, rewards: Sequence[float]) -> Score:
        known = tuple(sorted(rewards))
        if known not in self._scores:
            self._scores[known] = score(known)
        return self._scores[known]

    def _log(self, key: str) -> list[LogLine]:
        newest: deque[Event] = deque(maxlen=_LOG_LINES)
        while events := self._ledger.events(newest[-1].seq if newest else 0, variant=key):
            newest.extend(events)
        return [log_line(event) for event in newest]
