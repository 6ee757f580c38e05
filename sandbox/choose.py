"""Which sandbox a run gets: by name, or the strongest that the Docker engine offers.

There is no silent step down. ``auto`` never leaves the engine: where none answers the command ends
with the hint that bubblewrap can be chosen by name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, get_args

from common.errors import PrerequisiteError, UsageError
from sandbox.api import Sandbox

if TYPE_CHECKING:
    from sandbox.killing import Killer
    from sandbox.usage import Meter

SandboxName = Literal["auto", "docker", "docker-runc", "docker-gvisor", "bubblewrap"]
"""``docker`` and ``auto`` are gVisor where the engine offers it, and else runc."""

_RUNTIMES = {"docker-runc": "runc", "docker-gvisor": "runsc"}
_BUBBLEWRAP_HINT = (
    "Where no engine can run, --sandbox bubblewrap is a weaker choice; SAFETY.md says in what."
)


def check_sandbox(name: str) -> str:
    """Return ``name`` if there is such a sandbox.

    Raises:
        UsageError: There is none.
    """
    if name not in get_args(SandboxName):
        known = ", ".join(get_args(SandboxName))
        raise UsageError(f"There is no sandbox {name!r}.", f"Choose one of: {known}.")
    return name


def open_sandbox(name: str = "auto", tell: Callable[[str], None] = lambda _line: None) -> Sandbox:
    """Return a sandbox that can start boxes, after making its base image if that is missing.

    Args:
        name: One of ``SandboxName``.
        tell: Called with one plain line per step, and with a line where boxes share the host's
            kernel because the engine does not offer gVisor.

    Raises:
        UsageError: There is no sandbox of this name.
        PrerequisiteError: The machine lacks what it needs; the hint says how to get it.
        MachineryError: The engine failed.
    """
    if check_sandbox(name) == "bubblewrap":
        from sandbox.bubblewrap import BubblewrapSandbox
        from sandbox.rootfs import ensure_rootfs

        ensure_rootfs(tell)
        found = BubblewrapSandbox(tell=tell)
        weaker = ", ".join(sorted(found.not_promised))
        tell(f"sandbox: bubblewrap; boxes share the kernel, and it does not promise {weaker}")
        return found
    from sandbox.docker import DockerSandbox
    from sandbox.engine import Engine
    from sandbox.image import ensure_base_image

    try:
        offered = Engine().runtimes()
    except PrerequisiteError as error:
        raise PrerequisiteError(error.message, f"{error.hint} {_BUBBLEWRAP_HINT}") from error
    if name not in _RUNTIMES:
        name = "docker-gvisor" if "runsc" in offered else "docker-runc"
        if name == "docker-runc":
            tell("sandbox: docker-runc; gVisor is not registered, so boxes share the kernel")
    return DockerSandbox(image=ensure_base_image(tell), runtime=_RUNTIMES[name], tell=tell)


def reach_killer(name: str) -> Killer:
    """Return what finds and kills a sandbox's boxes; it need not be able to start any.

    Raises:
        UsageError: There is no sandbox of this name.
    """
    if check_sandbox(name) == "bubblewrap":
        from sandbox.bwrap_killing import BubblewrapKiller

        return BubblewrapKiller()
    from sandbox.killing import DockerKiller

    # A container is found and killed by its label whichever runtime it has.
    return DockerKiller()


def reach_meter(name: str) -> Meter:
    """Return what tells the use of a sandbox's boxes.

    Args:
        name: The sandbox's own name, which tells the runtime; not ``auto``.

    Raises:
        UsageError: There is no sandbox of this name.
    """
    if check_sandbox(name) == "bubblewrap":
        from sandbox.bwrap_killing import BubblewrapMeter

        return BubblewrapMeter()
    from sandbox.usage import DockerMeter

    return DockerMeter(own_kernel=name == "docker-gvisor")
