"""Finding boxes by label and killing them, side by side and without loading anything large."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Thread
from typing import Protocol
from urllib.parse import quote

from common.errors import ArboretumError, MachineryError
from sandbox import cgroups
from sandbox.address import ask
from sandbox.labels import OWNER, ROLE, RUN, VARIANT

_LIST_SECONDS = 5.0
_KILL_SECONDS = 15.0
_KERNEL_SECONDS = 0.5
_LOOK_SECONDS = 0.02
_NOTICE_SECONDS = 0.25
"""How long the engine may need to see that a box is dead before it is told to remove it."""
_AT_ONCE = 32
_GONE = {200, 204, 304, 404}


@dataclass(frozen=True)
class Found:
    """A box that was found by its labels."""

    id: str
    run: str
    variant: str
    role: str


class Killer(Protocol):
    """Finds and kills boxes from any process, with nothing of the engine that started them."""

    def find(
        self, run: str, variants: Collection[str] | None = None, owner: str | None = None
    ) -> list[Found]:
        """Return the boxes of a run, or of some of its variants, or of one owner process.

        Raises:
            PrerequisiteError, MachineryError: What runs the boxes does not answer.
        """
        ...

    def kill(self, boxes: Sequence[Found]) -> None:
        """Kill boxes, all at once; when it returns none of them runs or is left.

        Raises:
            PrerequisiteError, MachineryError: Some may still run.
        """
        ...


class DockerKiller:
    """sandbox.killing.Killer for boxes that are Docker containers."""

    def find(
        self, run: str, variants: Collection[str] | None = None, owner: str | None = None
    ) -> list[Found]:
        """Return boxes by label; see :meth:`Killer.find`."""
        labels = [f"{RUN}={run}"] + ([f"{OWNER}={owner}"] if owner is not None else [])
        found = find_labelled(labels)
        return [box for box in found if variants is None or box.variant in variants]

    def kill(self, boxes: Sequence[Found]) -> None:
        """Kill boxes; see :meth:`Killer.kill`.

        The kernel is told first, where it is this machine's and listens to this user: with eight
        boxes that takes a tenth of what the engine needs. The engine kills what is left.
        """
        ids = [box.id for box in boxes]
        dead = _kill_processes(ids)
        try:
            with _held_down(ids):
                at_once(_remove_dead if dead else _remove, ids)
        finally:
            _remove_groups(ids)


def find_labelled(labels: Sequence[str]) -> list[Found]:
    """Return the boxes that carry all these labels, whatever their state.

    Raises:
        PrerequisiteError, MachineryError: The engine does not answer.
    """
    filters = quote(json.dumps({"label": list(labels)}))
    status, body = ask("GET", f"/containers/json?all=1&filters={filters}", timeout=_LIST_SECONDS)
    if status != 200:
        raise MachineryError(f"the engine could not list boxes (status {status})")
    named = [(row["Id"], row.get("Labels") or {}) for row in json.loads(body)]
    return [
        Found(box, has.get(RUN, ""), has.get(VARIANT, ""), has.get(ROLE, "")) for box, has in named
    ]


def at_once(do: Callable[[str], None], boxes: Sequence[str]) -> None:
    """Do something to each box, up to 32 side by side.

    Raises:
        ArboretumError: The first that was met; the others were tried all the same.
    """
    errors: list[ArboretumError] = []

    def work(share: Sequence[str]) -> None:
        for box in share:
            try:
                do(box)
            except ArboretumError as error:
                errors.append(error)

    shares = [boxes[n::_AT_ONCE] for n in range(min(len(boxes), _AT_ONCE))]
    threads = [Thread(target=work, args=(share,)) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def _kill_processes(boxes: Collection[str]) -> bool:
    """Kill the boxes' processes past the engine; tell whether there were some and all are dead."""
    top = cgroups.processes_folder()
    if top is None or not boxes:
        return False
    found = cgroups.find(boxes, top)
    return bool(found) and cgroups.kill(found.values(), _KERNEL_SECONDS)


def _remove_groups(boxes: Collection[str]) -> None:
    """Remove the control groups that the boxes have left, where this user may."""
    top = cgroups.processes_folder()
    if top is not None and os.access(top, os.W_OK):
        cgroups.remove(boxes, top, _KERNEL_SECONDS)


@contextmanager
def _held_down(boxes: Collection[str]) -> Iterator[None]:
    """Kill what begins in the boxes while the block runs.

    The engine does not touch a box that is just being started before it runs, which may take it a
    second; a box whose first process is killed on the way is done with sooner.
    """
    done = Event()

    def hold() -> None:
        while not done.wait(_LOOK_SECONDS):
            _kill_processes(boxes)

    holder = Thread(target=hold)
    holder.start()
    try:
        yield
    finally:
        done.set()
        holder.join()


def _remove_dead(box: str) -> None:
    """Remove a box whose processes are dead, when the engine has seen that by itself.

    Told to remove it before, the engine first starts a program to kill it: with eight boxes on two
    processors that makes the removal half as slow again.
    """
    with suppress(MachineryError):
        ask("POST", f"/containers/{box}/wait?condition=not-running", timeout=_NOTICE_SECONDS)
    _remove(box)


def _remove(box: str) -> None:
    # 409: somebody else is removing it.
    status, _ = ask("DELETE", f"/containers/{box}?force=1&v=1", timeout=_KILL_SECONDS)
    if status not in {*_GONE, 409}:
        raise MachineryError(f"the engine could not remove a box (status {status})")
