"""Starting a box under bubblewrap: what it is made of, and how it comes to life."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from io import FileIO
from pathlib import Path

from common.errors import MachineryError, PrerequisiteError
from sandbox import owner as owners
from sandbox import records
from sandbox.api import BoxSpec, Limits
from sandbox.bwrap_link import BwrapLink
from sandbox.groups import Group
from sandbox.profile import ENVIRONMENT, box_source, folders
from sandbox.records import Record
from sandbox.seccomp import program

_MIB = 1 << 20
_START_SECONDS = 60.0
_MADE = {"dev", "proc", "sys", "tmp", "run"}
"""Folders of the root that a box gets its own of, or none."""
_HINT = "On Debian or Ubuntu: apt-get install bubblewrap."


def find_bwrap() -> str:
    """Return the program.

    Raises:
        PrerequisiteError: It is not installed.
    """
    found = shutil.which("bwrap")
    if found is None:
        raise PrerequisiteError("bubblewrap (bwrap) is not installed", _HINT)
    return found


def launch(
    bwrap: str,
    root: Path,
    spec: BoxSpec,
    box: str,
    owner: str,
    group: Group | None,
    user: int | None,
    shown: Sequence[str] = (),
) -> BwrapLink:
    """Start a box, and make it known before its first command can run.

    Args:
        bwrap: The program.
        root: The folder of the base image's files.
        spec: What the box is for.
        box: Its id.
        owner: The identity of the process it belongs to.
        group: Its control group, where there is one.
        user: Who it runs as on the host; ``None`` for this user.
        shown: Arguments that show it more of the host, read-only but for devices.

    Raises:
        PrerequisiteError: The machine does not let this user make namespaces.
        MachineryError: It did not start.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with contextlib.ExitStack() as stack:
        stack.callback(theirs.close)
        told, tells = _pipe(stack)
        blocked, lets = _pipe(stack)
        errors = _memory_file(stack, b"")
        filtered = _memory_file(stack, program())
        argv = [bwrap, *_namespaces(), *_mounts(root, spec, shown)]
        argv += ["--info-fd", str(tells.fileno()), "--block-fd", str(blocked.fileno())]
        argv += ["--seccomp", str(filtered)]
        argv += ["--", *_process_1(spec, theirs.fileno(), watch=group is None)]
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=errors,
            stderr=errors,
            env={},
            pass_fds=(tells.fileno(), blocked.fileno(), filtered, theirs.fileno()),
            cwd="/",
            start_new_session=True,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
        )
        tells.close()
        theirs.close()
        record = None
        try:
            pid = _told_pid(told, process, errors)
            if group is not None:
                group.add(pid)
            handle = os.pidfd_open(pid)
            record = Record(
                id=box,
                owner=owner,
                run=spec.run,
                variant=spec.variant,
                role=spec.role,
                deadline=time.time() + spec.limits.deadline_seconds,
                process=owners.identity(pid),
                pid=pid,
                groups=tuple(map(str, group.folders)) if group else (),
            )
            records.write(record)
            lets.write(b"g")
            _await_ready(ours, process, errors)
        except BaseException:
            process.kill()
            if record is not None:
                records.end(record)
            process.wait()
            ours.close()
            raise
    return BwrapLink(record, process, ours, handle, user)


def _namespaces() -> list[str]:
    argv = ["--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    argv += ["--unshare-cgroup-try", "--as-pid-1", "--new-session", "--hostname", "sandbox"]
    argv += ["--uid", "10001", "--gid", "10001", "--cap-drop", "ALL", "--clearenv"]
    for name, value in ENVIRONMENT.items():
        argv += ["--setenv", name, value]
    return argv


def _mounts(root: Path, spec: BoxSpec, shown: Sequence[str]) -> list[str]:
    argv: list[str] = []
    for entry in sorted(root.iterdir()):
        at = f"/{entry.name}"
        if entry.is_symlink():
            argv += ["--symlink", str(entry.readlink()), at]
        elif entry.is_dir() and entry.name not in _MADE:
            # An empty folder is made anew: a work folder may have to be made in it.
            argv += ["--ro-bind", str(entry), at] if any(entry.iterdir()) else ["--dir", at]
    argv += ["--dir", "/run", "--proc", "/proc", "--dev", "/dev", *shown]
    argv += ["--size", str(64 * _MIB), "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]  # noqa: S108
    for at, folder in folders(spec).items():
        argv += ["--perms", folder.mode, "--size", str(folder.size_mb * _MIB), "--tmpfs", at]
    return [*argv, "--remount-ro", "/", "--chdir", "/"]


def _process_1(spec: BoxSpec, sock: int, *, watch: bool) -> list[str]:
    limits = spec.limits
    plan = {
        "limits": _rlimits(limits, whole=watch),
        "memory": limits.memory_mb * _MIB if watch else 0,
        "folders": [*folders(spec), "/dev/shm"],  # noqa: S108
    }
    argv = ["python3", "-I", "-S", "-c", box_source("starter_box.py"), box_source("keeper_box.py")]
    return [*argv, f"{limits.deadline_seconds:.3f}", str(sock), json.dumps(plan)]


def _rlimits(limits: Limits, *, whole: bool) -> dict[str, int]:
    """Return the limits of a command: each process's, or each user's of the box's namespace."""
    found = {
        "RLIMIT_NOFILE": 4096,
        "RLIMIT_CORE": 0,
        "RLIMIT_FSIZE": limits.file_mb * _MIB,
        "RLIMIT_NPROC": limits.pids,
    }
    return {**found, "RLIMIT_DATA": limits.memory_mb * _MIB} if whole else found


def _told_pid(told: FileIO, process: subprocess.Popen[bytes], errors: int) -> int:
    """Return the number of the box's process 1, which waits to be let go."""
    said = b""
    for chunk in _until_end(told):
        said += chunk
    if not said:
        raise _no_box(process, errors)
    return int(json.loads(said)["child-pid"])


def _until_end(told: FileIO) -> Iterator[bytes]:
    while chunk := told.read(4096):
        yield chunk
        if b"}" in chunk:
            return


def _await_ready(ours: socket.socket, process: subprocess.Popen[bytes], errors: int) -> None:
    poll = select.poll()
    poll.register(ours, select.POLLIN)
    if not poll.poll(_START_SECONDS * 1000):
        raise MachineryError(f"a box under bubblewrap was not ready in {_START_SECONDS:.0f} s")
    try:
        if ours.recv(1) == b"r":
            return
    except ConnectionError:
        pass
    raise _no_box(process, errors)


def _no_box(process: subprocess.Popen[bytes], errors: int) -> MachineryError | PrerequisiteError:
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(5)
    said = os.pread(errors, 600, 0).decode(errors="replace").strip() or "it said nothing"
    if "namespace" in said or "uid map" in said:
        return PrerequisiteError(
            f"bubblewrap may not make namespaces here: {said}",
            "Allow users to make namespaces (user.max_user_namespaces, AppArmor), or use Docker.",
        )
    return MachineryError(f"a box under bubblewrap did not start: {said}")


def _pipe(stack: contextlib.ExitStack) -> tuple[FileIO, FileIO]:
    reader, writer = os.pipe()
    return stack.enter_context(FileIO(reader, "r")), stack.enter_context(FileIO(writer, "w"))


def _memory_file(stack: contextlib.ExitStack, data: bytes) -> int:
    file = stack.enter_context(FileIO(os.memfd_create("arboretum"), "r+"))
    file.write(data)
    file.seek(0)
    return file.fileno()
