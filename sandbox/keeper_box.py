"""The first process of a box: keeps the box alive until its deadline, whatever the rest does.

A box lives as long as its process 1. The kernel spares process 1 every signal from its own
process namespace that it has no handler for, SIGKILL and SIGSTOP among them, so code in the box
cannot end its box, nor stop the clock. (``sleep`` under an init would not do: it is process 2.)
What it does besides: it waits for the dead that nobody else waits for, and on SIGUSR1 it kills
all other processes in one call, which needs no free process and outruns a fork bomb.

It runs with another group than the commands, and undumpable: together that denies them its
memory, its resource limits (a CPU limit would end it, by a signal of the kernel's own) and its
files in /proc. Standard library only; passed to Python as text. Its arguments: seconds, and where
programs are to be stood before, a folder of its own, the text that does so, and their names.
Under bubblewrap ``starter_box.py`` is process 1 and takes its parts from here.
"""

import ctypes
import os
import signal
import sys
import time

PR_SET_DUMPABLE = 4
WAKE_SECONDS = 5.0
REAPED_AT_ONCE = 256


def hide():
    """Ignore the one fatal signal that Python has a handler for, and allow no look inside."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def sweep():
    """Kill all others."""
    try:
        os.kill(-1, signal.SIGKILL)
    except ProcessLookupError:
        pass


def reap(ended=None):
    """Wait for some of the dead, telling ``ended`` of each; tell whether there may be more."""
    try:
        for _ in range(REAPED_AT_ONCE):
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return False
            if ended:
                ended(pid, status)
    except ChildProcessError:
        return False
    return True


def stand_before(folder, source, *names):
    """Write a program into a folder under some names, each of which appears when it is whole."""
    with open(f"{folder}/.stand-in", "w") as file:
        file.write(f"#!{sys.executable} -IS\n{source}")
        os.fchmod(file.fileno(), 0o755)
    for name in names:
        os.symlink(".stand-in", f"{folder}/{name}")


def main():
    """Stay until the deadline."""
    end = time.monotonic() + float(sys.argv[1])
    hide()
    if sys.argv[2:]:
        stand_before(*sys.argv[2:])
    awaited = {signal.SIGCHLD, signal.SIGUSR1}
    signal.pthread_sigmask(signal.SIG_BLOCK, awaited)
    more = False
    # The dead are waited for in portions, so that no flood of them holds the clock up.
    while (left := end - time.monotonic()) > 0:
        caught = signal.sigtimedwait(awaited, 0 if more else min(left, WAKE_SECONDS))
        if caught and caught.si_signo == signal.SIGUSR1:
            sweep()
        more = reap()


if __name__ == "__main__":
    main()
