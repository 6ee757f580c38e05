"""What the judge sees of the code under test: stand-ins that pass each use on to the worker.

A stand-in forwards names and calls freely, for what comes back is plain data or another stand-in.
Operators are another matter: an object that equals everything would pass every assertion. So a
class answers only those operators that the pristine task's class of this name has, and where it
says that it equals something it is asked about something else as well.
"""

import builtins
import secrets
from operator import itemgetter


class Kind(type):
    """The type of classes whose originals are in the worker: using them goes there."""

    def __call__(cls, *args, **named):
        port = cls.__dict__["_arboretum_port"]
        return port.call(cls.__dict__["_arboretum_number"], None, args, named)

    def __getattr__(cls, name):
        if name.startswith("__") or "_arboretum_number" not in cls.__dict__:
            raise AttributeError(name)
        return cls._arboretum_port.request("get", cls.__dict__["_arboretum_number"], name)


class Remote(metaclass=Kind):
    """An object in the worker."""

    _arboretum_facts: dict = {}  # noqa: RUF012 - replaced for each object that has some
    """Attributes that never change, by name."""

    def __getattr__(self, name):
        if name.startswith(("__", "_arboretum")):
            raise AttributeError(name)
        if name in self._arboretum_facts:
            return self._arboretum_facts[name]
        return self._arboretum_port.request("get", self._arboretum_own, name)

    def __setattr__(self, name, value):
        self._arboretum_port.request("set", self._arboretum_own, name, values=(value,))

    def __copy__(self):
        return self._arboretum_port.request("copy", self._arboretum_own, False)

    def __deepcopy__(self, memo):
        return self._arboretum_port.request("copy", self._arboretum_own, True)


class RemoteTuple(Remote, tuple):
    """A tuple with names: its content is here, and its methods are in the worker."""


class RemoteError(Remote):
    """Mixed into the classes of exceptions that the code under test defines."""

    def __str__(self):
        return self.__dict__.get("_arboretum_text", "")

    def __setattr__(self, name, value):
        # The interpreter and unittest hang tracebacks and notes on exceptions.
        BaseException.__setattr__(self, name, value)


def _forwarded(name):
    def method(self, *args, **named):
        return self._arboretum_port.call(self._arboretum_own, name, args, named)

    method.__name__ = name
    return method


def _operator(name):
    def method(self, *args):
        return self._arboretum_port.request("op", self._arboretum_own, name, values=args)

    method.__name__ = name
    return method


def _exit(self, kind, error, _trace):
    return self._arboretum_port.request(
        "op", self._arboretum_own, "__exit__", values=(kind, error, None)
    )


def _called(self, *args, **named):
    return self._arboretum_port.call(self._arboretum_own, None, args, named)


def _equal(self, other):
    """Ask for equality, and in any order for equality with what must differ."""
    port = self._arboretum_port
    questions = [other, secrets.token_hex(8)]
    if type(other) in (int, float):
        questions.append(other + 1 + secrets.randbelow(1000))
    answers = {}
    for index in secrets.SystemRandom().sample(range(len(questions)), len(questions)):
        try:
            answer = port.request("op", self._arboretum_own, "__eq__", values=(questions[index],))
        except Exception:
            # Many an __eq__ fails on a type it does not know: that is a no.
            if index == 0:
                raise
            answer = False
        answers[index] = answer
    if any(answers[index] is True for index in range(1, len(questions))):
        port.accuse("equals_everything", type(self).__name__)
        return False
    return answers[0] if answers[0] in (True, False, NotImplemented) else False


class RemoteCallable(Remote):
    """A function or a method."""

    __call__ = _called


class RemoteIterator(Remote):
    """A generator or another iterator."""

    def __iter__(self):
        return self

    def __next__(self):
        # Taken in growing portions, so that a long row costs few questions.
        space = self.__dict__
        ready = space.setdefault("_arboretum_ready", [])
        if not ready:
            if "_arboretum_end" in space:
                raise StopIteration
            portion = space["_arboretum_portion"] = min(2 * space.get("_arboretum_portion", 1), 64)
            items, error = self._arboretum_port.request("next", self._arboretum_own, portion)
            ready += reversed(items)
            if error is not None:
                space["_arboretum_end"] = error
        if ready:
            return ready.pop()
        raise space["_arboretum_end"]


def make_class(port, number, name, bases, methods, fields, operators):
    """Return the stand-in of a class.

    Args:
        port: The way to the worker.
        number: The class's number there.
        name: Its name.
        bases: Stand-ins and built-in exceptions it derives from.
        methods: Names of its methods: each is called at one go.
        fields: Names of the items of a tuple.
        operators: The special methods its stand-ins may answer.
    """
    error = any(issubclass(base, BaseException) for base in bases)
    kinds = [base for base in bases if isinstance(base, Kind)]
    if error:
        roots = [base for base in bases if issubclass(base, BaseException)]
        bases = (
            roots if any(isinstance(base, Kind) for base in roots) else [RemoteError, *roots[:1]]
        )
    elif tuple in bases:
        bases = [RemoteTuple]
    else:
        bases = kinds or [Remote]
    space = {"_arboretum_port": port, "_arboretum_number": number}
    space |= {method: _forwarded(method) for method in methods}
    if error:
        operators = frozenset()
    elif bases == [RemoteTuple]:
        operators &= {"__str__", "__repr__", "__call__"}
        space |= {field: property(itemgetter(index)) for index, field in enumerate(fields)}
    space |= {operator: _operator(operator) for operator in operators}
    own = {"__call__": _called, "__eq__": _equal, "__exit__": _exit}
    space |= {operator: method for operator, method in own.items() if operator in operators}
    return type.__new__(Kind, name, tuple(bases), space)


def builtin_error(name):
    """Return a built-in exception that tests may meet; others become a RuntimeError."""
    found = getattr(builtins, name, None)
    if isinstance(found, type) and issubclass(found, (Exception, SystemExit)):
        return found
    return RuntimeError
