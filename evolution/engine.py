"""The loop: one thread decides and records, the workers each do one piece of work."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import cast

from archive.database import HaltedError
from archive.records import Evaluation, Expansion, Outcome
from common.errors import ArboretumError, MachineryError, PrerequisiteError
from evolution import endings
from evolution.evaluation import Measurement
from evolution.expansion import Expanded
from evolution.flight import Flight
from evolution.halting import killer_of, write_down
from evolution.memory import Memory
from evolution.nursery import Nursery
from evolution.permit import Permit
from evolution.results import Known
from evolution.run import transcript_of
from evolution.scheduler import Expand, Idle, Work, choose_best, next_work, standing_of
from evolution.signals import Stop, Wish
from evolution.stopfiles import obey
from evolution.workers import Workers
from gateway.api import BudgetSpentError, DivergenceError

_TICK_SECONDS = 0.25
_FAULTS_IN_A_ROW = 5
"""Faults of the machinery without a success between them after which the run stops."""

_log = logging.getLogger(__name__)

Ending = Expansion | Evaluation
Result = Expanded | Measurement | Known


class InterruptedRunError(ArboretumError):
    """The operator stopped the engine; the run can go on later."""

    exit_code = 130


class Engine:
    """Works on one run until it is finished, or until the operator or a fault stops it.

    Args:
        memory: The run's ledger and what was read of it.
        nursery: The variants' sources.
        workers: What does a piece of work.
        permit: The operator's orders, from whatever process they come.
        stop: The operator's wish.
        tell: Called with the record of every ending, from the thread that called :meth:`go`.
        tick: Called a few times a second from there.
    """

    def __init__(
        self,
        memory: Memory,
        nursery: Nursery,
        workers: Workers,
        permit: Permit,
        stop: Stop,
        tell: Callable[[Ending], None],
        tick: Callable[[], None],
    ) -> None:
        self._memory = memory
        self._ledger = memory.ledger
        self._nursery = nursery
        self._workers = workers
        self._config = workers.config
        self._killer = killer_of(workers.folder)
        self._permit = permit
        self._stop = stop
        self._tell = tell
        self._tick = tick
        self._flights: dict[Future[Result], Flight] = {}
        self._faults = 0
        self._fatal: BaseException | None = None

    def go(self) -> None:
        """Work until nothing is left to do.

        Raises:
            InterruptedRunError: The operator stopped it.
            MachineryError: The machinery failed again and again.
            PrerequisiteError: The engine or the disk went away.
        """
        with ThreadPoolExecutor(self._config.workers, thread_name_prefix="worker") as pool:
            try:
                while self._step(pool):
                    self._collect()
                    self._obey()
            except BaseException:
                self._ground()
                raise
        if self._fatal is not None:
            raise self._fatal
        if self._stop.wish is not Wish.GO_ON:
            state = "is paused" if self._memory.paused else "was interrupted"
            raise InterruptedRunError(
                f"The run {state}; nothing recorded is lost.",
                f"Go on with: arboretum resume {self._workers.folder.name}",
            )
        self._finish()

    def _step(self, pool: ThreadPoolExecutor) -> bool:
        """Start what can be started; return whether there is anything to wait for."""
        if self._stop.wish is Wish.ABORT:
            for future, flight in self._ground():
                self._record(future, flight)
            return False
        if self._stop.wish is Wish.DRAIN or self._fatal is not None:
            return bool(self._flights)
        while True:
            work = next_work(
                self._memory.situation(), self._workers.tasks, self._config, self._workers.policy
            )
            if isinstance(work, Idle):
                return work is Idle.WAIT
            try:
                self._start(pool, work)
            except HaltedError:
                # It was halted since the last look, from another process.
                self._memory.refresh()
                return True
            self._memory.refresh()

    def _start(self, pool: ThreadPoolExecutor, work: Work) -> None:
        """Record that a piece of work begins and hand it to a worker."""
        do = self._workers
        future: Future[Result]
        if isinstance(work, Expand):
            agent, situation = self._nursery.agent(work.parent), self._memory.situation()
            child = self._ledger.start_expansion(work.child, work.parent)
            flight = Flight(child)
            self._permit.account(flight.label, flight.ended_by_halt_of)
            twin = self._nursery.twin
            future = pool.submit(do.expand, flight, child, agent, situation, twin)
        else:
            agent = self._nursery.agent(work.variant)
            row = self._ledger.start_evaluation(work.variant, work.task, work.split, work.trial)
            flight = Flight(row)
            future = pool.submit(do.measure, flight, row, agent, self._nursery.tree(work.variant))
        self._flights[future] = flight

    def _collect(self) -> None:
        """Wait a moment and record what has ended."""
        if not self._flights:
            time.sleep(_TICK_SECONDS)
        done, _ = wait(self._flights, timeout=_TICK_SECONDS, return_when=FIRST_COMPLETED)
        self._heed()
        for future in done:
            self._record(future, self._flights.pop(future))
        self._memory.refresh()
        self._tick()

    def _heed(self) -> None:
        """Read the operator's orders: before any ending, for an order may be the cause of it."""
        obey(self._workers.folder, self._killer)
        for order in self._permit.heard():
            write_down(self._ledger, order)
            if order.kind == "pause":
                self._stop.ask(Wish.ABORT if order.now else Wish.DRAIN)
        self._memory.refresh()

    def _obey(self) -> None:
        """End the work of variants that may not go on, again until it has ended."""
        stopped = self._memory.halted | self._memory.quarantined.keys()
        for flight in self._flights.values():
            if flight.ended_by_halt_of & stopped:
                self._workers.machinery.stop(flight.label)

    def _record(self, future: Future[Result], flight: Flight) -> None:
        """Write one ending down."""
        error = future.exception()
        cut = self._cut_short(flight, error)
        now = time.time()
        if isinstance(error, BudgetSpentError):
            self._note_spent(error)
        row: Ending
        if error is None and cut is None:
            self._faults = 0
            row = self._ended(flight, future.result(), now)
        else:
            outcome = cut or self._fault(flight, cast(BaseException, error))
            reason = "" if outcome is Outcome.HALTED or error is None else endings.told(error)
            reason = self._memory.quarantined.get(flight.label, reason)
            if isinstance(flight.row, Expansion):
                row = endings.cut_off(flight.row, outcome, reason, flight.usage, now)
                self._ledger.end_expansion(row)
            else:
                row = endings.cut_off(flight.row, outcome, reason, flight.usage, now)
                self._ledger.end_evaluation(row)
        self._tell(row)

    def _ended(self, flight: Flight, result: Result, now: float) -> Ending:
        """Record the ending of work that gave a result."""
        folder = self._workers.folder
        transcript = folder.relative(transcript_of(folder, flight.row))
        if isinstance(flight.row, Evaluation):
            return self._measured(flight.row, cast(Measurement | Known, result), transcript, now)
        made = cast(Expanded, result)
        expansion = endings.expanded(flight.row, made, transcript, now)
        return self._nursery.admit(self._ledger, expansion, made)

    def _measured(
        self, begun: Evaluation, result: Measurement | Known, transcript: str, now: float
    ) -> Evaluation:
        """Record a result, and where it stands if it is worth finding again."""
        if isinstance(result, Known):
            row = endings.reused(begun, result, transcript, now)
            self._ledger.end_evaluation(row)
            return row
        row = endings.measured(begun, result, transcript, now)
        self._ledger.end_evaluation(row)
        if self._workers.results and result.repeatable:
            tree = self._nursery.tree(row.variant)
            self._workers.results.add(self._workers.circumstances(row, tree), row)
        return row

    def _cut_short(self, flight: Flight, error: BaseException | None) -> Outcome | None:
        """Say what work ended as that was ended from outside: its result, if any, means nothing."""
        if flight.ended_by_halt_of & self._memory.halted:
            return Outcome.HALTED
        if flight.label in self._memory.quarantined and isinstance(flight.row, Expansion):
            # Its preflight did what no agent should: there is nothing to do again.
            return Outcome.FAILED
        if flight.ended_by_halt_of & self._memory.quarantined.keys():
            return Outcome.INTERRUPTED
        if self._stop.wish is Wish.ABORT or isinstance(error, BudgetSpentError):
            return Outcome.INTERRUPTED
        return None

    def _fault(self, flight: Flight, error: BaseException) -> Outcome:
        """Count a fault of the machinery, which may end the run."""
        self._faults += 1
        fatal = isinstance(error, PrerequisiteError | DivergenceError)
        if fatal or not isinstance(error, ArboretumError):
            self._fatal = self._fatal or error
        elif self._faults >= _FAULTS_IN_A_ROW:
            self._fatal = self._fatal or MachineryError(
                f"The machinery failed {self._faults} times in a row; the last time:"
                f" {endings.told(error)}",
                "Check it with `arboretum doctor`, then go on with: arboretum resume "
                f"{self._workers.folder.name}",
            )
        _log.warning("%s: %s", flight.label, endings.told(error), exc_info=error)
        return Outcome.ERROR

    def _note_spent(self, error: BudgetSpentError) -> None:
        """Record once that a budget refused a call, so that nothing more is started on it."""
        if error.spent.budget not in self._memory.spent:
            self._ledger.note("budget_spent", budget=error.spent.budget, short_of=error.spent.kind)
            self._memory.refresh()

    def _ground(self) -> list[tuple[Future[Result], Flight]]:
        """Kill everything in flight and wait until it has ended."""
        grounded = list(self._flights.items())
        self._flights = {}
        pending = {future for future, _ in grounded if not future.cancel()}
        while pending:
            # Again and again: a worker may be about to start a box.
            self._workers.machinery.stop()
            _, pending = wait(pending, timeout=_TICK_SECONDS)
        return [(future, flight) for future, flight in grounded if not future.cancelled()]

    def _finish(self) -> None:
        """Note the run's result once."""
        best = choose_best(standing_of(self._memory.situation(), self._config))
        if best is not None and best != self._memory.final:
            self._ledger.note("final", best=best)
