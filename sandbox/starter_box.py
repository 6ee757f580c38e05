"""The first process of a box under bubblewrap: a keeper that also starts the commands.

No engine can enter such a box, so the host asks process 1, over a socket that only the two have.
A request is one byte and six open files: the request itself (JSON), the command's stdin, stdout
and stderr, and a pipe that takes its exit code. A single "s" asks for a sweep. When the host's end
closes, for its process has died or let go, the box ends.

Where no control group limits the box's memory, it looks at what its processes use a few times a
second, and kills the largest when that is too much.

Standard library only; passed to Python as text. Its arguments: the keeper's text, the seconds of
the box, the socket, and the limits of commands (JSON).
"""

import json
import os
import resource
import select
import signal
import sys
import time
import types

import _socket

keeper = types.ModuleType("keeper")
exec(sys.argv[1], keeper.__dict__)

WATCH_SECONDS = 0.2
PAGE = os.sysconf("SC_PAGE_SIZE")


class Starter:
    """Starts commands and tells how they ended."""

    def __init__(self, sock, limits):
        self.sock = sock
        self.limits = limits
        self.waiting = {}

    def serve(self):
        """Take one request; tell whether the host is still there."""
        try:
            word, ancillary, _, _ = self.sock.recvmsg(1, _socket.CMSG_SPACE(5 * 4))
        except BlockingIOError:
            return True
        except OSError:
            return False
        if word == b"s":
            keeper.sweep()
        fds = [fd for _, _, data in ancillary for fd in memoryview(data).cast("i")]
        if len(fds) == 5:
            self.start(*fds)
        return bool(word)

    def start(self, request, stdin, stdout, stderr, code):
        """Start a command."""
        try:
            pid = os.fork()
        except OSError as error:
            os.write(stderr, f"{error.strerror}\n".encode())
            self.say(code, 126)
        else:
            if pid == 0:
                self.become(request, (stdin, stdout, stderr))
            self.waiting[pid] = code
        for fd in (request, stdin, stdout, stderr):
            os.close(fd)

    def become(self, request, streams):
        """Turn this child into the command."""
        code = 126
        try:
            asked = json.loads(os.pread(request, os.fstat(request).st_size, 0))
            os.setsid()
            for number, fd in enumerate(streams):
                os.dup2(fd, number)
            signal.set_wakeup_fd(-1)
            for name in ("SIGCHLD", "SIGINT", "SIGPIPE", "SIGXFSZ"):
                signal.signal(getattr(signal, name), signal.SIG_DFL)
            os.closerange(3, 4096)
            for name, value in self.limits.items():
                resource.setrlimit(getattr(resource, name), (value, value))
            os.chdir(asked["cwd"])
            os.execvpe(asked["argv"][0], asked["argv"], {**os.environ, **asked["env"]})
        except FileNotFoundError:
            code = 127
        except Exception as error:
            os.write(2, f"{error}\n".encode())
        os._exit(code)

    def ended(self, pid, status):
        """Tell how a command ended, if it was one."""
        code = self.waiting.pop(pid, None)
        if code is not None:
            number = os.waitstatus_to_exitcode(status)
            self.say(code, number if number >= 0 else 128 - number)

    def say(self, code, number):
        """Write an exit code; a listener that has left needs none."""
        try:
            os.write(code, bytes([number]))
        except OSError:
            pass
        os.close(code)


def watch(allowed, folders):
    """Kill the largest processes until the others together use no more memory than allowed."""
    used = sum((f.f_blocks - f.f_bfree) * f.f_frsize for f in map(os.statvfs, folders))
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/statm") as file:
                fields = file.read().split()
        except OSError:
            continue
        # Pages of files and of shared memory are not the process's own.
        found.append(((int(fields[1]) - int(fields[2])) * PAGE, int(name)))
    used += sum(size for size, _ in found)
    for size, pid in sorted(found, reverse=True):
        if used <= allowed:
            return
        if pid != 1:
            os.kill(pid, signal.SIGKILL)
            used -= size


def main():
    """Serve until the deadline, or until the host has left."""
    seconds, number, plan = float(sys.argv[2]), int(sys.argv[3]), json.loads(sys.argv[4])
    end = time.monotonic() + seconds
    keeper.hide()
    woken, waker = os.pipe()
    os.set_blocking(woken, False)
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    sock = _socket.socket(fileno=number)
    sock.setblocking(False)
    os.set_inheritable(number, False)
    starter = Starter(sock, plan["limits"])
    poll = select.poll()
    poll.register(number, select.POLLIN)
    poll.register(woken, select.POLLIN)
    sock.send(b"r")
    more, looked = False, 0.0
    while (left := end - time.monotonic()) > 0:
        pause = WATCH_SECONDS if plan["memory"] else keeper.WAKE_SECONDS
        for fd, _ in poll.poll(0 if more else min(left, pause) * 1000):
            if fd == woken:
                os.read(woken, 4096)
            elif not starter.serve():
                return
        more = keeper.reap(starter.ended)
        if plan["memory"] and time.monotonic() - looked >= WATCH_SECONDS:
            watch(plan["memory"], plan["folders"])
            looked = time.monotonic()


main()
