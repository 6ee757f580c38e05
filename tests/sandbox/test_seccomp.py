"""The filter of system calls, run here as the kernel runs it (the classic BPF of bpf(4))."""

from __future__ import annotations

import errno
import struct

import pytest

from common.errors import PrerequisiteError
from sandbox.seccomp import program

ALLOW, KILL = 0x7FFF0000, 0x80000000
REFUSE, ABSENT = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
CLONE_NEWUSER, CLONE_THREAD_FLAGS = 0x10000000, 0x3D0F00


def answer(code: bytes, arch: int, number: int, *arguments: int) -> int:
    data = struct.pack("=IIQ6Q", number, arch, 0, *arguments, *[0] * (6 - len(arguments)))
    steps = list(struct.iter_unpack("=HBBI", code))
    at = value = 0
    while True:
        what, yes, no, k = steps[at]
        at += 1
        if what == 0x20:
            (value,) = struct.unpack_from("=I", data, k)
        elif what == 0x06:
            return int(k)
        else:
            test = {0x15: value == k, 0x35: value >= k, 0x45: bool(value & k)}[what]
            at += yes if test else no


@pytest.mark.parametrize(
    ("machine", "calls"),
    [
        (
            "x86_64",
            {"mount": 165, "unshare": 272, "setns": 308, "bpf": 321, "io_uring_setup": 425},
        ),
        ("aarch64", {"mount": 40, "unshare": 97, "setns": 268, "bpf": 280, "io_uring_setup": 425}),
    ],
)
def test_what_a_box_has_no_use_for_is_refused(machine: str, calls: dict[str, int]) -> None:
    code = program(machine)
    for name, number in calls.items():
        assert answer(code, ARCH[machine], number) == REFUSE, name
    assert answer(code, 0x40000003, calls["mount"]) == KILL
    assert answer(code, ARCH[machine], 435) == ABSENT


def test_what_a_box_needs_is_allowed() -> None:
    code, arch = program("x86_64"), ARCH["x86_64"]
    read, write, execve, socket, clone, ioctl, prlimit = 0, 1, 59, 41, 56, 16, 302
    for number in (read, write, execve):
        assert answer(code, arch, number) == ALLOW
    assert answer(code, arch, clone, CLONE_THREAD_FLAGS) == ALLOW
    assert answer(code, arch, clone, CLONE_NEWUSER | 17) == REFUSE
    assert answer(code, arch, ioctl, 0, 0x5401) == ALLOW
    assert answer(code, arch, ioctl, 0, 0x5412) == REFUSE
    assert answer(code, arch, prlimit, 0) == ALLOW
    assert answer(code, arch, prlimit, 1) == REFUSE
    assert answer(code, arch, socket, 2) == ALLOW
    assert answer(code, arch, socket, 40) == REFUSE
    assert answer(code, arch, 0x40000000 | 165) == ABSENT


def test_no_box_starts_without_a_filter() -> None:
    with pytest.raises(PrerequisiteError, match="mips"):
        program("mips")
