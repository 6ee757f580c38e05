"""The language of filters: ``score>0.4 state:alive -bench:polyglot "step limit"``."""

from __future__ import annotations

import re

from archive.conditions import NUMBERS, STATES, WORDS, Condition
from common.errors import UsageError
from common.text import safe

HINT = (
    "For example: score>0.4 state:alive bench:polyglot retry. Numbers: "
    + ", ".join(NUMBERS)
    + ". Words: state, bench, task, parent, clade. A - before a term turns it round."
)
_TERM = re.compile(r'-?(?:[^\s":<>=]+(?:<=|>=|<|>|=|:))?(?:"[^"]*"|[^\s"]+)|\S+')
_NUMBER = re.compile(r"(-?)([^\s\":<>=]+)(<=|>=|<|>|=)(.+)", re.DOTALL)
_WORD = re.compile(r"(-?)([^\s\":<>=]+):(.+)", re.DOTALL)
_STATE_WORDS = {*STATES, "alive", "dead"}


def parse(text: str) -> list[Condition]:
    """Return the conditions of a filter, all of which must hold; none for an empty one.

    Raises:
        UsageError: A term makes no sense; the message names it.
    """
    if text.count('"') % 2:
        raise UsageError("A quotation mark is left open.", HINT)
    return [_condition(found.group()) for found in _TERM.finditer(text)]


def checker(text: str) -> str:
    """Return what is wrong with a filter, or an empty string."""
    try:
        parse(text)
    except UsageError as error:
        return error.message if error.hint == HINT else f"{error.message} {error.hint}"
    return ""


def _condition(term: str) -> Condition:
    if (found := _NUMBER.fullmatch(term)) is not None:
        return _number(term, *found.groups())
    if (found := _WORD.fullmatch(term)) is not None and not term.lstrip("-").startswith('"'):
        return _word(term, *found.groups())
    negated = term.startswith("-") and len(term) > 1
    return Condition("text", "=", _bare(term[negated:]), negated)


def _number(term: str, minus: str, field: str, op: str, value: str) -> Condition:
    if field not in NUMBERS:
        raise UsageError(f"{_quoted(term)}: {_quoted(field)} is no number of a variant.", HINT)
    try:
        return Condition(field, op, float(value.lstrip("$")), bool(minus))
    except ValueError:
        raise UsageError(f"{_quoted(term)}: {_quoted(value)} is no number.", HINT) from None


def _word(term: str, minus: str, field: str, value: str) -> Condition:
    if field in NUMBERS:
        raise UsageError(f"{_quoted(term)}: {field} is compared, as in {field}>0.4.", HINT)
    if field not in WORDS:
        raise UsageError(f"{_quoted(term)}: there is no field {_quoted(field)}.", HINT)
    bare = _bare(value)
    if field == "state" and bare not in _STATE_WORDS:
        known = ", ".join(["alive", "dead", *STATES])
        raise UsageError(
            f"{_quoted(term)}: there is no state {_quoted(bare)}.", f"States: {known}."
        )
    return Condition(field, "=", bare, bool(minus))


def _bare(text: str) -> str:
    return text.replace('"', "")


def _quoted(text: str) -> str:
    return repr(safe(text, limit=40))
