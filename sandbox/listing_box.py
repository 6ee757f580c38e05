"""Stands before ``ls`` and its like where gVisor runs a box, whose older releases fail them.

coreutils ask ``statx`` with a flag (AT_NO_AUTOMOUNT) that such a kernel refuses, and so fail on
every folder and file that is named to them. This runs the real program, stops it at each ``statx``,
takes the flag away and lets it go on; nothing is mounted by itself in a box, so the flag means
nothing. Where the kernel takes the flag, or is not x86-64, the real program runs alone.

Standard library only. Process 1 (``keeper_box.py``) writes it, under the programs' names, into a
folder that comes first in PATH.
"""

import ctypes
import os
import signal
import struct
import sys

NO_AUTOMOUNT = 0x800
STATX = 332
FLAGS = 96  # where a stopped process keeps the third argument of a call, RDX
SECCOMP_STOP = signal.SIGTRAP | 7 << 8
TRACE_ME, PEEK, POKE, CONTINUE, SET_OPTIONS = 0, 3, 6, 7, 0x4200
END_WITH_TRACER, TELL_SECCOMP = 1 << 20, 1 << 7
SET_SECCOMP, BY_FILTER = 22, 2
# Load the number of the call; if it is statx, tell the tracer; let every other pass.
FILTER = ((0x20, 0, 0, 0), (0x15, 0, 1, STATX), (6, 0, 0, 0x7FF00000), (6, 0, 0, 0x7FFF0000))

libc = ctypes.CDLL(None)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long


def is_needed():
    """Tell whether this kernel refuses the flag."""
    into = ctypes.create_string_buffer(256)
    here = os.uname().machine == "x86_64"
    return here and libc.syscall(STATX, -100, b"/", NO_AUTOMOUNT, 0, into) != 0


def run():
    """Become the real program: the next of this name in PATH; Python ignores two signals."""
    folder, name = os.path.split(sys.argv[0])
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    for at in os.get_exec_path():
        if os.path.realpath(at) != os.path.realpath(folder):
            try:
                os.execv(os.path.join(at, name), [name, *sys.argv[1:]])
            except OSError:
                continue
    sys.exit(f"{name}: not found")


def run_traced():
    """Become the real program, which stops at each statx."""
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in FILTER))
    program = struct.pack("HxxxxxxP", len(FILTER), ctypes.addressof(code))
    if libc.ptrace(TRACE_ME, 0, None, None) == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
        libc.prctl(SET_SECCOMP, BY_FILTER, program, 0, 0)
    run()


def follow(pid):
    """Take the flag away at each statx; return how the program ended."""
    _, status = os.waitpid(pid, 0)
    libc.ptrace(SET_OPTIONS, pid, None, END_WITH_TRACER | TELL_SECCOMP)
    passed = 0
    while os.WIFSTOPPED(status):
        libc.ptrace(CONTINUE, pid, None, passed)
        _, status = os.waitpid(pid, 0)
        passed = os.WSTOPSIG(status) if os.WIFSTOPPED(status) else 0
        if status >> 8 == SECCOMP_STOP:
            flags = libc.ptrace(PEEK, pid, FLAGS, None)
            libc.ptrace(POKE, pid, FLAGS, flags & ~NO_AUTOMOUNT)
        if passed == signal.SIGTRAP:
            passed = 0
    return os.waitstatus_to_exitcode(status)


def main():
    """Run the program of this name."""
    if not is_needed():
        run()
    pid = os.fork()
    if pid == 0:
        run_traced()
    code = follow(pid)
    sys.exit(code if code >= 0 else 128 - code)


main()
