"""Repairing code: run the tests, read what is shown, try likely small changes, keep what helps.

The policy is a function of the conversation alone. It sees a file only as far as the agent's
output shows it, knows that an edit was tried only while the conversation still says so, and
believes that tests pass only when that can be read. So it is as good as the agent around it.
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import resources

from gateway.offline.candidates import candidates
from gateway.offline.conversation import Action, Call, Conversation
from gateway.offline.observe import Observation, clues, is_cut, is_test, observe
from gateway.offline.source import Edit, KnownFile

LIST_FILES = "find . -name '*.py' -not -path '*/.*' | sort | xargs wc -l"
MAX_ATTEMPTS = 40
_LISTED = re.compile(r"^[ \t]*(\d{1,9}) \./(\S+\.py)$", re.MULTILINE)
_VIEW = re.compile(r"^cat -n (\S+) \| tail -n \+(\d+)$")


@dataclass
class State:
    """What can be read off the conversation."""

    listed: bool = False
    traced: bool = False
    spectrum: tuple[tuple[str, int, float], ...] = ()
    """Suspect lines as (path, line, Ochiai score), as far as the agent shows them."""
    files: dict[str, KnownFile] = field(default_factory=dict)
    baseline: Observation | None = None
    pending: Edit | None = None
    """An edit in the files whose worth is not settled."""
    tested: Observation | None = None
    """The test run after the pending edit."""
    tried: set[tuple[str, str, str]] = field(default_factory=set)
    attempts: int = 0

    def known(self, path: str) -> KnownFile:
        """Return the file at ``path``, new if it was not seen before."""
        return self.files.setdefault(path, KnownFile())


def next_calls(conversation: Conversation) -> list[Call] | str:
    """Return the tool calls to make now, in order, or the final message."""
    command = test_command(conversation.task)
    state = replay(conversation, command)
    shell = conversation.toolbox.shell
    test: Call = (shell, {"command": command})
    if state.tested and state.tested.passed:
        return done(state)
    if state.baseline and state.baseline.passed and not state.pending:
        return done(state)
    if state.pending and state.tested is None:
        return [test]
    keep_what_helped(state)
    if state.pending:
        return undo_and_go_on(conversation, state, test)
    first: list[Call] = []
    if state.baseline is None:
        first.append(test)
    if not state.listed:
        first.append((shell, {"command": LIST_FILES}))
    if not state.traced:
        first.append((shell, {"command": trace_command(command)}))
    if first:
        return first
    views = unread(state, conversation)
    if views:
        return [(shell, {"command": view}) for view in views]
    edit = choose(state, conversation)
    return done(state) if edit is None else [replacement(conversation, edit), test]


def replay(conversation: Conversation, command: str) -> State:
    """Follow the visible actions in order."""
    state = State()
    for action in conversation.actions:
        shell_command = action.text("command")
        if action.tool == conversation.toolbox.editor:
            follow_edit(state, action)
        elif shell_command == command:
            follow_test(state, observe(action.output))
        elif shell_command == LIST_FILES:
            for total, path in _LISTED.findall(action.output):
                state.known(path).total = int(total)
            state.listed = True
        elif shell_command == trace_command(command):
            state.spectrum, state.traced = suspects(action.output), True
        elif match := _VIEW.match(shell_command):
            state.known(match[1]).show(action.output)
    return state


@lru_cache(maxsize=64)
def trace_command(command: str) -> str:
    """Return the shell command that runs the tests under a tracer and prints suspect lines."""
    script = resources.files("gateway.offline").joinpath("spectrum_box.py").read_text()
    return f"timeout 15 python3 - {shlex.quote(command)} <<'PYTHON'\n{script}PYTHON"


def suspects(output: str) -> tuple[tuple[str, int, float], ...]:
    """Read what the tracer printed; what the agent cut off is missing."""
    return tuple(
        (line.split()[1], int(number), float(score))
        for line in output.splitlines()
        if line.startswith("SUSPECT ")
        for number, score in re.findall(r"\b(\d{1,9}):([01]\.\d\d)", line)
    )


def follow_test(state: State, observation: Observation) -> None:
    """Take in a test run."""
    if state.pending:
        state.tested = observation
        state.baseline = state.baseline or Observation(None, None, 10**6)
    else:
        state.baseline = observation


def follow_edit(state: State, action: Action) -> None:
    """Take in an edit, the taking back of one, or the replacement of one by the next."""
    path, old, new = action.text("path"), action.text("old_str"), action.text("new_str")
    undone = action.text("command") == "undo" and state.pending
    if undone and state.pending:
        path, old, new = state.pending.path, state.pending.new, state.pending.old
    keep_what_helped(state)
    failed = action.output.lstrip().lower().startswith("error")
    before = state.pending
    if before and path == before.path and old == before.new and not failed:
        state.known(path).apply(old, new)
        state.pending = None if new == before.old else Edit(path, 0, before.old, new)
    else:
        if not failed:
            state.known(path).apply(old, new)
            state.pending = Edit(path, 0, old, new)
        else:
            state.tried.add((path, old, new))
    state.tested = None
    if state.pending and state.pending is not before:
        state.attempts += 1
        state.tried.add((path, state.pending.old, state.pending.new))


def keep_what_helped(state: State) -> None:
    """Settle the pending edit if its test run was better than the one before."""
    if state.tested and state.baseline and state.tested.better_than(state.baseline):
        state.baseline, state.pending = state.tested, None


def undo_and_go_on(conversation: Conversation, state: State, test: Call) -> list[Call] | str:
    """Take the pending edit back; where the next one changes the same lines, do both at once."""
    pending = state.pending
    if pending is None or state.baseline is None:
        return [test]
    shown = state.known(pending.path)
    shown.apply(pending.new, pending.old)
    edit = choose(state, conversation)
    if edit and edit.path == pending.path and edit.old == pending.old:
        swap = Edit(edit.path, edit.line, pending.new, edit.new)
        return [replacement(conversation, swap), test]
    back = replacement(conversation, pending.reversed())
    if "undo" in conversation.toolbox.commands:
        back = (conversation.toolbox.editor, {"command": "undo", "path": pending.path})
    if edit is None:
        return [back] if back else done(state)
    return [back, replacement(conversation, edit), test]


def choose(state: State, conversation: Conversation) -> Edit | None:
    """Return the most likely edit that is not known to have been tried."""
    if state.attempts >= MAX_ATTEMPTS or state.baseline is None:
        return None
    files = {p: f for p, f in state.files.items() if f.lines and not is_test(p)}
    evidence = clues(state.baseline, conversation.task)
    evidence = replace(evidence, spectrum=state.spectrum)
    for edit in candidates(files, evidence):
        wide = widen(files[edit.path], edit)
        if (edit.path, wide.old, wide.new) in state.tried:
            continue
        if not remembered(conversation.notes, wide):
            return wide
    return None


def widen(file: KnownFile, edit: Edit) -> Edit:
    """Add neighbouring lines until the old text is the only one of its kind."""
    old, new, line = edit.old, edit.new, edit.line
    for _ in range(4):
        if len(file.find(old)) <= 1 and sum(old in known for known in file.lines.values()) <= 1:
            break
        above = file.lines.get(line - 1)
        if above is None:
            break
        old, new, line = f"{above}\n{old}", f"{above}\n{new}", line - 1
    return Edit(edit.path, line, old, new, edit.kind, edit.weight)


def remembered(notes: str, edit: Edit) -> bool:
    """Whether the agent's notes mention this edit, both its old and its new text."""
    for text in (edit.old, edit.new):
        if text not in notes and json.dumps(text)[1:-1] not in notes:
            return False
    return True


def replacement(conversation: Conversation, edit: Edit) -> Call:
    """Return the editor call that makes an edit."""
    arguments = {
        "command": "str_replace", "path": edit.path, "old_str": edit.old, "new_str": edit.new,
    }  # fmt: skip
    return conversation.toolbox.editor, arguments


def unread(state: State, conversation: Conversation) -> list[str]:
    """Return the commands that show what is still unseen of the files worth reading."""
    wanted = worth_reading(state, conversation)
    views = []
    for path in wanted:
        gap = state.known(path).first_gap()
        seen_to_no_avail = any(
            a.text("command") == f"cat -n {path} | tail -n +{gap}" and not is_cut(a.output)
            for a in conversation.actions
        )
        if gap is not None and not seen_to_no_avail:
            views.append(f"cat -n {path} | tail -n +{gap}")
    return views


def worth_reading(state: State, conversation: Conversation) -> list[str]:
    """Return the files to read: the suspect ones, then, as attempts fail, others."""
    paths = [p for p, f in state.files.items() if not is_test(p) and (f.total or 1) > 1]
    baseline = state.baseline or Observation(None, None, 0)
    crashed = [f.path.rsplit("/", 1)[-1] for f in baseline.frames]
    worst = {path: score for path, _, score in sorted(state.spectrum, key=lambda s: s[2])}

    def rank(path: str) -> tuple[float, bool, bool, str]:
        name = path.rsplit("/", 1)[-1]
        return -worst.get(path, 0.0), name not in crashed, name not in conversation.task, path

    return sorted(paths, key=rank)[: 2 + state.attempts // 10]


def test_command(task: str) -> str:
    """Return the command the instruction gives for running the tests."""
    quoted = re.findall(r"`([^`\n]+)`", task) + re.findall(r"^[ \t]{4,}(\S.*)$", task, re.MULTILINE)
    runs = [c for c in quoted if re.match(r"(?:\w+=\S+ )*(?:python3?|pytest|make|bash|sh)\b", c)]
    tests = [c for c in runs if re.search(r"test|check", c)]
    return str((tests or runs or ["python3 -m unittest"])[0])


def done(state: State) -> str:
    """Return the final message."""
    last = state.pending
    if state.tested and state.tested.passed and last:
        return f"The tests pass: in {last.path}, `{last.old.strip()}` became `{last.new.strip()}`."
    if state.baseline and state.baseline.passed:
        return "The tests pass; nothing needed to change."
    return "I tried what seemed likely; some tests still fail."
