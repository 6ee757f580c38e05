"""Boxes that no engine keeps a list of: one small file each, which any process of the user finds.

A file is named by the box's id and says whose box it is and which process is its process 1, with
the start time that tells a process from a later one of its number. It is written before the box's
first command can run, and removed once its last process is gone.
"""

from __future__ import annotations

import json
import os
import select
import signal
import stat
from dataclasses import asdict, dataclass
from pathlib import Path

from common.errors import MachineryError, PrerequisiteError
from sandbox import owner as owners
from sandbox.groups import Group

_DEATH_SECONDS = 10.0


@dataclass(frozen=True)
class Record:
    """What is known of one box."""

    id: str
    owner: str
    run: str
    variant: str
    role: str
    deadline: float
    """Unix seconds."""
    process: str
    """The identity of its process 1; see :mod:`sandbox.owner`."""
    pid: int
    groups: tuple[str, ...]
    """The folders of its control group."""

    @property
    def group(self) -> Group:
        """Its control group."""
        return Group(tuple(map(Path, self.groups)))


def records_folder() -> Path:
    """Return the folder of the files, made if it is missing, the same for all terminals of a user.

    Raises:
        PrerequisiteError: Somebody else owns it or can write to it.
    """
    user = os.geteuid()
    home = Path("/run") if user == 0 else Path(f"/run/user/{user}")
    folder = home / "arboretum" if os.access(home, os.W_OK) else Path(f"/tmp/arboretum-{user}")  # noqa: S108
    folder = Path(os.environ.get("ARBORETUM_RUNTIME") or folder) / "boxes"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != user or found.st_mode & 0o022:
        raise PrerequisiteError(
            f"{folder} is not a folder that only this user can write to",
            "Remove it, or name another one with ARBORETUM_RUNTIME.",
        )
    return folder


def write(record: Record) -> None:
    """Make a box known; the file is there whole or not at all."""
    path = records_folder() / f"{record.id}.json"
    part = path.with_suffix(".part")
    part.write_text(json.dumps(asdict(record)), encoding="utf-8")
    part.replace(path)


def records() -> list[Record]:
    """Return the boxes that are known."""
    found = []
    for path in sorted(records_folder().glob("*.json")):
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            continue
        found.append(Record(**{**values, "groups": tuple(values["groups"])}))
    return found


def known(box: str) -> bool:
    """Tell whether a box has not been removed yet."""
    return (records_folder() / f"{box}.json").exists()


def end(record: Record) -> None:
    """Kill a box, wait until its last process is gone, and forget it; safe to call twice.

    Raises:
        MachineryError: It does not die, or belongs to another user.
    """
    try:
        handle = os.pidfd_open(record.pid)
    except OSError:
        handle = None
    if handle is not None:
        try:
            if owners.identity(record.pid) == record.process:
                _kill(handle, record.id)
        finally:
            os.close(handle)
    record.group.remove()
    (records_folder() / f"{record.id}.json").unlink(missing_ok=True)


def _kill(handle: int, box: str) -> None:
    try:
        signal.pidfd_send_signal(handle, signal.SIGKILL)
    except ProcessLookupError:
        return
    except PermissionError as error:
        raise MachineryError(f"the box {box} belongs to another user") from error
    if not dead(handle, _DEATH_SECONDS):
        raise MachineryError(f"the box {box} does not die")


def dead(handle: int, seconds: float = 0.0) -> bool:
    """Tell whether a process is dead or dies in time.

    The first process of a namespace is dead only once all others of it are.
    """
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    return bool(poll.poll(seconds * 1000))
