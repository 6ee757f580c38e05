"""Ways to change an agent: tune a constant, apply a recipe, or try a random small edit.

A recipe is general advice on agent design (the cognition base says the same in words) with the
shape of code it applies to. It looks for that shape in whatever source the agent has by now;
where it is not found, the recipe does not apply.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gateway.offline.candidates import as_edit, changes_in
from gateway.offline.evidence import Evidence
from gateway.offline.source import KnownFile


@dataclass(frozen=True)
class Look:
    """A shell command whose output is needed first."""

    command: str


@dataclass(frozen=True)
class Proposal:
    """One replacement in one file, and the line that sums it up."""

    path: str
    old: str
    new: str
    summary: str


Outputs = Mapping[str, str]
"""From shell command to what the agent showed of its output."""
Step = Look | Proposal | None
"""What an idea wants next; ``None`` when it does not apply."""


@dataclass(frozen=True)
class Idea:
    """A way to change the agent, and how promising it is for this evidence."""

    name: str
    weight: float
    advance: Callable[[Outputs, random.Random], Step]


def ideas(evidence: Evidence) -> list[Idea]:
    """Return all ideas, weighted by the evidence, the advice given and what was tried."""
    steps, cut = evidence.out_of_steps, evidence.cut
    found = [
        Idea("more steps", 0.2 + 3.5 * steps, limit("STEP", "Allow more steps", [4, 8])),
        Idea("more of each output", 0.2 + cut, limit("OUTPUT", "Show more of each output", [2, 4])),
        Idea("constant", 0.4, tune_constant),
        Idea("tool call", 0.3 + 1.2 * steps, several_calls),
        Idea("head and the tail", 0.2 + 2.0 * cut, head_and_tail),
        Idea("exit code", 0.2 + 1.5 * cut, exit_code_first),
        Idea("shorten old", 0.35, shorten_old_outputs),
        Idea("memory", 0.35, remember_edits),
        Idea("random", 0.4, random_edit),
    ]
    return [
        Idea(idea.name, idea.weight * leaning(idea.name, evidence), idea.advance) for idea in found
    ]


def leaning(name: str, evidence: Evidence) -> float:
    """Return a factor: more for what is advised, less for what siblings tried already."""
    factor = 2.0 if name in evidence.advice.lower() else 1.0
    return factor * (0.3 if name in evidence.tried.lower() else 1.0)


def grep(outputs: Outputs, pattern: str) -> list[tuple[str, str]] | Look:
    """Return the (path, line) of matches in the agent's source, once looked up."""
    command = f"grep -rnE --include=*.py '{pattern}' coding_agent"
    if command not in outputs:
        return Look(command)
    lines = [line.split(":", 2) for line in outputs[command].splitlines()]
    return [
        (path, text)
        for path, _number, text in (x for x in lines if len(x) == 3)
        if "selftest" not in path
    ]


def constants(outputs: Outputs) -> list[tuple[str, str, int]] | Look:
    """Return the (path, name, value) of the agent's whole-number constants, once looked up."""
    found = grep(outputs, r"^[A-Z][A-Z_]+ = [0-9]+$")
    if isinstance(found, Look):
        return found
    matches = [(path, re.fullmatch(r"(\w+) = ([0-9]{1,9})", text)) for path, text in found]
    return [(path, match[1], int(match[2])) for path, match in matches if match]


def assignment(path: str, name: str, value: int, new: int, summary: str) -> Proposal:
    """Return the proposal that gives a constant another value."""
    summary = f"{summary}: {name} from {value} to {new}."
    return Proposal(path, f"{name} = {value}\n", f"{name} = {new}\n", summary)


def limit(word: str, summary: str, factors: list[int]) -> Callable[..., Step]:
    """Return an idea that raises the constants with ``word`` in their names."""

    def advance(outputs: Outputs, rng: random.Random) -> Step:
        found = constants(outputs)
        if isinstance(found, Look):
            return found
        named = [entry for entry in found if word in entry[1]]
        if not named:
            return None
        path, name, value = rng.choice(named)
        return assignment(path, name, value, max(value, 1) * rng.choice(factors), summary)

    return advance


def tune_constant(outputs: Outputs, rng: random.Random) -> Step:
    """Double or halve any of the agent's constants."""
    found = constants(outputs)
    if isinstance(found, Look):
        return found
    if not found:
        return None
    path, name, value = rng.choice(found)
    new = rng.choice([2 * value, value // 2]) if value > 1 else value + 1
    return assignment(path, name, value, new, "Constant changed")


def recipe(pattern: str, shape: str, new: str, summary: str) -> Callable[..., Step]:
    """Return an idea that rewrites the first line of a certain shape.

    Args:
        pattern: What to grep for.
        shape: A regular expression the whole line must match.
        new: Its replacement, as for ``re.sub``.
        summary: The line that sums the change up.
    """

    def advance(outputs: Outputs, _: random.Random) -> Step:
        found = grep(outputs, pattern)
        if isinstance(found, Look):
            return found
        for path, line in found:
            if re.fullmatch(shape, line):
                return Proposal(path, line, re.sub(shape, new, line), summary)
        return None

    return advance


several_calls = recipe(
    r"calls\[:1\]",
    r"(.*calls)\[:1\](.*)",
    r"\1\2",
    "Run every tool call of an answer, not the first alone: steps go further.",
)

head_and_tail = recipe(
    r"\[: ?[A-Za-z_.]+\] \+ ",
    r'( *return )(\w+)\[: ?([\w.]+)\] \+ (f?".*")',
    r'\1\2[: \3 // 3] + \4 + "\\n" + \2[-(\3 - \3 // 3) :]',
    "Keep the head and the tail of long output: what failed stands at the end.",
)

exit_code_first = recipe(
    r"return f.*\(exit code",
    r'( *return f")(.*)\\n(\(exit code \{[\w.]+\}\))"',
    r'\1\3\\n\2"',
    "Put the exit code first, where no cut removes it.",
)

shorten_old_outputs = recipe(
    r"while turns and size",
    r"( *)while turns and size\(head\) \+ size\(turns\) > ([\w.]+):",
    r"""\1turns = [dict(turn) for turn in turns]
\1for turn in turns[:-6]:
\1    if turn["role"] == "tool" and size(head) + size(turns) > \2:
\1        turn["content"] = turn["content"][:200]
\1while size(head) + size(turns) > \2 and turns:""",
    "Shorten old tool outputs before dropping whole turns, so that less is forgotten.",
)

remember_edits = recipe(
    r"return head \+ turns",
    r"( *)return head \+ turns",
    r"""\1dropped = messages[2 : len(messages) - len(turns)]
\1calls = [call["function"]["arguments"] for m in dropped for call in m.get("tool_calls", [])]
\1edits = [arguments for arguments in calls if "old_str" in arguments]
\1if edits:
\1    note = "\\nEdits made before:\\n" + "\\n".join(edits)
\1    head = [head[0], {**head[1], "content": head[1]["content"] + note}]
\1return [*head, *turns]""",
    "Keep a memory of the edits made when their turns are dropped, so that none is tried twice.",
)


def random_edit(outputs: Outputs, rng: random.Random) -> Step:
    """Make one random small change somewhere: genetic improvement without a reason."""
    listing = "wc -l coding_agent/*.py"
    if listing not in outputs:
        return Look(listing)
    sizes = {
        path: int(lines)
        for lines, path in re.findall(
            r"^ *(\d{1,9}) (coding_agent/\w+\.py)$", outputs[listing], re.M
        )
        if int(lines) > 5 and "selftest" not in path
    }
    if not sizes:
        return None
    path = rng.choices(sorted(sizes), [sizes[p] for p in sorted(sizes)])[0]
    first = rng.randrange(1, max(2, sizes[path] - 30))
    view = f"cat -n {path} | tail -n +{first} | head -n 40"
    if view not in outputs:
        return Look(view)
    file = KnownFile()
    file.show(outputs[view])
    edits = [
        (edit, change[3])
        for start, tree, lines in file.chunks()
        for _, change in changes_in(tree)
        if (edit := as_edit(path, start, lines, change))
    ]
    if not edits:
        return None
    edit = rng.choices([e for e, _ in edits], [w for _, w in edits])[0]
    old, new = (" ".join(part.split())[:60] for part in (edit.old, edit.new))
    summary = f"A random change: `{old}` became `{new}`."
    # With its neighbours a change occurs once in the file, and can be taken back.
    end = edit.line + edit.old.count("\n") + 1
    above, below = ([file.lines[n]] if n in file.lines else [] for n in (edit.line - 1, end))
    whole = ["\n".join([*above, part, *below]) for part in (edit.old, edit.new)]
    return Proposal(path, whole[0], whole[1], summary)
