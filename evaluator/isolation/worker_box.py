"""The process of a grading box that holds the code under test, and obeys the judge.

Nothing that is decided here counts: what this process says is what the code under test says.
Arguments: the descriptors to read from and to write to, and the folder of the code.
"""

import importlib
import sys
import time  # noqa: F401 - watched

from evaluator.isolation.wire_box import ATOMS, BrokenChannelError, Channel, Port


class Asked:
    """A function or an iterator of the tests, as the code under test sees it."""

    def __init__(self, port, number):
        self._port, self._number = port, number

    def __call__(self, *args, **named):
        values = (*args, *named.values())
        return self._port.request("call", self._number, None, list(named), values=values)

    def __iter__(self):
        return self

    def __next__(self):
        return self._port.request("op", self._number, "__next__")


class Worker(Port):
    """The side that holds the code under test."""

    def __init__(self, channel, tampered):
        super().__init__(channel)
        self._asked = {}
        self._tampered = tampered

    def obey(self):
        """Do what the judge says until it is gone."""
        try:
            while True:
                self.answer(self._channel.receive())
        except BrokenChannelError:
            return

    def perform(self, parts, values):
        """Do one thing to the code under test."""
        match parts:
            case ["import", str(name)]:
                return importlib.import_module(name)
            case ["get", int(number), str(name)]:
                return getattr(self.own(number), name)
            case ["set", int(number), str(name)]:
                return setattr(self.own(number), name, values[0])
            case ["call", int(number), name, list(named)]:
                target = self.own(number) if name is None else getattr(self.own(number), name)
                count = len(values) - len(named)
                return target(*values[:count], **dict(zip(named, values[count:])))
            case ["op", int(number), str(name)]:
                target = self.own(number)
                return getattr(type(target), name)(target, *values)
            case ["next", int(number), int(count)]:
                return _portion(self.own(number), count)
            case ["copy", int(number), bool(deep)]:
                import copy

                return (copy.deepcopy if deep else copy.copy)(self.own(number))
            case ["tampered"]:
                return self._tampered()
        raise BrokenChannelError("the judge asked for something unknown")

    def refer(self, value, memo):
        """Say under which number an object is kept here, and what it is."""
        if isinstance(value, Asked):
            return ["p", value._number]
        if isinstance(value, type):
            return self._class(value)
        if isinstance(value, BaseException):
            return self._exception(value, memo)
        kind = type(value)
        if isinstance(value, tuple):
            items = [self.encode(item, memo) for item in tuple.__iter__(value)]
            return ["n", self.number(value), self._class(kind), *items]
        if isinstance(value, (int, float, str, bytes)):
            base = next(b for b in (int, float, str, bytes) if isinstance(value, b))
            return self.encode(base(value) if base is not str else str.__str__(value), memo)
        if hasattr(kind, "__next__"):
            return ["g", self.number(value)]
        if kind.__module__ in ("builtins", "functools") and callable(value):
            return ["u", self.number(value)]
        return ["o", self.number(value), self._class(kind), *_facts(value)]

    def _class(self, kind):
        if kind.__module__ == "builtins":
            return ["b", kind.__name__]
        known = id(kind) in self._numbers
        number = self.number(kind)
        if known:
            return ["c", number]
        plain = type(lambda: None)
        methods = [
            name for name, value in vars(kind).items() if type(value) is plain and name[:2] != "__"
        ]
        fields = list(getattr(kind, "_fields", ())) if issubclass(kind, tuple) else []
        bases = [self._class(base) for base in kind.__bases__]
        return ["c", number, kind.__name__, bases, methods, fields]

    def _exception(self, error, memo):
        arguments = [self.encode(argument, memo) for argument in error.args]
        cause = None if error.__cause__ is None else self._exception(error.__cause__, memo)
        text = str(error)
        shown = text if type(text) is str else ""
        return ["e", self.number(error), self._class(type(error)), shown, cause, *arguments]

    def resolve(self, tag, parts, memo):
        """Return what the judge means: an object of here, a function of its, or a built-in."""
        match tag, parts:
            case "p", [number]:
                return self.own(number)
            case "o", [number]:
                if number not in self._asked:
                    self._asked[number] = Asked(self, number)
                return self._asked[number]
            case "b", [name]:
                return getattr(sys.modules["builtins"], name)
            case "e", [name, *arguments]:
                kind = getattr(sys.modules["builtins"], name)
                return kind(*[self.decode(argument, memo) for argument in arguments])
        raise TypeError("the judge sent something unknown")


def _portion(iterator, count):
    """Return up to so many items, and the exception that ended the iterator or None."""
    items = []
    try:
        while len(items) < count:
            items.append(next(iterator))
    except Exception as error:
        return items, error
    return items, None


def _facts(value):
    """Return names and values that a frozen dataclass will always have: each saves a question."""
    kind = type(value)
    if not getattr(getattr(kind, "__dataclass_params__", None), "frozen", False):
        return []
    found = [(name, getattr(value, name, value)) for name in kind.__dataclass_fields__]
    return [part for pair in found if type(pair[1]) in (int, *ATOMS) for part in pair]


def watch():
    """Return a function that names what of the interpreter has been changed since now.

    It runs beside the code under test, which can blind it. It serves to name, not to prevent.
    """
    spaces = {name: sys.modules[name] for name in ("builtins", "time", "sys", "os", "json")}
    before = {name: dict(vars(space)) for name, space in spaces.items()}
    modules = dict(sys.modules)

    def tampered():
        found = [
            f"{name}.{key}"
            for name, space in spaces.items()
            for key, value in before[name].items()
            if callable(value) and vars(space).get(key) is not value
        ]
        found += [name for name, module in modules.items() if sys.modules.get(name) is not module]
        cases = vars(sys.modules["unittest"].TestCase) if "unittest" in sys.modules else {}
        for key, value in cases.items():
            code = getattr(value, "__code__", None)
            if code is not None and "unittest" not in code.co_filename:
                found.append(f"unittest.TestCase.{key}")
        if sys.gettrace() or sys.getprofile():
            found.append("sys.settrace")
        return found[:20]

    return tampered


def main():
    """Obey until the judge is gone."""
    source, sink, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    # Last, so that no file of the work folder stands in for a standard module.
    sys.path.append(folder)
    sys.argv = [""]
    # What the code under test does to the built-ins does not reach the functions of this file.
    globals().update(vars(sys.modules["builtins"]))
    Worker(Channel(source, sink), watch()).obey()


if __name__ == "__main__":
    main()
