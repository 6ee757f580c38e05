"""One run of an agent in a box: the same for a task, for its own source, and for the preflight."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from common.errors import BoxGoneError, TreeRejectedError
from common.files import File, FileTree, TreeLimits, changes, placed
from common.text import safe
from evaluator.claims import claim_in
from evaluator.violations import violation
from evolution.leftovers import left_running
from evolution.machinery import Machinery
from gateway.api import BudgetSpentError, Caps, Model, ModelError, Spent, Usage
from gateway.budget import Budget
from gateway.gateway import Session
from gateway.relay import RELAY_COMMAND, RELAY_PORT, relay_source
from sandbox.api import Box, BoxSpec, ExecResult, Limits

_GRACE_SECONDS = 5.0
"""What an agent gets beyond its time limit to end by itself."""

_LOST_SHARE = 0.05
"""An agent that ran out of time is not scored if faults of the model took more of it than this."""

_OUT_OF_MEMORY = "The agent used more memory than its box has."


Watch = Callable[[Session], None]


@dataclass(frozen=True)
class Assignment:
    """What an agent is to do, and within which bounds."""

    variant: str
    """The label of the box."""
    role: str
    agent: FileTree
    """The agent's source."""
    files: FileTree
    """What it finds in its work folder."""
    workdir: str
    instruction: str
    timeout: float
    """Seconds."""
    caps: Caps
    limits: Limits = field(default_factory=Limits)
    tree: TreeLimits = field(default_factory=TreeLimits)
    """Bounds on what it leaves in its work folder."""
    image: str | None = None
    """What its box starts from; ``None`` for the base image."""
    env: Mapping[str, str] = field(default_factory=dict)
    """The task's own variables."""
    transcript: Path | None = None
    model: Model | None = None
    """Answers instead of the gateway's model."""
    budget: Budget | None = None
    """Charged besides the caps."""
    watch: Watch | None = None
    """Told the session as soon as it is open, so that its use is known however the run ends."""
    trial: int = 0
    """Which of several runs on the same task this is: each has its own seed."""


@dataclass(frozen=True)
class AgentRun:
    """How an agent's run ended. Its own failures are results, not errors."""

    exit_status: str
    """What the agent said (untrusted), or what the host saw: "timeout", "out_of_memory",
    "killed", "crashed" or "rejected"."""
    steps: int
    message: str
    """The last line the agent printed before its status: its own word on what it did; untrusted."""
    after: dict[str, File] | None
    """The work folder afterwards; ``None`` where it could not be taken out."""
    change: dict[str, File | None]
    reason: str
    """One sentence where the run went wrong, else empty."""
    usage: Usage
    seconds: float
    violations: tuple[str, ...] = ()
    """What the host saw that was out of bounds, by names of ``evaluator.violations``."""
    claim: str = ""
    """What in its last words says that tests passed; untrusted."""


def run_agent(machinery: Machinery, work: Assignment) -> AgentRun:
    """Run an agent in a fresh box and take its work folder out.

    Raises:
        BoxGoneError: The box was killed from outside.
        BudgetSpentError: Another budget than its own caps ran out.
        MachineryError: The engine, the relay or the model failed.
        PrerequisiteError: There is no engine or no image.
    """
    limits = replace(work.limits, deadline_seconds=work.timeout + 12 * _GRACE_SECONDS)
    spec = BoxSpec(machinery.run, work.variant, work.role, work.workdir, work.image, limits)
    box = machinery.sandbox.start(spec)
    try:
        box.put(placed({work.workdir: work.files, "/opt": _luggage(work)}), "/")
        with machinery.session(
            *(work.variant, work.caps, work.transcript, work.model, work.budget),
            trial=work.trial,
            role=work.role,
        ) as session:
            stream = box.stream(RELAY_COMMAND)
            try:
                if work.watch:
                    work.watch(session)
                session.serve(stream)
                session.wait_ready()
                ended = _exec(box, work, session)
            finally:
                stream.close()
        _raise_what_disturbed(session, work, ended)
        left = "" if isinstance(ended, BoxGoneError) else left_running(box)
        run = _outcome(box, work, ended, session.usage, session.spent)
        claim = "" if isinstance(ended, BoxGoneError) else claim_in(ended.stdout)
        seen = [violation("left_running", left)] if left else []
        if run.exit_status == "rejected":
            seen.append(violation("refused_files", run.reason))
        return replace(run, violations=tuple(seen), claim=claim)
    finally:
        box.kill()


def _raise_what_disturbed(
    session: Session, work: Assignment, ended: ExecResult | BoxGoneError
) -> None:
    """Raise what makes the run no measure of the agent: a fault of the model, a foreign budget."""
    if session.failure is not None:
        raise session.failure
    if session.spent is not None and not session.spent.own:
        raise BudgetSpentError(session.spent)
    late = isinstance(ended, ExecResult) and ended.timed_out
    if late and session.lost > _LOST_SHARE * work.timeout:
        raise ModelError(f"faults of the model took {session.lost:.0f} s of the agent's time")


def _luggage(work: Assignment) -> dict[str, File]:
    """Return what goes into /opt: the agent, the instruction and the relay."""
    tree = {f"agent/{path}": file for path, file in work.agent.items()}
    tree["instruction.md"] = File(work.instruction.encode())
    tree["relay.py"] = File(relay_source())
    return tree


def _exec(box: Box, work: Assignment, session: Session) -> ExecResult | BoxGoneError:
    """Run the agent to its end; running out of memory is its own doing and returned.

    Raises:
        BudgetSpentError: Another budget than its own caps had no time left.
    """
    seconds, spent = session.time_left()
    limit = min(seconds, work.timeout + _GRACE_SECONDS)
    command = ["python3", "-m", "coding_agent", "solve", "--workdir", work.workdir]
    command += ["--instruction", "/opt/instruction.md", "--transcript", "/tmp/trajectory.json"]  # noqa: S108
    command += ["--time-limit", f"{min(seconds, work.timeout):.0f}"]
    env = {
        **work.env,
        "PYTHONPATH": "/opt/agent",
        "OPENAI_BASE_URL": f"http://127.0.0.1:{RELAY_PORT}/v1",
        "OPENAI_API_KEY": session.token,
        "MODEL": session.model,
        "HOME": "/tmp",  # noqa: S108
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    try:
        ended = box.exec(command, timeout=max(limit, 0.1), env=env, cwd=work.workdir)
    except BoxGoneError as error:
        if error.out_of_memory:
            return error
        raise
    if ended.timed_out and limit == seconds and not spent.own:
        raise BudgetSpentError(spent)
    return ended


def _outcome(
    box: Box,
    work: Assignment,
    ended: ExecResult | BoxGoneError,
    usage: Usage,
    spent: Spent | None,
) -> AgentRun:
    """Read the work folder out and say how the run ended."""
    if isinstance(ended, BoxGoneError):
        return AgentRun("out_of_memory", 0, "", None, {}, _OUT_OF_MEMORY, usage, 0.0)
    status, steps, message, reason = _told(ended)
    if spent:
        reason = f"{spent} is spent."
    try:
        after = box.get(work.workdir, work.tree)
    except TreeRejectedError as error:
        reason = f"The work folder was refused: {error.message}."
        return AgentRun("rejected", steps, message, None, {}, reason, usage, ended.seconds)
    except BoxGoneError as error:
        if not error.out_of_memory:
            raise
        return AgentRun(
            "out_of_memory", steps, message, None, {}, _OUT_OF_MEMORY, usage, ended.seconds
        )
    change = changes(work.files, after)
    return AgentRun(status, steps, message, after, change, reason, usage, ended.seconds)


def _told(ended: ExecResult) -> tuple[str, int, str, str]:
    """Return exit status, steps, message and reason from what the agent printed last."""
    if ended.timed_out:
        return "timeout", 0, "", "The agent did not end within its time."
    if ended.exit_code == 128 + signal.SIGKILL:
        return "killed", 0, "", "The agent was killed: it used too much memory or printed too much."
    lines = ended.stdout.decode("utf-8", "replace").strip().splitlines()
    try:
        said = json.loads(lines[-1])
        status, steps = safe(str(said["exit_status"]), limit=40), int(said["steps"])
    except (ValueError, KeyError, TypeError, IndexError, RecursionError, OverflowError):
        errors = ended.stderr.decode("utf-8", "replace").strip().splitlines()
        last = safe(errors[-1], limit=200) if errors else "it said nothing"
        return "crashed", 0, "", f"The agent ended with code {ended.exit_code}: {last}"
    spoken = [line for line in lines[:-1] if line.strip()]
    return status, min(max(steps, 0), 10**6), safe(spoken[-1], limit=200) if spoken else "", ""
