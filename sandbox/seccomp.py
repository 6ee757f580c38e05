"""The filter of system calls for boxes that no engine gives one: a program for the kernel's BPF.

A list of what is refused, where an engine has a list of what is allowed. On it is what has let
code out of containers or is of no use in one: mounts, namespaces, modules, keys, tracing of the
kernel, raw handles, io_uring, vsock (a socket that no network namespace holds back).
Format: seccomp(2), bpf(4); numbers: Linux's tables of system calls.
"""

from __future__ import annotations

import errno
import platform
import struct
from typing import NamedTuple

from common.errors import PrerequisiteError

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_REFUSE = 0x00050000
_NUMBER, _ARCH, _ARGUMENT = 0, 4, 16
_X32_BIT = 0x40000000
_NEW_NAMESPACES = 0x7E020080
_TIOCSTI, _AF_ALG, _AF_VSOCK = 0x5412, 38, 40


class _Machine(NamedTuple):
    arch: int
    clone: int
    ioctl: int
    prlimit: int
    socket: int
    refused: tuple[int, ...]


_SAME = (425, 426, 427, 428, 429, 430, 431, 432, 433, 438, 442, 443)
"""io_uring, the new mount calls, pidfd_getfd, mount_setattr, quotactl_fd."""
_CLONE3 = 435
# acct add_key bpf chroot clock_adjtime clock_settime delete_module fanotify_init finit_module
# init_module kcmp kexec_file_load kexec_load keyctl lookup_dcookie mount nfsservctl
# open_by_handle_at perf_event_open pivot_root process_vm_readv process_vm_writev quotactl reboot
# request_key setdomainname sethostname setns settimeofday swapoff swapon syslog umount2 unshare
# userfaultfd vhangup, in this order for both; then what only x86-64 has: create_module
# get_kernel_syms ioperm iopl query_module _sysctl sysfs uselib ustat.
_X86_64 = (
    *(163, 248, 321, 161, 305, 227, 176, 300, 313, 175, 312, 320, 246, 250, 212, 165, 180, 304),
    *(298, 155, 310, 311, 179, 169, 249, 171, 170, 308, 164, 168, 167, 103, 166, 272, 323, 153),
    *(174, 177, 173, 172, 178, 156, 139, 134, 136),
)
_ARM64 = (
    *(89, 217, 280, 51, 266, 112, 106, 262, 273, 105, 272, 294, 104, 219, 18, 40, 42, 265),
    *(241, 41, 270, 271, 60, 142, 218, 162, 161, 268, 170, 225, 224, 116, 39, 97, 282, 58),
)
_MACHINES = {
    "x86_64": _Machine(0xC000003E, 56, 16, 302, 41, _X86_64 + _SAME),
    "aarch64": _Machine(0xC00000B7, 220, 29, 261, 198, _ARM64 + _SAME),
}


def program(machine: str | None = None) -> bytes:
    """Return the filter for this machine's processor, as the kernel takes it.

    Raises:
        PrerequisiteError: The numbers of this processor's system calls are not in the table.
    """
    name = machine or platform.machine()
    if name not in _MACHINES:
        raise PrerequisiteError(
            f"there is no filter of system calls for the processor {name}",
            "Use a Docker engine: --sandbox docker.",
        )
    table = _MACHINES[name]
    refuse, absent = _REFUSE | errno.EPERM, _REFUSE | errno.ENOSYS
    code = [
        _do(_LOAD, _ARCH),
        _do(_EQUAL, table.arch, 1, 0),
        _do(_RETURN, _KILL),
        _do(_LOAD, _NUMBER),
        _do(_AT_LEAST, _X32_BIT, 0, 1),
        _do(_RETURN, absent),
        # Its flags lie in memory, out of the filter's sight; libraries then use the older call.
        _do(_EQUAL, _CLONE3, 0, 1),
        _do(_RETURN, absent),
    ]
    for number in table.refused:
        code += [_do(_EQUAL, number, 0, 1), _do(_RETURN, refuse)]
    code += _where(table.clone, 0, _ANY_BIT, _NEW_NAMESPACES, refuse)
    code += _where(table.ioctl, 1, _EQUAL, _TIOCSTI, refuse)
    # Process 1 has the user and group of the commands: nobody but this keeps its limits.
    code += _where(table.prlimit, 0, _EQUAL, 1, refuse)
    code += _where(table.socket, 0, _EQUAL, _AF_ALG, refuse)
    code += _where(table.socket, 0, _EQUAL, _AF_VSOCK, refuse)
    return b"".join([*code, _do(_RETURN, _ALLOW)])


def _where(call: int, argument: int, test: int, value: int, answer: int) -> list[bytes]:
    """Return code that gives ``answer`` to a call whose argument passes a test."""
    return [
        _do(_EQUAL, call, 0, 4),
        _do(_LOAD, _ARGUMENT + 8 * argument),
        _do(test, value, 0, 1),
        _do(_RETURN, answer),
        _do(_LOAD, _NUMBER),
    ]


def _do(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)
