"""Ways out of a box, each a Python script that prints BREACH if it got somewhere."""

from __future__ import annotations

from tests.attacks.attack import Attack

_PRELUDE = """
import ctypes, errno, os, socket, subprocess, sys, time
PORT, ABSTRACT, CANARY = int(sys.argv[1]), sys.argv[2], sys.argv[3][::-1]
libc = ctypes.CDLL(None, use_errno=True)

def breach(what=""):
    print("BREACH", what)
    sys.exit()

def must(value):
    if value < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    breach(value)

def heard(value):
    # The kernel looked at what it was given, which it does for those it allows alone.
    if value < 0 and ctypes.get_errno() in {errno.EINVAL, errno.ENOEXEC, errno.ENOENT}:
        breach(errno.errorcode[ctypes.get_errno()])
    must(value)

try:
"""
_END = """
except OSError as error:
    print("held:", errno.errorcode.get(error.errno, error.errno), error)
"""


def _attack(name: str, tries: str, script: str, stopped_by: str, shows: str = "held") -> Attack:
    body = "\n".join("    " + line for line in script.strip().splitlines())
    return Attack(name, tries, _PRELUDE + body + _END, stopped_by, shows)


NETWORK = [
    _attack(
        "tcp to the host", "reach a service of the host",
        "socket.create_connection(('127.0.0.1', PORT), timeout=2)\nbreach()", "network none",
    ),
    _attack(
        "udp to the host", "send a datagram out",
        "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.settimeout(2)\n"
        "s.sendto(b'hello', ('127.0.0.1', PORT))\ns.recvfrom(10)\nbreach()", "network none",
    ),
    _attack(
        "abstract socket", "reach a socket without a file",
        "s = socket.socket(socket.AF_UNIX)\ns.connect('\\0' + ABSTRACT)\nbreach()", "network none",
    ),
    _attack(
        "dns", "resolve a name, or tunnel through names",
        "try:\n    breach(socket.getaddrinfo('example.com', 80))\n"
        "except socket.gaierror as error:\n    print('held:', error)", "network none", "held",
    ),
    _attack(
        "metadata address", "ask the cloud for credentials",
        "socket.create_connection(('169.254.169.254', 80), timeout=2)\nbreach()",
        "network none", "UNREACH",
    ),
    _attack(
        "the internet", "send something to an address",
        "socket.create_connection(('1.1.1.1', 443), timeout=2)\nbreach()", "network none",
        "UNREACH",
    ),
    _attack(
        "ipv6", "go out by the other protocol",
        "socket.create_connection(('2606:4700:4700::1111', 443), timeout=2)\nbreach()",
        "network none", "held",
    ),
    _attack(
        "raw socket", "read and forge packets",
        "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)\nbreach()", "capabilities dropped",
        "EPERM|EACCES",
    ),
]  # fmt: skip

WAYS_UP = [
    _attack("setuid", "become root", "os.setuid(0)\nbreach()", "non-root user",
            "EPERM|EINVAL"),
    _attack(
        "mount", "mount a file system",
        "must(libc.mount(b'none', b'/tmp', b'tmpfs', 0, None))", "capabilities dropped", "EPERM",
    ),
    _attack(
        "user namespace", "be root in a namespace", "must(libc.unshare(0x10000000))",
        "seccomp and capabilities", "EPERM",
    ),
    _attack(
        "mount namespace", "rearrange the files", "must(libc.unshare(0x00020000))",
        "capabilities dropped", "EPERM",
    ),
    _attack(
        "device node", "make a device and read the kernel's messages by it",
        "at = '/var/tmp' if os.access('/var/tmp', os.W_OK) else '/tmp'\n"
        "os.mknod(at + '/messages', 0o20600, os.makedev(1, 11))\n"
        "breach(os.open(at + '/messages', os.O_RDONLY | os.O_NONBLOCK))",
        "capabilities dropped", "EPERM|EACCES|ENXIO|ENODEV",
    ),
    _attack("chroot", "change the root", "os.chroot('/tmp')\nbreach()", "capabilities dropped",
            "EPERM"),
    _attack(
        "host name", "rename the machine", "must(libc.sethostname(b'owned', 5))",
        "capabilities dropped", "EPERM",
    ),
    _attack(
        "kernel module", "load code into the kernel",
        "heard(libc.syscall(175, b'', 0, b''))", "seccomp and capabilities",
        "EPERM|ENOSYS",
    ),
    _attack(
        "bpf", "load a program into the kernel", "heard(libc.syscall(321, 0, 0, 0))",
        "seccomp", "EPERM|ENOSYS",
    ),
    _attack(
        "performance events", "watch the kernel",
        "heard(libc.syscall(298, b'\\0' * 128, 0, -1, -1, 0))",
        "seccomp", "EPERM|EACCES|ENODEV|ENOSYS",
    ),
    _attack(
        "keyring", "read keys of the kernel", "must(libc.syscall(250, 0, -4, 1))", "seccomp",
        "EPERM|EACCES",
    ),
    _attack(
        "fault handler", "stop the kernel in the middle of a copy",
        "must(libc.syscall(323, 0))", "seccomp", "EPERM|ENOSYS",
    ),
    _attack(
        "own root", "change a program of the image",
        "open('/usr/local/bin/python3-owned', 'w').close()\nbreach()", "read-only root",
        "EROFS|EACCES",
    ),
    _attack(
        "standard library", "change what the next process imports",
        "open(os.path.join(os.path.dirname(os.__file__), 'owned.py'), 'w').close()\nbreach()",
        "read-only root", "EROFS|EACCES",
    ),
    _attack(
        "core pattern", "let the kernel run a program",
        "os.open('/proc/sys/kernel/core_pattern', os.O_WRONLY)\nbreach()", "read-only /proc/sys",
        "EROFS|EACCES|ENOENT",
    ),
    _attack(
        "sysrq", "restart the machine", "os.open('/proc/sysrq-trigger', os.O_WRONLY)\nbreach()",
        "read-only /proc/sysrq-trigger", "EROFS|EACCES|ENOENT",
    ),
    _attack(
        "kernel memory", "read the memory of the machine",
        "for name in ('/dev/mem', '/dev/kmsg', '/dev/port'):\n"
        "    if os.path.exists(name): breach(os.open(name, os.O_RDONLY))\n"
        "if os.path.exists('/proc/kcore') and os.stat('/proc/kcore').st_size:\n"
        "    breach(os.read(os.open('/proc/kcore', os.O_RDONLY), 1))\n"
        "raise OSError(errno.ENOENT, 'no such device')", "no devices", "held",
    ),
    _attack(
        "cgroup", "raise its own limits",
        "last = OSError(errno.ENOENT, 'there are none')\n"
        "for at, _, names in os.walk('/sys/fs/cgroup'):\n"
        "    for name in names:\n"
        "        if name in ('memory.limit_in_bytes', 'pids.max', 'memory.max', 'release_agent'):\n"
        "            try: breach(os.open(os.path.join(at, name), os.O_WRONLY))\n"
        "            except OSError as error: last = error\n"
        "raise last", "read-only cgroups", "EROFS|EACCES|ENOENT",
    ),
    _attack(
        "first process", "read or write process 1",
        "for name in ('mem', 'environ', 'root/', 'fd/'):\n"
        "    try:\n"
        "        path = '/proc/1/' + name\n"
        "        breach(os.listdir(path) if path[-1] == '/' else os.open(path, os.O_RDONLY))\n"
        "    except OSError as error:\n        last = error\n"
        "raise last", "a group of its own, undumpable", "EACCES|EPERM",
    ),
    _attack(
        "trace", "trace process 1", "must(libc.ptrace(16, 1, 0, 0))", "undumpable", "EPERM",
    ),
]  # fmt: skip

THEFT = [
    _attack(
        "docker socket", "command the engine",
        "for name in ('/var/run/docker.sock', '/run/docker.sock',"
        " '/run/containerd/containerd.sock'):\n"
        "    if os.path.exists(name): breach(name)\n"
        "print('held: there is none')", "no host path", "none",
    ),
    _attack(
        "key hunt", "find a key of a model",
        "import glob\n"
        "for name in glob.glob('/proc/[0-9]*/environ') + glob.glob('/proc/[0-9]*/cmdline')"
        " + glob.glob('/etc/*') + glob.glob('/opt/**', recursive=True)"
        " + glob.glob('/tmp/**', recursive=True) + glob.glob('/host/**', recursive=True):\n"
        "    try:\n"
        "        data = open(name, 'rb').read(1 << 20)\n"
        "    except OSError:\n"
        "        continue\n"
        "    if CANARY.encode() in data: breach(name)\n"
        "print('held: no key anywhere')", "nothing of the host's environment", "no key",
    ),
    _attack(
        "host files", "read what lies on the host",
        "for at in ('/host', '/mnt', '/media', '/root', '/home', '/srv'):\n"
        "    try:\n"
        "        if os.listdir(at) and at == '/host': breach(at)\n"
        "    except OSError:\n"
        "        pass\n"
        "found = [line for line in open('/proc/self/mountinfo') if ' /host' in line]\n"
        "print('held: no host path is mounted') if not found else breach(found)",
        "no host path", "no host path",
    ),
    _attack(
        "neighbours", "see another box's processes or files",
        "for name in os.listdir('/proc'):\n"
        "    if name.isdigit():\n"
        "        with open(f'/proc/{name}/cmdline', 'rb') as file:\n"
        "            if b'attack-' + b'neighbour' in file.read(): breach(name)\n"
        "for at in ('/tmp', '/dev/shm', '/opt', '/logs'):\n"
        "    if 'neighbour' in os.listdir(at): breach(at)\n"
        "print('held: alone')", "namespaces of its own", "alone",
    ),
]  # fmt: skip

HUNGER = [
    _attack(
        "processes", "take every process",
        "children = []\n"
        "for _ in range(600):\n"
        "    pid = os.fork()\n"
        "    if pid == 0: time.sleep(30); os._exit(0)\n"
        "    children.append(pid)\n"
        "for pid in children: os.kill(pid, 9)\n"
        "breach(len(children))", "limit of processes", "EAGAIN",
    ),
    _attack(
        "storage", "fill the disk",
        "for at in ('/tmp', '/workspace', '/opt', '/dev/shm'):\n"
        "    try:\n"
        "        with open(at + '/big', 'wb') as file:\n"
        "            for _ in range(200): file.write(bytes(1 << 20))\n"
        "        breach(at)\n"
        "    except OSError as error:\n"
        "        last = error\n"
        "    finally:\n"
        "        os.path.exists(at + '/big') and os.unlink(at + '/big')\n"
        "raise last", "sized tmpfs", "ENOSPC|EFBIG",
    ),
    _attack(
        "open files", "take every descriptor",
        "files = [os.open('/dev/null', os.O_RDONLY) for _ in range(5000)]\nbreach(len(files))",
        "limit of open files", "EMFILE",
    ),
    _attack(
        "core dumps", "leave its memory behind",
        "import resource\n"
        "try:\n    resource.setrlimit(resource.RLIMIT_CORE, (1 << 30, 1 << 30))\n    breach()\n"
        "except ValueError as error:\n    print('held:', error)",
        "limit of core files", "held",
    ),
]  # fmt: skip

INSIDE = {
    "user namespace": "a namespace that means nothing outside gVisor's kernel",
    "mount namespace": "a table of mounts of gVisor's kernel",
    "first process": "process 1 as gVisor's kernel shows it; it holds nothing",
}
"""What attacks reach under gVisor: parts of a kernel that is itself within the box."""

ATTACKS = [*NETWORK, *WAYS_UP, *THEFT, *HUNGER]
