"""The script that runs a task's verifier inside the grading box.

It is sent to ``python3 -c`` in the box and never imported there or here. One exec does all: it
runs ``/tests/test.sh``, ends whatever that left running, reads the reward file and prints it
after a line that only it can know.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from evaluator.violations import violation

REWARD_BYTES = 4096
"""Longest reward file that is read."""

SCRIPT = r"""
import ctypes, os, signal, stat, subprocess, sys, time
ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
nonce = sys.stdin.readline().strip()

def others(kept=frozenset()):
    return {int(p) for p in os.listdir("/proc") if p.isdigit()} - kept - {os.getpid()}

def freeze_and_kill(kept):
    for _ in range(200):
        left = {p for p in others(kept) if alive(p)}
        if not left:
            return
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in left:
                try:
                    os.kill(pid, number)
                except OSError:
                    pass
        time.sleep(0.005)

def alive(pid):
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()[0] != b"Z"
    except OSError:
        return False

def reward(name):
    try:
        file = os.open("/logs/verifier/" + name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    except OSError:
        return b"\0"
    if not stat.S_ISREG(os.fstat(file).st_mode):
        return b"\0"
    return os.read(file, 4097)

kept = frozenset(others())
os.makedirs("/logs/verifier", exist_ok=True)
code = subprocess.call(
    ["bash", "/tests/test.sh"], stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT
)
freeze_and_kill(kept)
name, data = "reward.json", reward("reward.json")
if data is None:
    name, data = "reward.txt", reward("reward.txt")
print(f"\n{nonce} {code} {name} {'-' if data is None else data.hex()}.", flush=True)
"""


@dataclass(frozen=True)
class Verdict:
    """What came out of the box."""

    output: bytes
    """What the verifier printed."""
    reward: float | None
    problem: str = ""
    """Why there is no reward, as part of a sentence."""
    violations: tuple[str, ...] = ()


def read_verdict(stdout: bytes, nonce: str) -> Verdict:
    """Read what the script printed; ``stdout`` may hold anything but the nonce before its line."""
    output, found, line = stdout.rpartition(f"\n{nonce} ".encode())
    words = line.decode("ascii", "replace").split()
    if not found or len(words) != 3 or not words[2].endswith("."):
        ended = (violation("verifier_ended"),)
        return Verdict(stdout, None, "the verifier was ended before it was done", ended)
    if words[2] == "-.":
        return Verdict(output, None, f"the verifier wrote no reward (exit code {words[0]})")
    data = bytes.fromhex(words[2][:-1])
    try:
        return Verdict(output, _parse(words[1], data))
    except (ValueError, TypeError, KeyError, RecursionError):
        return Verdict(output, None, f"{words[1]} holds no number between 0 and 1")


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
