"""Boxes by bubblewrap: namespaces of an ordinary user, where no engine can run.

Weaker than an engine's boxes; ``BubblewrapSandbox.not_promised`` and SAFETY.md say in what. Run by
root, each box has a user id of its own that nothing else on the machine has.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from common.errors import MachineryError, PrerequisiteError
from sandbox import gpu, records
from sandbox import owner as owners
from sandbox.api import BoxSpec, Limits
from sandbox.box import LinkedBox
from sandbox.bwrap_killing import BubblewrapKiller
from sandbox.bwrap_start import find_bwrap, launch
from sandbox.groups import make_group
from sandbox.image import Progress, base_image_tag
from sandbox.profile import check_workdir
from sandbox.rootfs import rootfs_folder
from sandbox.torch_image import TORCH, ensure_torch_layer

_FIRST_USER = 2_000_000_000
_LOGS = "bubblewrap cannot mount a folder without the right to run what is in it"
_CPUS = "no control group can be written here, and nothing else limits the processors"


class BubblewrapSandbox:
    """sandbox.api.Sandbox by bubblewrap; safe to use from several threads.

    Killing and reaping need nothing of the machine; starting needs bubblewrap and the base image's
    files (``sandbox.rootfs``).

    Args:
        owner: Who the boxes belong to, for :meth:`reap`; this process by default.
        groups: Limit boxes by control groups where this process may make any.
        tell: Called with one plain line per step while packages for boxes are gathered.
    """

    name = "bubblewrap"

    def __init__(
        self,
        owner: str | None = None,
        *,
        groups: bool = True,
        tell: Progress = lambda _line: None,
    ) -> None:
        self._tell = tell
        self._owner = owner or owners.this_process()
        self._groups = groups and _can_group()

    @property
    def image_digest(self) -> str:
        """The identity of the base image boxes start from: its recipe's."""
        return base_image_tag()

    @property
    def not_promised(self) -> Mapping[str, str]:
        """The checks it does not promise to pass, each with why."""
        weaker = {"logs_are_not_executable": _LOGS}
        return weaker if self._groups else {**weaker, "cpu_ends": _CPUS}

    def start(self, spec: BoxSpec) -> LinkedBox:
        """Start a box; see :meth:`sandbox.api.Sandbox.start`."""
        check_workdir(spec.workdir)
        if spec.image not in {None, TORCH}:
            raise PrerequisiteError(
                "bubblewrap has no images but those of Arboretum", "Use --sandbox docker."
            )
        bwrap, root = find_bwrap(), rootfs_folder()
        if not root.is_dir():
            raise PrerequisiteError(
                "the files of the base image are missing",
                "`arboretum doctor --prove-sandbox --sandbox bubblewrap` makes them.",
            )
        shown = gpu.binds(spec.limits.gpus)
        if spec.image == TORCH:
            shown += self._torch(root)
        box = f"bwrap-{secrets.token_hex(8)}"
        group = make_group(box, spec.limits) if self._groups else None
        try:
            link = launch(bwrap, root, spec, box, self._owner, group, _user(), shown)
        except BaseException:
            if group is not None:
                group.remove()
            raise
        return LinkedBox(link, spec)

    def _torch(self, root: Path) -> list[str]:
        layer, place = ensure_torch_layer(root, self._tell)
        return ["--ro-bind", str(layer), place]

    def kill(self, run: str, variant: str | None = None) -> list[str]:
        """Kill the boxes of a run, or of one variant, by their records; return their ids."""
        killer = BubblewrapKiller()
        boxes = killer.find(run, None if variant is None else [variant])
        killer.kill(boxes)
        return [box.id for box in boxes]

    def kill_own(self) -> list[str]:
        """Kill every box of this sandbox's owner, for an orderly end; return their ids."""
        mine = [record for record in records.records() if record.owner == self._owner]
        for record in mine:
            records.end(record)
        return [record.id for record in mine]

    def reap(self) -> list[str]:
        """Remove boxes whose owner process is dead or whose deadline has passed; return ids.

        One that does not die is left to the next time: it keeps nobody from working.
        """
        reaped = []
        for record in records.records():
            if owners.is_orphaned(record.owner, record.deadline):
                with contextlib.suppress(MachineryError):
                    records.end(record)
                    reaped.append(record.id)
        return reaped


def _can_group() -> bool:
    """Tell whether this process may make control groups, by making one."""
    group = make_group(f"probe-{secrets.token_hex(4)}", Limits())
    if group is None:
        return False
    group.remove()
    return True


def _user() -> int | None:
    """Return the user id a box runs as on the host: its own where root starts it, else ours."""
    return _FIRST_USER + secrets.randbelow(1 << 24) if os.geteuid() == 0 else None
