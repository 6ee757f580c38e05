"""Finding boxes by label and killing them, side by side and without loading anything large."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from threading import Thread
from typing import Protocol
from urllib.parse import quote

from common.errors import ArboretumError, MachineryError
from sandbox import cgroups
from sandbox.address import ask
from sandbox.labels import OWNER, ROLE, RUN, VARIANT

_LIST_SECONDS = 5.0
_KILL_SECONDS = 15.0
_KERNEL_SECONDS = 0.5
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
        at_once(_stop, [box for box in ids if box not in dead])
        at_once(_remove, ids)


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


def _kill_processes(boxes: Collection[str]) -> set[str]:
    """Kill the boxes' processes past the engine; return the boxes that have none left."""
    top = cgroups.processes_folder()
    if top is None or not boxes:
        return set()
    folders = cgroups.find(boxes, top)
    cgroups.kill(folders.values(), _KERNEL_SECONDS)
    return {box for box, folder in folders.items() if not cgroups.read_pids(folder)}


def _stop(box: str) -> None:
    # 409: it does not run. One that is just being started is killed when it is removed.
    status, _ = ask("POST", f"/containers/{box}/kill?signal=KILL", timeout=_KILL_SECONDS)
    if status not in {*_GONE, 409}:
        raise MachineryError(f"the engine could not kill a box (status {status})")


def _remove(box: str) -> None:
    # 409: somebody else is removing it.
    status, _ = ask("DELETE", f"/containers/{box}?force=1&v=1", timeout=_KILL_SECONDS)
    if status not in {*_GONE, 409}:
        raise MachineryError(f"the engine could not remove a box (status {status})")
