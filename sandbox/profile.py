"""What every box is made of: one table from a BoxSpec to the engine's own words."""

from __future__ import annotations

import re
import secrets
import time
from pathlib import Path
from typing import Any

from common.errors import UsageError
from sandbox.api import BoxSpec, Limits
from sandbox.labels import DEADLINE, OWNER, ROLE, RUN, VARIANT

USER = "10001:10001"
"""Who the commands in a box are."""
KEEPER = "10001:10000"
"""Who process 1 is: the user of the commands, whom it may kill, in a group of its own."""
GVISOR = "runsc"
"""The runtime's name under which engines offer gVisor."""
SWEEP_SIGNAL = "SIGUSR1"
"""What makes process 1 kill all the others."""

_GVISOR_PIDS = 512
"""gVisor's kernel runs as threads that count too; with fewer its box ends in a fork storm."""
_MIB = 1 << 20
_ENV = {
    "HOME": "/tmp",  # noqa: S108 - a path in the box
    "LANG": "C.UTF-8",
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
}
_TAKEN = {"bin", "boot", "dev", "etc", "lib", "lib64", "proc", "run", "sbin", "sys", "usr", "var"}


def container_name(spec: BoxSpec) -> str:
    """Return a fresh name that tells a person what the box is for."""
    parts = (re.sub(r"[^A-Za-z0-9_.-]", "_", p)[:40] for p in (spec.run, spec.variant, spec.role))
    return f"arboretum-{'-'.join(parts)}-{secrets.token_hex(4)}"


def container_config(
    api: Any, spec: BoxSpec, image: str, owner: str, runtime: str
) -> dict[str, Any]:
    """Return the arguments of docker-py's ``create_container`` for a box.

    The engine's default runtime, seccomp filter and masked paths stay, because nothing here names
    them; so a box is run by runc even where the engine offers ``runsc`` (gVisor) too.

    Raises:
        UsageError: The work folder is one that a box cannot give away.
    """
    check_workdir(spec.workdir)
    limits = spec.limits
    return {
        "image": image,
        "name": container_name(spec),
        "hostname": "sandbox",
        "user": KEEPER,
        "working_dir": spec.workdir,
        "entrypoint": ["python3", "-I", "-S", "-c", _keeper_source()],
        "command": [f"{limits.deadline_seconds:.3f}"],
        # Process 1 heeds no SIGTERM, and nothing in a box is worth a stop's ten seconds.
        "stop_signal": "SIGKILL",
        "environment": _ENV,
        # The proxies of the person's own Docker configuration are no business of a box.
        "use_config_proxy": False,
        "labels": {
            OWNER: owner,
            RUN: spec.run,
            VARIANT: spec.variant,
            ROLE: spec.role,
            DEADLINE: f"{time.time() + limits.deadline_seconds:.0f}",
        },
        "host_config": api.create_host_config(
            runtime=runtime,
            network_mode="none",
            dns=["127.0.0.1"],
            dns_search=["."],
            cap_drop=["ALL"],
            security_opt=["no-new-privileges"],
            read_only=True,
            ipc_mode="private",
            shm_size=64 * _MIB,
            pids_limit=max(limits.pids, _GVISOR_PIDS) if runtime == GVISOR else limits.pids,
            mem_limit=limits.memory_mb * _MIB,
            memswap_limit=limits.memory_mb * _MIB,
            nano_cpus=int(limits.cpus * 1e9),
            ulimits=[
                *_guest_ulimits(limits, runtime),
                {"Name": "nofile", "Soft": 4096, "Hard": 4096},
                {"Name": "core", "Soft": 0, "Hard": 0},
                {"Name": "fsize", "Soft": limits.file_mb * _MIB, "Hard": limits.file_mb * _MIB},
            ],
            tmpfs=_tmpfs(spec.workdir, limits),
            log_config={"Type": "none", "Config": {}},
        ),
    }


def _guest_ulimits(limits: Limits, runtime: str) -> list[dict[str, Any]]:
    """Return limits that gVisor's own kernel holds: the host's would end the box, not the hog."""
    if runtime != GVISOR:
        return []
    return [{"Name": "nproc", "Soft": limits.pids, "Hard": limits.pids}]


def _keeper_source() -> str:
    return Path(__file__).with_name("keeper_box.py").read_text(encoding="utf-8")


def _tmpfs(workdir: str, limits: Limits) -> dict[str, str]:
    def options(size: int, mode: str = "0755", run: str = "exec") -> str:
        owned = "uid=10001,gid=10001"
        return f"rw,nosuid,nodev,{run},size={size}m,{owned},mode={mode}"

    mounts = {folder: options(limits.tmp_mb) for folder in ("/opt", "/tests", "/solution")}
    mounts["/logs"] = options(limits.tmp_mb, run="noexec")
    mounts["/tmp"] = options(limits.tmp_mb, mode="1777")  # noqa: S108 - a path in the box
    mounts[workdir] = options(limits.disk_mb)
    return mounts


def check_workdir(workdir: str) -> None:
    """Check that a tmpfs can be mounted on ``workdir`` without hiding the system.

    Raises:
        UsageError: It is relative, the root, or part of the operating system.
    """
    parts = workdir.split("/")
    plain = re.fullmatch(r"(/[A-Za-z0-9_.-]+)+", workdir) and not {".", ".."} & set(parts)
    if not plain or parts[1] in _TAKEN:
        raise UsageError(
            f"the work folder {workdir!r} cannot be given to a box",
            "Choose a folder such as /workspace or /app.",
        )
