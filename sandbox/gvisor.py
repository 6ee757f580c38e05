"""What is other about a box whose container gVisor runs: a kernel of its own, in user space.

Measured with release 20221219, Debian 12's, on its ptrace platform; newer releases may keep more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.api import Limits

GVISOR = "runsc"
"""The runtime's name under which engines offer gVisor."""

_BROUGHT_DOWN = (
    "the box's own kernel may end with whoever asks too much of it; that ends the box, "
    "counts as the variant's doing, and touches no other"
)
_OWN_KERNEL = "system calls end in gVisor's own kernel; the filter is around that one"

GVISOR_WEAKER: Mapping[str, str] = {
    "seccomp_is_on": _OWN_KERNEL,
    "no_new_user_namespace": "a namespace made inside means nothing outside gVisor's own kernel",
    "nothing_setuid_from_inside": "its table of mounts does not tell",
    "no_devices": "it shows /dev/fuse and /dev/net/tun, which lead into its own kernel",
    "cpu_ends": "the engine limits the processors, but clocks in the box do not tell the truth",
    "memory_ends_the_hog": _BROUGHT_DOWN,
    "memory_is_the_box_s": _BROUGHT_DOWN,
    "taking_every_process_ends_no_box": _BROUGHT_DOWN,
    "a_fork_bomb_ends_no_box": _BROUGHT_DOWN,
    "a_bomb_out_of_time_ends": _BROUGHT_DOWN,
}
"""The checks that are not promised under gVisor, each with why."""


@dataclass(frozen=True)
class Allowance:
    """What a box gets on top of its limits."""

    memory_mb: int = 0
    pids: int = 0
    """At least as many processes, whatever the limits say."""
    keeper: str = ""
    """Who process 1 is."""
    capabilities: list[str] = field(default_factory=list)
    ulimits: list[dict[str, Any]] = field(default_factory=list)
    stdin: bool = False
    """Process 1 gets a pipe for a stdin, not the host's ``/dev/null``."""
    stood_before: tuple[str, ...] = ()
    """Programs that ``listing_box.py`` stands before."""


NO_ALLOWANCE = Allowance()


def allowance(limits: Limits) -> Allowance:
    """Return what a box under gVisor gets on top of its limits.

    gVisor's kernel runs as threads that count as the box's, about nine for each process in it, and
    ends when it gets none. So it has enough of them, and counts the box's processes itself. It does
    not spare process 1 the signals of its own user; so process 1 is root there, with the one
    capability to kill, which the commands have not. A stdin that is the host's it gives to another
    user, and a box may set its times.
    """
    processes = {"Name": "nproc", "Soft": limits.pids, "Hard": limits.pids}
    return Allowance(
        memory_mb=256,
        pids=16 * limits.pids + 512,
        keeper="0:0",
        capabilities=["KILL"],
        ulimits=[processes],
        stdin=True,
        stood_before=("ls", "dir", "vdir", "stat"),
    )
