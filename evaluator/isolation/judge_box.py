"""The process of a grading box that runs the hidden tests, out of reach of the code under test.

It gets its job on stdin before the code under test exists, cannot be traced, and imports nothing
from the work folder: the modules it tests are stand-ins for those of a worker process. The tests
are never in a file. At the end it stops all other processes and prints one line behind a random
word that nobody else in the box knows.
"""

import ctypes
import importlib.machinery
import json
import linecache
import os
import signal
import sys
import time
import traceback
import types
import unittest

from evaluator.isolation.claims_box import SUMMARY
from evaluator.isolation.ending_box import end_all, living, name_of
from evaluator.isolation.remote_box import (
    Kind,
    Remote,
    RemoteCallable,
    RemoteIterator,
    builtin_error,
    make_class,
)
from evaluator.isolation.wire_box import ATOMS, GONE, BrokenChannelError, Channel, Port

PR_SET_DUMPABLE = 4
ENDING_SECONDS = 0.1
OUTPUT_BYTES = 1 << 16


class Judge(Port):
    """The side of the tests."""

    def __init__(self, channel, operators):
        super().__init__(channel)
        self._operators = operators
        self._seen = {}
        self.violations = {}
        self.broken = False

    def accuse(self, name, detail=""):
        """Note a violation; the first of each name is kept."""
        self.violations.setdefault(name, str(detail)[:200])

    def request(self, *parts, values=()):
        """Ask the worker; once it is gone, every question fails."""
        if self.broken:
            raise BrokenChannelError(GONE)
        try:
            return super().request(*parts, values=values)
        except BrokenChannelError as error:
            self.broken = True
            importing = parts[0] == "import" and str(error) == GONE
            self.accuse("exit_at_import" if importing else "worker_ended", error)
            raise

    def call(self, number, name, args, named):
        """Call an object of the worker, or its method of this name."""
        return self.request("call", number, name, list(named), values=(*args, *named.values()))

    def perform(self, parts, values):
        """Let the worker call a function, or step an iterator, that a test gave it."""
        match parts:
            case ["call", number, None, list(named)]:
                count = len(values) - len(named)
                return self.own(number)(*values[:count], **dict(zip(named, values[count:])))
            case ["op", number, "__next__"]:
                return next(self.own(number))
        raise BrokenChannelError("the code under test asked for something unknown")

    def refer(self, value, memo):
        """Hand over a stand-in, a built-in, an exception, or a function of the tests."""
        if isinstance(value, (Remote, Kind)):
            return ["p", _number(value)]
        kind = type(value)
        name = getattr(value, "__name__", None)
        if type(name) is str and getattr(sys.modules["builtins"], name, None) is value:
            return ["b", name]
        if isinstance(value, Exception):
            name = kind.__name__ if kind.__module__ == "builtins" else "RuntimeError"
            return ["e", name, *[self.encode(argument, memo) for argument in value.args]]
        functions = (types.FunctionType, types.MethodType, types.BuiltinMethodType)
        if isinstance(value, functions) or hasattr(kind, "__next__"):
            return ["o", self.number(value)]
        raise TypeError(f"a {kind.__name__} cannot be handed to the code under test")

    def resolve(self, tag, parts, memo):
        """Return what the worker means: something of the tests, or a stand-in."""
        if tag == "p":
            return self.own(parts[0])
        if tag == "b":
            found = getattr(sys.modules["builtins"], parts[0], None)
            if not isinstance(found, type):
                raise TypeError("no such type")
            return found
        if tag == "c":
            return self._class(*parts)
        number = parts[0]
        if type(number) is not int:
            raise TypeError("no number")
        if number in self._seen:
            return self._seen[number]
        self._seen[number] = made = self._made(tag, number, parts[1:], memo)
        return made

    def _made(self, tag, number, parts, memo):
        if tag == "e":
            return self._exception(number, parts, memo)
        if tag == "o":
            made = object.__new__(Remote if parts[0][0] == "b" else self.decode(parts[0], memo))
        elif tag == "n":
            kind = self.decode(parts[0], memo)
            made = tuple.__new__(kind, [self.decode(part, memo) for part in parts[1:]])
        elif tag in ("g", "u"):
            made = object.__new__(RemoteIterator if tag == "g" else RemoteCallable)
        else:
            raise TypeError("no such tag")
        space = {"_arboretum_port": self, "_arboretum_own": number}
        if tag == "o" and len(parts) > 1:
            space["_arboretum_facts"] = dict(zip(parts[1::2], map(_atom, parts[2::2])))
        vars(made).update(space)
        return made

    def _class(self, number, name=None, bases=(), methods=(), fields=()):
        if number in self._seen:
            return self._seen[number]
        found = [self.decode(base, None) for base in bases]
        found = [builtin_error(b.__name__) if _is_error(b) else b for b in found]
        operators = frozenset(self._operators.get(name, ()))
        made = make_class(
            self, number, str(name), found, _names(methods), _names(fields), operators
        )
        self._seen[number] = made
        return made

    def _exception(self, number, parts, memo):
        shown, text, cause, *arguments = parts
        kind = self.decode(shown, memo)
        if not isinstance(kind, Kind):
            kind = builtin_error(kind.__name__)
        arguments = [self.decode(argument, memo) for argument in arguments]
        try:
            made = kind.__new__(kind, *arguments)
            if not isinstance(kind, Kind):
                made.__init__(*arguments)
        except Exception:
            made = RuntimeError(str(text))
        if isinstance(kind, Kind):
            made._arboretum_port, made._arboretum_own = self, number
            made._arboretum_text = str(text)
        if cause is not None:
            made.__cause__ = self.decode(cause, memo)
        return made


def _names(found):
    return [name for name in found if type(name) is str and name[:2] != "__"]


def _atom(value):
    if type(value) not in (int, *ATOMS):
        raise TypeError("a fact is a plain value")
    return value


def _is_error(kind):
    return not isinstance(kind, Kind) and issubclass(kind, BaseException)


def _number(value):
    space = value.__dict__
    return space["_arboretum_number"] if isinstance(value, Kind) else space["_arboretum_own"]


class Imports:
    """Finds the modules under test in the worker, and all others where this process began.

    What the tests do to ``sys.path`` has no effect: nothing of the work folder is run here.
    """

    def __init__(self, judge, names):
        self._judge, self._names = judge, names
        self._path = list(sys.path)

    def find_spec(self, name, path=None, target=None):
        """Return where a module comes from."""
        if name.partition(".")[0] in self._names:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return importlib.machinery.PathFinder.find_spec(name, path or self._path, target)

    def create_module(self, spec):
        """Return a module whose names are the worker's."""
        module = types.ModuleType(spec.name)
        try:
            remote = self._judge.request("import", spec.name)
        except SystemExit as error:
            self._judge.accuse("exit_at_import", "the code under test called sys.exit")
            raise ImportError("the code under test called sys.exit") from error
        module.__getattr__ = lambda name: getattr(remote, name)
        return module

    def exec_module(self, module):
        """Nothing is left to do."""


class Outcomes(unittest.TestResult):
    """How each test ended, by its id."""

    def __init__(self):
        super().__init__()
        self.by_id = {}

    def _note(self, test, word):
        name = f"{type(test).__qualname__}.{test._testMethodName}"
        if self.by_id.get(name, "ok") == "ok":
            self.by_id[name] = word

    def addSuccess(self, test):
        self._note(test, "ok")

    def addError(self, test, err):
        super().addError(test, err)
        if hasattr(test, "_testMethodName"):
            self._note(test, "error")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._note(test, "failed")

    def addSkip(self, test, reason):
        self._note(test, "skipped")

    def addExpectedFailure(self, test, err):
        self._note(test, "failed as expected")

    def addUnexpectedSuccess(self, test):
        self._note(test, "succeeded unexpectedly")

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._note(test, "failed")

    def told(self):
        """Return what a person may want to read."""
        parts = [f"{test}\n{text}" for test, text in (*self.errors, *self.failures)]
        good = sum(word == "ok" for word in self.by_id.values())
        return "\n".join([*parts, f"{good} of {len(self.by_id)} tests passed."])


def run_tests(source, outcomes):
    """Run the tests of a module that is given as text."""
    module = types.ModuleType("hidden_test")
    sys.modules["hidden_test"] = module
    linecache.cache["hidden_test.py"] = (len(source), None, source.splitlines(True), "")
    exec(compile(source, "hidden_test.py", "exec"), module.__dict__)  # noqa: S102
    unittest.defaultTestLoader.loadTestsFromModule(module).run(outcomes)


def start_worker(source, folder):
    """Start the worker; return its process, the channel to it, and the file it prints to."""
    # O_TMPFILE would do, but gVisor does not know it.
    name = "/tmp/printed"  # noqa: S108
    out = os.open(name, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    os.unlink(name)
    ask, asked = os.pipe()
    tell, told = os.pipe()
    argv = [sys.executable, "-I", "-B", "-u", "-c", source, str(ask), str(told), folder]
    pid = os.fork()
    if pid == 0:
        try:
            null = os.open(os.devnull, os.O_RDONLY)
            for old, new in ((null, 0), (out, 1), (out, 2)):
                os.dup2(old, new)
            os.set_inheritable(ask, True)
            os.set_inheritable(told, True)
            os.chdir(folder)
            os.execv(argv[0], argv)  # noqa: S606
        finally:
            os._exit(127)
    os.close(ask)
    os.close(told)
    return pid, Channel(tell, asked), out


def count_processor_time(pid):
    """Let the tests' ``time.process_time`` count the worker's processor time too."""
    own = time.process_time
    time.process_time = lambda: own() + time.clock_gettime((~pid << 3) | 2)


def main():
    """Do the job on stdin."""
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    job = json.loads(sys.stdin.buffer.read())
    kept = living(set()) | {os.getpid()}
    pid, channel, out = start_worker(job["worker"], job["folder"])
    judge = Judge(channel, job["operators"])
    count_processor_time(pid)
    sys.meta_path[2:] = [Imports(judge, set(job["modules"]) - sys.stdlib_module_names)]
    outcomes = Outcomes()
    told = ""
    try:
        run_tests(job["tests"], outcomes)
        patched = judge.request("tampered")
        if patched:
            judge.accuse("patched", patched)
    except BaseException:
        told = traceback.format_exc()
    if living(kept | {pid}):
        # What is only just ending was not left running; what forks on and on has another id now.
        time.sleep(ENDING_SECONDS)
        if left := living(kept | {pid}):
            judge.accuse("left_running", ", ".join(sorted(map(name_of, left))))
    end_all(kept)
    if os.path.isdir("/logs") and os.listdir("/logs"):
        judge.accuse("reward_file", "/logs")
    printed = os.pread(out, OUTPUT_BYTES, max(0, os.fstat(out).st_size - OUTPUT_BYTES))
    if claim := SUMMARY.search(printed):
        judge.accuse("claims_results", claim[0].decode("ascii", "replace"))
    verdict = {
        "ids": outcomes.by_id,
        "violations": judge.violations,
        "broken": judge.broken,
        "told": (printed[-2000:].decode("utf-8", "replace") + told + outcomes.told())[-12000:],
    }
    sys.stdout.write(f"\n{job['nonce']} {json.dumps(verdict)}.\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
