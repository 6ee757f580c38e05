"""What the judge and the worker of a grading box share: messages, and values in them.

A message is one line of JSON. A value of a plain type travels by its content, and everything else
as a number under which its own side keeps it. So neither side runs a line of the other's code:
there is no pickle, and what a line may hold is a short list of types.

A request carries values and is answered by a reply; in between the other side may ask back. Lists,
dictionaries and the like are copied. What the other side changed in a copy comes back with the
reply and is changed in the original, and one that is returned is the original again, so that code
which writes into its arguments, or returns them, is seen to.

Standard library only, for both run in boxes.
"""

import collections
import importlib
import json
import os

GONE = "the other side is gone"
LONGEST_MESSAGE = 16 << 20
_CHUNK = 1 << 16
_BIG = 1 << 200
ATOMS = frozenset({type(None), bool, float, str})

# How the values of some immutable types of the standard library are taken apart.
_PARTS = {
    "builtins.complex": lambda v: (v.real, v.imag),
    "builtins.range": lambda v: (v.start, v.stop, v.step),
    "builtins.slice": lambda v: (v.start, v.stop, v.step),
    "datetime.date": lambda v: (v.year, v.month, v.day),
    "datetime.datetime": lambda v: (
        *(v.year, v.month, v.day, v.hour, v.minute, v.second, v.microsecond),
        v.tzinfo,
    ),
    "datetime.time": lambda v: (v.hour, v.minute, v.second, v.microsecond, v.tzinfo),
    "datetime.timedelta": lambda v: (v.days, v.seconds, v.microseconds),
    "datetime.timezone": lambda v: (v.utcoffset(None),),
    "decimal.Decimal": lambda v: (str(v),),
    "fractions.Fraction": lambda v: (v.numerator, v.denominator),
}
_MUTABLE = {
    list: "l",
    dict: "d",
    set: "s",
    bytearray: "Y",
    collections.deque: "q",
    collections.OrderedDict: "O",
    collections.Counter: "C",
    collections.defaultdict: "d",
}
_MAKERS = {
    "l": list,
    "d": dict,
    "s": set,
    "Y": bytearray,
    "q": collections.deque,
    "O": collections.OrderedDict,
    "C": collections.Counter,
}
_SINGLE = {"...": Ellipsis, "NotImplemented": NotImplemented}
_VIEWS = {type({}.keys()): "keys", type({}.values()): "values", type({}.items()): "items"}


class BrokenChannelError(BaseException):
    """The other side is gone or broke the rules. No test may expect or catch this one."""


class Channel:
    """Messages over two pipes."""

    def __init__(self, source, sink):
        self._source, self._sink = source, sink
        self._rest = b""
        self._dump = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
        self._load = json.JSONDecoder().decode

    def send(self, message):
        """Write one message."""
        data = self._dump(message).encode("ascii") + b"\n"
        if len(data) > LONGEST_MESSAGE:
            raise ValueError("the value is too large to be handed over")
        try:
            while data:
                data = data[os.write(self._sink, data) :]
        except OSError as error:
            raise BrokenChannelError(GONE) from error

    def receive(self):
        """Return the next message."""
        parts = [self._rest]
        size = len(self._rest)
        while b"\n" not in parts[-1]:
            chunk = os.read(self._source, _CHUNK)
            size += len(chunk)
            if not chunk:
                raise BrokenChannelError(GONE)
            if size > LONGEST_MESSAGE:
                raise BrokenChannelError("a message is too long")
            parts.append(chunk)
        line, _, self._rest = b"".join(parts).partition(b"\n")
        try:
            return self._load(line.decode("ascii"))
        except (ValueError, RecursionError) as error:
            raise BrokenChannelError("a message is no JSON") from error


class Memo:
    """The mutable objects of one exchange, in the order both sides meet them."""

    def __init__(self):
        self.items = []
        self._index = {}

    def add(self, value):
        """Take in an object, and return it."""
        self._index[id(value)] = len(self.items)
        self.items.append(value)
        return value

    def find(self, value):
        """Return the number of an object, or None."""
        return self._index.get(id(value))


class Port:
    """One side of the channel: asks, answers, and turns values into messages and back.

    The two sides differ in what they do when asked (``perform``), and in how they show objects
    to each other (``refer`` and ``resolve``).
    """

    def __init__(self, channel):
        self._channel = channel
        self._objects = []
        self._numbers = {}
        self._serial = 0

    def request(self, *parts, values=()):
        """Ask the other side, and return the value it answers or raise its exception."""
        memo = Memo()
        self._serial = serial = self._serial + 1
        self._channel.send([*parts, [self.encode(value, memo) for value in values], serial])
        while True:
            message = self._channel.receive()
            if type(message) is not list or not message:
                raise BrokenChannelError("a message has the wrong shape")
            if message[0] in ("ok", "no"):
                return self._answered(message, memo, serial)
            self.answer(message)

    def answer(self, message):
        """Do what the other side asks, and reply."""
        memo = Memo()
        try:
            *parts, shown, serial = message
            values = [self.decode(value, memo) for value in shown]
        except Exception as error:
            raise BrokenChannelError("a message has the wrong shape") from error
        before = [_content(item) for item in memo.items]
        try:
            word, result = "ok", self.perform(parts, values)
        except BrokenChannelError:
            raise
        except BaseException as error:
            word, result = "no", error
        try:
            self._channel.send([*self._reply(word, result, memo, before), serial])
        except (ValueError, TypeError, RecursionError) as error:
            self._channel.send(["no", self.encode(TypeError(str(error)), Memo()), [], serial])

    def _reply(self, word, result, memo, before):
        shown = self.encode(result, memo)
        changes = []
        for index, (old, item) in enumerate(zip(before, memo.items)):
            new = _content(item)
            if len(new) != len(old) or any(a is not b for a, b in zip(new, old)):
                changes.append([index, [self.encode(part, memo) for part in new]])
        return [word, shown, changes]

    def _answered(self, message, memo, serial):
        try:
            word, shown, changes, answered = message
            if answered != serial:
                raise ValueError("an answer to another question")
            result = self.decode(shown, memo)
            for index, parts in changes:
                _refill(memo.items[index], [self.decode(part, memo) for part in parts])
        except Exception as error:
            raise BrokenChannelError("a message has the wrong shape") from error
        if word == "ok":
            return result
        if not isinstance(result, BaseException):
            raise BrokenChannelError("what was raised is no exception")
        raise result

    def encode(self, value, memo):
        """Return what stands for a value in a message."""
        kind = type(value)
        if kind in ATOMS:
            return value
        if kind is int:
            return value if -_BIG < value < _BIG else ["i", hex(value)]
        if kind in _MUTABLE:
            index = memo.find(value)
            if index is not None:
                return ["a", index]
            memo.add(value)
            shown = [self.encode(part, memo) for part in _content(value)]
            return [_MUTABLE[kind], *([value.maxlen] if _MUTABLE[kind] == "q" else []), *shown]
        if kind is tuple or kind is frozenset:
            return ["t" if kind is tuple else "f", *[self.encode(part, memo) for part in value]]
        if kind is bytes:
            return ["y", value.decode("latin-1")]
        if kind in _VIEWS:
            return ["k", _VIEWS[kind], *[self.encode(part, memo) for part in value]]
        name = f"{kind.__module__}.{kind.__qualname__}"
        if name in _PARTS:
            return ["v", name, *[self.encode(part, memo) for part in _PARTS[name](value)]]
        if value is Ellipsis or value is NotImplemented:
            return ["!", "..." if value is Ellipsis else "NotImplemented"]
        return self.refer(value, memo)

    def decode(self, data, memo):
        """Return the value that a part of a message stands for."""
        if type(data) is not list:
            if type(data) is dict:
                raise TypeError("no message holds an object")
            return data
        tag, parts = data[0], data[1:]
        if tag == "t":
            return tuple([self.decode(part, memo) for part in parts])
        if tag in _MAKERS:
            maker = _MAKERS[tag]
            item = memo.add(maker(maxlen=parts.pop(0)) if tag == "q" else maker())
            _refill(item, [self.decode(part, memo) for part in parts])
            return item
        if tag == "a":
            return memo.items[parts[0]]
        if tag == "f":
            return frozenset([self.decode(part, memo) for part in parts])
        if tag == "y":
            return parts[0].encode("latin-1")
        if tag == "i":
            return int(parts[0], 16)
        if tag == "k":
            return _view(parts[0], [self.decode(part, memo) for part in parts[1:]])
        if tag == "v":
            return _joined(parts[0], [self.decode(part, memo) for part in parts[1:]])
        if tag == "!":
            return _SINGLE[parts[0]]
        return self.resolve(tag, parts, memo)

    def number(self, value):
        """Return the number under which the other side may name an object of this side."""
        found = self._numbers.get(id(value))
        if found is None:
            found = self._numbers[id(value)] = len(self._objects)
            self._objects.append(value)
        return found

    def own(self, number):
        """Return this side's object of a number."""
        if type(number) is not int or not 0 <= number < len(self._objects):
            raise TypeError("there is no such object")
        return self._objects[number]


def _content(item):
    """Return what a mutable object holds, as a flat list."""
    if isinstance(item, dict):
        return [part for pair in item.items() for part in pair]
    return list(item)


def _refill(item, parts):
    """Make a mutable object hold these parts."""
    if isinstance(item, dict):
        if len(parts) % 2:
            raise TypeError("a key has no value")
        pairs = list(zip(parts[::2], parts[1::2]))
        item.clear()
        # Not update: a Counter's would add.
        for key, value in pairs:
            item[key] = value
    elif isinstance(item, set):
        item.clear()
        item.update(parts)
    elif isinstance(item, (list, bytearray)):
        item[:] = parts
    else:
        item.clear()
        item.extend(parts)


def _view(name, parts):
    if name == "items":
        return dict(parts).items()
    if name == "values":
        return dict(enumerate(parts)).values()
    return dict.fromkeys(parts).keys()


def _joined(name, parts):
    if name not in _PARTS:
        raise TypeError("no such type")
    module, _, kind = name.rpartition(".")
    try:
        return getattr(importlib.import_module(module), kind)(*parts)
    except (ArithmeticError, OverflowError) as error:
        raise TypeError("no such value") from error
