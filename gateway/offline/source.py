"""What is known of the files: only lines that some tool output has shown."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field

from common.syntax import parse_python
from gateway.offline.observe import is_cut

_NUMBERED = re.compile(r"^ *(\d{1,9})\t(.*)$")

_DEPTH = 100


@dataclass(frozen=True)
class Edit:
    """A replacement of whole lines in one file."""

    path: str
    line: int
    old: str
    new: str
    kind: str = ""
    weight: float = 0.0

    def reversed(self) -> Edit:
        """Return the edit that takes this one back."""
        return Edit(self.path, self.line, self.new, self.old, self.kind)


@dataclass
class KnownFile:
    """The lines of one file that have been seen, by number."""

    total: int | None = None
    lines: dict[int, str] = field(default_factory=dict)

    def show(self, output: str) -> None:
        """Take in numbered lines; those next to a cut may be torn and are not trusted."""
        shown = output.splitlines()
        for n, text in enumerate(shown):
            match = _NUMBERED.match(text)
            torn = any(is_cut(shown[m]) for m in (n - 1, n + 1) if 0 <= m < len(shown))
            if match and not torn:
                self.lines[int(match[1])] = match[2]

    def first_gap(self) -> int | None:
        """Return the first line not seen yet; ``None`` when all are known."""
        if self.total is None:
            return None if self.lines else 1
        return next((n for n in range(1, self.total + 1) if n not in self.lines), None)

    def find(self, text: str) -> list[int]:
        """Return the numbers at which consecutive known lines equal ``text``."""
        wanted = text.split("\n")
        starts = [n for n, line in self.lines.items() if line == wanted[0]]
        return [n for n in starts if all(self.lines.get(n + i) == w for i, w in enumerate(wanted))]

    def apply(self, old: str, new: str) -> None:
        """Follow a replacement that the agent made."""
        places = self.find(old)
        if len(places) != 1:
            self.lines.clear()
            return
        start, gone, came = places[0], len(old.split("\n")), new.split("\n")
        moved = {
            n + len(came) - gone if n >= start + gone else n: line
            for n, line in self.lines.items()
            if not start <= n < start + gone
        }
        moved.update({start + i: line for i, line in enumerate(came)})
        self.lines = moved
        if self.total is not None:
            self.total += len(came) - gone

    def chunks(self) -> list[tuple[int, ast.Module, list[str]]]:
        """Parse what is known: (first line number, tree, lines) of each readable stretch."""
        stretches: list[list[int]] = []
        for n in sorted(self.lines):
            if stretches and stretches[-1][-1] == n - 1:
                stretches[-1].append(n)
            else:
                stretches.append([n])
        found = []
        for numbers in stretches:
            found += parse_stretch(numbers[0], [self.lines[n] for n in numbers])
        return found


def parse_stretch(first: int, lines: list[str]) -> list[tuple[int, ast.Module, list[str]]]:
    """Parse consecutive lines; where they do not parse whole, each outermost block alone."""
    tree = writable(lines)
    if tree:
        return [(first, tree, lines)]
    starts = [n for n, line in enumerate(lines) if re.match(r"(?:@|def |class |async def )", line)]
    found = []
    for n, start in enumerate(starts):
        block = lines[start : starts[n + 1] if n + 1 < len(starts) else len(lines)]
        while block and not (tree := writable(block)):
            block = block[:-1]
        if block and tree:
            found.append((first + start, tree, block))
    return found


def writable(lines: list[str]) -> ast.Module | None:
    """Parse lines of Python that can also be written back; ``None`` for all others.

    Deep expressions exhaust the stack of :func:`ast.unparse`, long numbers cannot be printed, and
    a carriage return would be a line to Python and none to the editor.
    """
    if any(len(line) > 1000 or "\r" in line for line in lines):
        return None
    tree = parse(lines)
    level: list[ast.AST] = [tree] if tree else []
    for _ in range(_DEPTH):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    if tree is None or level:
        return None
    try:
        ast.unparse(tree)
    except ValueError:
        return None
    return tree


def parse(lines: list[str]) -> ast.Module | None:
    """Parse lines of Python; ``None`` when they are not."""
    try:
        return parse_python("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
