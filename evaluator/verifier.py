"""What comes of a task's own verifier, ``tests/test.sh``, run by a script in the grading box."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import NamedTuple

from evaluator.isolation.text import box_text
from evaluator.violations import violation

REWARD_BYTES = 4096
"""Longest reward file that is read."""


def command() -> list[str]:
    """Return the command that runs the verifier; it reads a random word from stdin."""
    return ["python3", "-I", "-S", "-c", box_text("ending", "script")]


@dataclass(frozen=True)
class Verdict:
    """What came out of the box."""

    output: bytes
    """What the verifier printed."""
    reward: float | None
    problem: str = ""
    """Why there is no reward, as part of a sentence."""
    violations: tuple[str, ...] = ()
    void: bool = False
    """Whether tests neither passed nor failed: they did not come to that."""


class Ending(NamedTuple):
    """How a verifier ended."""

    output: bytes
    """What it printed."""
    code: int
    reward_file: str
    """The name of the reward file that was there; empty where there was none."""
    data: bytes
    """What stood in it."""


def read_ending(stdout: bytes, nonce: str) -> Ending | Verdict:
    """Read what the script printed; ``stdout`` may hold anything but the nonce before its line.

    A verifier that was ended before it was done has a verdict by that.
    """
    output, found, line = stdout.rpartition(f"\n{nonce} ".encode())
    words = line.decode("ascii", "replace").split()
    if not found or len(words) != 3 or not words[2].endswith("."):
        ended = (violation("verifier_ended"),)
        return Verdict(stdout, None, "the verifier was ended before it was done", ended, void=True)
    if words[2] == "-.":
        return Ending(output, int(words[0]), "", b"")
    return Ending(output, int(words[0]), words[1], bytes.fromhex(words[2][:-1]))


def read_verdict(stdout: bytes, nonce: str) -> Verdict:
    """Return the verdict of a verifier that writes its reward into a file."""
    ending = read_ending(stdout, nonce)
    if isinstance(ending, Verdict):
        return ending
    output, code, name, data = ending
    if not name:
        return Verdict(output, None, f"the verifier wrote no reward (exit code {code})")
    try:
        return Verdict(output, _parse(name, data))
    except (ValueError, TypeError, KeyError, RecursionError):
        return Verdict(output, None, f"{name} holds no number between 0 and 1")


def _parse(name: str, data: bytes) -> float:
    if len(data) > REWARD_BYTES:
        raise ValueError("too long")
    text = data.decode("utf-8")
    value = _chosen(json.loads(text)) if name == "reward.json" else float(text)
    if type(value) not in {int, float} or not 0 <= value <= 1:
        raise ValueError("not a number between 0 and 1")
    return float(value)


def _chosen(rewards: dict[str, float]) -> float:
    """Return the entry that counts: ``reward``, or the only one there is."""
    return rewards["reward"] if len(rewards) > 1 else next(iter(rewards.values()), -1.0)
