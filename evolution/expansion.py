"""One expansion: a parent edits its own source in a box, and the result is checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from common.files import FileTree
from evolution.admission import refusal
from evolution.agent_run import AgentRun, Assignment, Watch, run_agent
from evolution.config import RunConfig
from evolution.machinery import Machinery
from evolution.preflight import preflight
from gateway.budget import Budget

WORKDIR = "/workspace"
"""Where an agent finds its own source."""


@dataclass(frozen=True)
class Expanded:
    """What came of an expansion, before it is committed."""

    run: AgentRun
    refused: str
    """Why the change is not admitted, in one sentence; empty when it is."""
    summary: str
    """The agent's own line on what it changed; untrusted."""


def expand(
    machinery: Machinery,
    *,
    child: str,
    agent: FileTree,
    instruction: str,
    config: RunConfig,
    transcript: Path,
    budget: Budget | None = None,
    twin: Callable[[FileTree], str],
    watch: Watch,
) -> Expanded:
    """Let an agent change its own source and check what it made.

    Args:
        machinery: The means.
        child: The id the result would have; the label of every box.
        agent: The parent's source.
        instruction: What it is told, see :mod:`evolution.diagnosis`.
        config: Limits of an expansion.
        transcript: Where the gateway's record goes.
        budget: Charged besides the limits of an expansion.
        twin: Returns the id of a variant with exactly this source, or an empty string.
        watch: Told the session that the agent uses.

    Raises:
        BoxGoneError: A box was killed from outside.
        BudgetSpentError: ``budget`` ran out.
        MachineryError: The machinery failed.
        PrerequisiteError: There is no engine or no image.
    """
    assignment = Assignment(
        variant=child,
        role="expand",
        agent=agent,
        files=agent,
        workdir=WORKDIR,
        instruction=instruction,
        timeout=config.expansion_seconds * config.time_factor,
        caps=config.caps("expansion"),
        transcript=transcript,
        budget=budget,
        watch=watch,
    )
    run = run_agent(machinery, assignment)
    summary = run.message or _shape(run)
    if run.after is None:
        return Expanded(run, run.reason, summary)
    refused = refusal(run.after, run.change)
    if refused and not run.change and run.reason:
        refused = f"{refused} {run.reason}"
    if not refused and (same := twin(run.after)):
        refused = f"The changed source is the same as that of {same}."
    return Expanded(run, refused or preflight(machinery, child, run.after), summary)


def _shape(run: AgentRun) -> str:
    """Return a summary for a change whose author left none."""
    return "changed " + ", ".join(sorted(run.change)) if run.change else "nothing"
