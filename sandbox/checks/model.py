"""What a check is, and what came of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from sandbox.checks.ground import Ground

Probe = Callable[[Ground], None]
"""Tries one promise on a proving ground; its docstring is the promise, in one sentence."""


class BrokenPromiseError(Exception):
    """A check found something else than what is promised."""


@dataclass(frozen=True)
class Check:
    """One promise of a box, and the probe that tries it."""

    category: str
    probe: Probe

    @property
    def name(self) -> str:
        """The probe's own name."""
        return self.probe.__name__

    @property
    def promise(self) -> str:
        """The promise in one sentence."""
        return (self.probe.__doc__ or "").strip()


@dataclass(frozen=True)
class Proof:
    """What came of one check."""

    name: str
    category: str
    promise: str
    state: Literal["held", "failed", "not_promised"]
    detail: str
    """What was found instead, or why it is not promised; empty where it held. Untrusted text."""
    seconds: float


def expect(held: bool, found: object) -> None:
    """Hold a promise to what was found.

    Raises:
        BrokenPromiseError: It does not hold.
    """
    if not held:
        raise BrokenPromiseError(f"found {found!r:.600}")


def expect_same(found: object, wanted: object) -> None:
    """Hold a promise to an exact value.

    Raises:
        BrokenPromiseError: They differ.
    """
    if found != wanted:
        raise BrokenPromiseError(f"found {found!r:.300} where {wanted!r:.300} is promised")


@contextmanager
def expect_error(kind: type[Exception], says: str = "") -> Iterator[None]:
    """Expect an error of this kind, whose text holds ``says``.

    Raises:
        BrokenPromiseError: None came, or it says something else.
    """
    try:
        yield
    except kind as error:
        expect(says in str(error), str(error))
    else:
        raise BrokenPromiseError(f"no {kind.__name__} came")


def checks(category: str, *probes: Any) -> tuple[Check, ...]:
    """Return the checks of one category."""
    return tuple(Check(category, probe) for probe in probes)
