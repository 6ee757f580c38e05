"""What every box is made of: one table from a BoxSpec to the engine's own words."""

from __future__ import annotations

import re
import secrets
import time
from pathlib import Path
from typing import Any, NamedTuple

from common.errors import UsageError
from sandbox import gpu, gvisor
from sandbox.api import CPU_SHARES, BoxSpec
from sandbox.hosts import PLACE
from sandbox.labels import DEADLINE, OWNER, ROLE, RUN, VARIANT

USER = "10001:10001"
"""Who the commands in a box are."""
KEEPER = "10001:10000"
"""Who process 1 is: the user of the commands, whom it may kill, in a group of its own."""
SWEEP_SIGNAL = "SIGUSR1"
"""What makes process 1 kill all the others."""
_MIB = 1 << 20
ENVIRONMENT = {
    "HOME": "/tmp",  # noqa: S108 - a path in the box
    "LANG": "C.UTF-8",
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
}
_FIRST_IN_PATH = "/usr/local/sbin"
_TAKEN = {"bin", "boot", "dev", "etc", "lib", "lib64", "proc", "run", "sbin", "sys", "usr", "var"}


def container_name(spec: BoxSpec) -> str:
    """Return a fresh name that tells a person what the box is for."""
    parts = (re.sub(r"[^A-Za-z0-9_.-]", "_", p)[:40] for p in (spec.run, spec.variant, spec.role))
    return f"arboretum-{'-'.join(parts)}-{secrets.token_hex(4)}"


def container_config(
    api: Any, spec: BoxSpec, image: str, owner: str, runtime: str, hosts: str = ""
) -> dict[str, Any]:
    """Return the arguments of docker-py's ``create_container`` for a box.

    The engine's default seccomp filter and masked paths stay, because nothing here names them.

    Args:
        api: The docker-py client.
        spec: What the box is for.
        image: What it starts from.
        owner: The process it belongs to.
        runtime: What runs it.
        hosts: A file on the engine's machine that is the box's /etc/hosts (:mod:`sandbox.hosts`);
            where there is none the engine makes one, and a network of its own for it. Either way
            the box has a name space with loopback and nothing else.

    Raises:
        UsageError: The work folder is one that a box cannot give away.
    """
    check_workdir(spec.workdir)
    limits = spec.limits
    extra = gvisor.allowance(limits) if runtime == gvisor.GVISOR else gvisor.NO_ALLOWANCE
    memory = limits.memory_mb + extra.memory_mb
    tmpfs = {at: _tmpfs(folder) for at, folder in folders(spec).items()}
    stands: list[str] = []
    if extra.stood_before:
        tmpfs[_FIRST_IN_PATH] = "rw,nosuid,nodev,exec,size=1m,mode=0755"
        stands = [_FIRST_IN_PATH, box_source("listing_box.py"), *extra.stood_before]
    return {
        "image": image,
        "name": container_name(spec),
        "hostname": "sandbox",
        "user": extra.keeper or KEEPER,
        "working_dir": spec.workdir,
        "entrypoint": ["python3", "-I", "-S", "-c", box_source("keeper_box.py")],
        "command": [f"{limits.deadline_seconds:.3f}", *stands],
        "stdin_open": extra.stdin,
        # Process 1 heeds no SIGTERM, and nothing in a box is worth a stop's ten seconds.
        "stop_signal": "SIGKILL",
        "environment": ENVIRONMENT,
        # The proxies of the person's own Docker configuration are no business of a box.
        "use_config_proxy": False,
        "labels": {
            OWNER: owner,
            RUN: spec.run,
            VARIANT: spec.variant,
            ROLE: spec.role,
            DEADLINE: f"{time.time() + limits.deadline_seconds:.0f}",
        },
        "network_disabled": bool(hosts),
        "host_config": api.create_host_config(
            runtime=runtime,
            network_mode="none",
            dns=["127.0.0.1"],
            dns_search=["."],
            cap_drop=["ALL"],
            cap_add=extra.capabilities,
            security_opt=["no-new-privileges"],
            read_only=True,
            ipc_mode="private",
            shm_size=64 * _MIB,
            pids_limit=max(limits.pids, extra.pids),
            mem_limit=memory * _MIB,
            memswap_limit=memory * _MIB,
            nano_cpus=int(limits.cpus * 1e9),
            cpu_shares=CPU_SHARES,
            ulimits=[
                *extra.ulimits,
                {"Name": "nofile", "Soft": 4096, "Hard": 4096},
                {"Name": "core", "Soft": 0, "Hard": 0},
                {"Name": "fsize", "Soft": limits.file_mb * _MIB, "Hard": limits.file_mb * _MIB},
            ],
            device_requests=gpu.requests(limits.gpus),
            tmpfs=tmpfs,
            mounts=[_mounted(hosts)] if hosts else [],
            log_config={"Type": "none", "Config": {}},
        ),
    }


def _mounted(hosts: str) -> dict[str, Any]:
    return {"Type": "bind", "Source": hosts, "Target": PLACE, "ReadOnly": True}


def box_source(name: str) -> str:
    """Return the text of a program that is process 1 of a box."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


class Folder(NamedTuple):
    """One writable folder of a box."""

    size_mb: int
    mode: str = "0755"
    run: bool = True
    """Programs in it can be run."""


def folders(spec: BoxSpec) -> dict[str, Folder]:
    """Return the writable folders of a box: each an empty tmpfs that its user owns."""
    size = spec.limits.tmp_mb
    found = {at: Folder(size) for at in ("/opt", "/tests", "/solution")}
    found["/logs"] = Folder(size, run=False)
    found["/tmp"] = Folder(size, mode="1777")  # noqa: S108 - a path in the box
    found[spec.workdir] = Folder(spec.limits.disk_mb)
    return found


def _tmpfs(folder: Folder) -> str:
    run = "exec" if folder.run else "noexec"
    options = f"rw,nosuid,nodev,{run},size={folder.size_mb}m,uid=10001,gid=10001"
    return f"{options},mode={folder.mode}"


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
