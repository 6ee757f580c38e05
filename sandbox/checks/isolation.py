"""What a box has not: rights, a writable root, the host's files, names and processes."""

from __future__ import annotations

import os
import platform
import secrets
from pathlib import Path

from common.errors import UsageError
from sandbox.checks.ground import Ground
from sandbox.checks.limits import FOLDERS
from sandbox.checks.model import checks, expect, expect_error, expect_same


def not_root(ground: Ground) -> None:
    """Commands are user 10001, group 10001, with no other group."""
    expect_same(ground.sh("id -u; id -g; id -G").split(), ["10001"] * 3)


def no_capabilities(ground: Ground) -> None:
    """Commands have no capability, and can get none."""
    status = ground.sh("cat /proc/self/status")
    sets = [line.split() for line in status.splitlines() if line.startswith("Cap")]
    held = {name: int(value, 16) for name, value in sets}
    # The bounding set is of no use without a program that may raise capabilities; there is none.
    bound = held.pop("CapBnd:", 0)
    expect(len(held) >= 3 and not any(held.values()) and bound in {0, _CAP_KILL}, sets)


_CAP_KILL = 1 << 5


def no_new_privileges(ground: Ground) -> None:
    """The kernel gives a command no more rights than its parent has, setuid or not."""
    asked = "import ctypes; print(ctypes.CDLL(None).prctl(39, 0, 0, 0, 0))"
    expect_same(ground.python(asked).strip(), "1")


def seccomp_is_on(ground: Ground) -> None:
    """A filter of system calls is on."""
    status = ground.sh("cat /proc/self/status")
    found = [line for line in status.splitlines() if line.startswith("Seccomp:")]
    expect_same(found, ["Seccomp:\t2"])


def dangerous_calls_fail(ground: Ground) -> None:
    """System calls that have let code out of containers before are refused."""
    found = ground.python(_CALLS.format(_numbers()))
    expect_same(found.split(), [])


_CALLS = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for name, number in {}.items():
    # A file, an address or a size of nonsense: with the right to call, it is another error.
    ctypes.set_errno(0)
    if libc.syscall(number, 0, 0, 0, 0, 0) != -1 or ctypes.get_errno() not in (1, 13, 19, 38, 95):
        print(name, ctypes.get_errno())
"""


def _numbers() -> dict[str, int]:
    """Return the numbers of the calls (Linux's tables for x86-64 and for arm64)."""
    names = "mount umount2 pivot_root init_module kexec_load bpf setns perf_event_open add_key "
    names += "keyctl open_by_handle_at swapon reboot"
    table: tuple[int, ...] = (165, 166, 155, 175, 246, 321, 308, 298, 248, 250, 304, 167, 169)
    if platform.machine() in {"aarch64", "arm64"}:
        table = (40, 39, 41, 105, 104, 280, 268, 241, 217, 219, 265, 224, 142)
    return dict(zip(names.split(), table, strict=True))


def no_setuid_files(ground: Ground) -> None:
    """The image holds no setuid and no setgid file."""
    expect_same(ground.sh("find / -xdev -perm /6000 2>/dev/null"), "")


def no_new_user_namespace(ground: Ground) -> None:
    """A command cannot make itself root of a namespace of its own."""
    expect_same(ground.sh("unshare -Ur true 2>/dev/null && echo up"), "")
    expect_same(ground.sh("unshare -Urmpn true 2>/dev/null && echo up"), "")


def no_mounts(ground: Ground) -> None:
    """A command can mount nothing and make no device."""
    script = "mount -t tmpfs x /opt && echo up; mount --bind / /opt && echo up"
    expect_same(ground.sh(f"({script}) 2>/dev/null"), "")
    device = "mknod /tmp/d b 254 0 && head -c 1 /tmp/d && echo open; rm -f /tmp/d"
    expect_same(ground.sh(f"({device}) 2>/dev/null"), "")


def root_is_read_only(ground: Ground) -> None:
    """The root is read-only: nothing of the system can be changed, removed or added."""
    script = "touch /etc/x; touch /usr/bin/y; rm -f /etc/passwd; mkdir /new; mv /usr /u"
    look = "find / -maxdepth 3 -name x -o -name y -o -path /new -o -path /u; head -c 5 /etc/passwd"
    expect_same(ground.sh(f"({script}) 2>/dev/null; {look}"), "root:")
    options = ground.sh("grep ' / ' /proc/mounts | tail -n 1").split()[3].split(",")
    expect("ro" in options, options)


def writable_only_where_promised(ground: Ground) -> None:
    """Only the work folder, /tmp, /opt, /logs, /tests and /solution can be written to."""
    for folder in FOLDERS:
        expect_same(ground.sh(f"touch {folder}/probe && rm {folder}/probe"), "")
    found = ground.sh("find / -xdev -writable -not -type l -not -path '/proc/*' 2>/dev/null; true")
    elsewhere = {path for path in found.split() if not path.startswith("/dev/")}
    expect(elsewhere <= set(FOLDERS), elsewhere)


def logs_are_not_executable(ground: Ground) -> None:
    """Nothing in /logs can be run."""
    script = "printf '#!/bin/sh\necho ran' > /logs/x; chmod +x /logs/x; /logs/x; rm /logs/x"
    expect("Permission denied" in ground.sh(script), ground.sh(script))


def nothing_setuid_from_inside(ground: Ground) -> None:
    """Every writable folder is mounted without setuid files and devices."""
    mounts = [line.split() for line in ground.sh("cat /proc/mounts").splitlines()]
    for folder in FOLDERS:
        options = [mount[3].split(",") for mount in mounts if mount[1] == folder]
        expect(bool(options) and {"nosuid", "nodev"} <= set(options[-1]), (folder, options))


def a_hidden_system_is_refused(ground: Ground) -> None:
    """A work folder that would hide the system, or is none, is refused."""
    for folder in ("/", "work", "/etc/x", "/a/../etc", "/a,b", "/proc", "/usr"):
        with expect_error(UsageError, "work folder"):
            ground.start(workdir=folder)


def no_host_environment(ground: Ground) -> None:
    """Nothing of the host's environment is in the box: no keys, no proxies, no names."""
    script = "cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr '\\0' '\\n'; env"
    lines = set(ground.sh(script).splitlines())
    known = {"HOME", "HOSTNAME", "LANG", "PATH", "PWD", "SHLVL", "_", "OLDPWD", "ARBORETUM_EXEC"}
    leaked = {name for name, value in os.environ.items() if f"{name}={value}" in lines} - known
    expect(not leaked, leaked)
    names = {line.split("=")[0] for line in ground.sh("env").splitlines()}
    expect(names <= known, names - known)


def no_host_name(ground: Ground) -> None:
    """The host's name is nowhere in the box."""
    expect_same(ground.sh("hostname; cat /etc/hostname"), "sandbox\nsandbox\n")
    names = ground.sh("cat /etc/hosts /etc/resolv.conf; uname -n")
    expect(os.uname().nodename not in names.split(), names)


def no_host_paths(ground: Ground) -> None:
    """No folder of the host is mounted but the image's own, and no socket of an engine."""
    mounts = [line.split() for line in ground.sh("cat /proc/self/mounts").splitlines()]
    image = {m[1] for m in mounts if m[1] in _SYSTEM and "ro" in m[3].split(",")}
    foreign = {m[1] for m in mounts if m[2] not in _PSEUDO} - _MOUNTED - image
    foreign = {path for path in foreign if not path.startswith(("/proc/", "/sys/fs/cgroup"))}
    expect(not foreign, foreign)
    expect_same(ground.sh("find / -xdev -name '*.sock' 2>/dev/null"), "")
    expect_same(ground.sh("find /home /mnt /media /srv -mindepth 1"), "")


_PSEUDO = {"overlay", "proc", "tmpfs", "sysfs", "devtmpfs", "devpts", "mqueue", "cgroup", "cgroup2"}
_SYSTEM = {
    f"/{name}" for name in ("bin", "boot", "etc", "lib", "lib64", "root", "sbin", "usr", "var")
}
_MOUNTED = {"/", "/etc/resolv.conf", "/etc/hostname", "/etc/hosts", "/dev/pts", "/dev/mqueue"}


def no_host_processes(ground: Ground) -> None:
    """A command sees the processes of its own box only."""
    seen = ground.sh("echo /proc/[0-9]*").split()
    expect("/proc/1" in seen and len(seen) < 12, seen)
    expect(str(os.getpid()) not in ground.sh("cat /proc/[0-9]*/cmdline | tr '\\0' ' '"), seen)


def no_kernel_settings(ground: Ground) -> None:
    """The kernel's settings and memory can be neither changed nor read through /proc."""
    places = "/proc/sys/kernel/core_pattern /proc/sys/kernel/hostname /proc/sysrq-trigger"
    script = f"for f in {places} /proc/1/oom_score_adj; do (echo 1 > $f) && echo $f; done"
    expect_same(ground.sh(f"({script}) 2>/dev/null"), "")
    secrets = "/proc/kcore /proc/kmsg /dev/mem /dev/kmsg /proc/keys"
    script = f"for f in {secrets}; do head -c 64 $f | tr -d '0 \\0' | head -c 9; done 2>/dev/null"
    expect_same(ground.sh(script).strip(), "")


def no_devices(ground: Ground) -> None:
    """There are no devices but the harmless ones: null, zero, full, random, urandom, tty."""
    opened = "\\( -type b -o -type c \\) \\( -readable -o -writable \\)"
    found = set(ground.sh(f"find /dev {opened} 2>/dev/null").split())
    harmless = {f"/dev/{n}" for n in ("null", "zero", "full", "random", "urandom", "tty", "ptmx")}
    left = {path for path in found - harmless if not path.startswith("/dev/pts/")}
    expect(not left, left)


def no_host_null(ground: Ground) -> None:
    """The host's /dev/null keeps owner, mode and times, whatever a box does to its own streams."""
    before = _host_null()
    box = ground.start()
    when = 1 + secrets.randbelow(10**9)
    for stdin in (b"", b"x"):
        box.exec(["python3", "-c", _TO_STREAMS.format(when)], timeout=30, stdin=stdin)
    expect_same(_host_null(), before)


def _host_null() -> tuple[int, ...]:
    found = Path(os.devnull).stat()
    return found.st_uid, found.st_gid, found.st_mode, found.st_mtime_ns


_TO_STREAMS = """
import contextlib, os
for fd in range(3):
    for change in (
        lambda: os.utime(fd, ({0}, {0})), lambda: os.fchmod(fd, 0o600), lambda: os.fchown(fd, 1, 1)
    ):
        with contextlib.suppress(OSError):
            change()
"""


def process_1_is_out_of_reach(ground: Ground) -> None:
    """A command can neither trace nor limit process 1, nor read its memory or files."""
    cpu = "import resource as r; r.prlimit(1, r.RLIMIT_CPU, (1, 1))"
    expect("PermissionError" in ground.python(cpu), ground.python(cpu))
    for name in ("mem", "environ", "oom_score_adj", "clear_refs"):
        found = ground.python(f"open('/proc/1/{name}', 'r+b')")
        expect("PermissionError" in found or "FileNotFound" in found, (name, found))
    attach = "import ctypes; print(ctypes.CDLL(None).ptrace(16, 1, 0, 0))"
    expect_same(ground.python(attach).strip(), "-1")
    regroup = ground.python("import os; os.setgid(10000)").strip()
    expect("PermissionError" in regroup or "Invalid argument" in regroup, regroup)


CHECKS = checks(
    "isolation",
    not_root,
    no_capabilities,
    no_new_privileges,
    seccomp_is_on,
    dangerous_calls_fail,
    no_setuid_files,
    no_new_user_namespace,
    no_mounts,
    root_is_read_only,
    writable_only_where_promised,
    logs_are_not_executable,
    nothing_setuid_from_inside,
    a_hidden_system_is_refused,
    no_host_environment,
    no_host_name,
    no_host_paths,
    no_host_processes,
    no_kernel_settings,
    no_devices,
    no_host_null,
    process_1_is_out_of_reach,
)
