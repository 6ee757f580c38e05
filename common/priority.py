"""Going ahead of whatever keeps the processors busy."""

from __future__ import annotations

import os

_REALTIME = 1
_NICE = -10


def go_ahead() -> None:
    """Let this process go first, where this user may; a halt may not wait for what it halts.

    Realtime, for a nice value counts only among the processes of one session where the kernel
    groups them by session (sched(7), "The autogroup feature").
    """
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(_REALTIME))
    except (OSError, AttributeError):
        try:
            os.setpriority(os.PRIO_PROCESS, 0, _NICE)
        except OSError:
            return
