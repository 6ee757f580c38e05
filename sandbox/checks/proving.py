"""Trying every promise of a sandbox on this machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor

from common.errors import ArboretumError
from sandbox.api import Sandbox
from sandbox.checks import (
    commands,
    endings,
    files,
    isolation,
    limits,
    network,
    outputs,
    timeouts,
    together,
)
from sandbox.checks.ground import Ground
from sandbox.checks.model import BrokenPromiseError, Check, Proof

_GROUPS = (
    # The longest first: each group is one thread's work.
    endings.CHECKS,
    limits.CHECKS,
    timeouts.CHECKS,
    isolation.CHECKS,
    outputs.CHECKS,
    together.CHECKS,
    commands.CHECKS,
    files.CHECKS,
    network.CHECKS,
)


def all_checks() -> list[Check]:
    """Return every check, by category."""
    order = ["files", "exec", "time-outs", "output", "limits", "isolation", "kill", "concurrency"]
    found = [check for group in _GROUPS for check in group]
    return sorted(found, key=lambda check: order.index(check.category))


def prove(
    sandbox: Sandbox,
    *,
    only: Collection[str] | None = None,
    workers: int = 4,
    tell: Callable[[Proof], None] = lambda _proof: None,
) -> list[Proof]:
    """Try every promise of a sandbox, several at a time; return the proofs by category.

    A promise that the sandbox does not make is not tried. What the checks start is killed, also
    when the operator interrupts them.

    Args:
        sandbox: Where the boxes are started.
        only: The names of the checks that are tried; all by default.
        workers: Groups of checks at a time.
        tell: Called with each proof as it comes, from one thread at a time.
    """
    groups = [[c for c in group if only is None or c.name in only] for group in _GROUPS]
    lock, stop = threading.Lock(), threading.Event()

    def work(group: list[Check]) -> list[Proof]:
        found = []
        with Ground(sandbox) as ground:
            for check in group:
                if stop.is_set():
                    break
                proof = _try(check, ground)
                found.append(proof)
                with lock:
                    tell(proof)
        return found

    with ThreadPoolExecutor(workers) as pool:
        jobs = [pool.submit(work, group) for group in groups if group]
        try:
            proofs = {proof.name: proof for job in jobs for proof in job.result()}
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise
    return [proofs[check.name] for check in all_checks() if check.name in proofs]


def _try(check: Check, ground: Ground) -> Proof:
    began = time.monotonic()

    def proof(state: str, detail: str = "") -> Proof:
        seconds = time.monotonic() - began
        return Proof(check.name, check.category, check.promise, state, detail, seconds)  # type: ignore[arg-type]

    if reason := ground.sandbox.not_promised.get(check.name):
        return proof("not_promised", reason)
    try:
        check.probe(ground)
    except (BrokenPromiseError, ArboretumError) as error:
        ground.clear(shared=True)
        return proof("failed", str(error))
    except Exception as error:  # noqa: BLE001 - a probe that breaks has not held
        ground.clear(shared=True)
        return proof("failed", f"{type(error).__name__}: {error}")
    ground.clear(shared=False)
    return proof("held")
