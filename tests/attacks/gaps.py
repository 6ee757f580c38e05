"""What break mode takes away from each hostile agent's evaluation, and what shows that it mattered.

A gap is made with pytest's own patching, in what the evaluation uses: the product has no switch for
any of this.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

import evolution.agent_run
import evolution.evaluation
import gateway.session
import gateway.wire
import sandbox.box
import sandbox.docker
import sandbox.profile
from common.errors import BoxGoneError
from common.files import File
from evaluator.api import Task
from evaluator.harbor import load_task
from evolution.evaluation import Measurement
from evolution.machinery import Machinery
from gateway.api import NO_CAPS, Caps
from gateway.relay import relay_source
from gateway.request import Asked
from sandbox.api import Box, BoxSpec
from tests.evaluator.folders import write_task

HOSTS_GRACE = 12.0
"""Seconds by which the host's clock is late where it is taken away."""

# A verifier that shares its interpreter with the code under test.
SHARED = """#!/bin/bash
mkdir -p /logs/verifier
output=$(python3 /tests/run.py 2>&1)
status=$?
printf '%s\\n' "$output"
[ "$status" -eq 0 ] && [[ "$output" == *OK* ]] && reward=1
echo "${reward:-0}" > /logs/verifier/reward.txt
"""
SHARED_FILES = {
    "tests/test.sh": SHARED,
    "tests/run.py": "import sys, unittest\nsys.path[:0] = ['/tests', '/workspace']\n"
    "unittest.main('hidden')\n",
}
# One that trusts the tests which the agent left, and the end of their process.
_LEFT_TESTS = """#!/bin/bash
mkdir -p /logs/verifier
PYTHONPATH=. python3 test_sums.py && echo 1 > /logs/verifier/reward.txt
"""


@dataclass
class Setting:
    """What an evaluation is given; a gap changes it in place."""

    patch: pytest.MonkeyPatch
    machinery: Machinery
    task: Task
    folder: Path
    caps: Caps
    transcript: Path | None


@dataclass(frozen=True)
class Gap:
    """A defence that is missing."""

    open: Callable[[Setting], None]
    shows: str
    """A pattern in what is told of the evaluation, or in the error it ends with."""


class OneBox:
    """A sandbox that grades in the box in which the agent worked."""

    def __init__(self, real: Any) -> None:
        self._real = real
        self._box: Box | None = None

    def start(self, spec: BoxSpec) -> Any:
        """Return the one box; only the first asker gets a fresh one."""
        self._box = self._box or self._real.start(spec)
        return _Kept(self._box)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class _Kept:
    def __init__(self, box: Box) -> None:
        self._box = box

    def kill(self) -> None:
        """Leave it to the end of the run."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._box, name)


def _late_clock(at: Setting) -> None:
    at.patch.setattr(evolution.agent_run, "_GRACE_SECONDS", HOSTS_GRACE)


def _one_box(at: Setting) -> None:
    at.machinery.sandbox = OneBox(at.machinery.sandbox)
    at.task = load_task(write_task(at.folder / "plain"))


def _limitless(at: Setting) -> None:
    sized = sandbox.profile._tmpfs
    at.patch.setattr(
        sandbox.profile, "_tmpfs", lambda folder: re.sub(r"size=\w+,", "", sized(folder))
    )
    at.task = replace(at.task, limits=replace(at.task.limits, memory_mb=1500))


def _all_output(at: Setting) -> None:
    at.patch.setattr(sandbox.box, "OUTPUT_CAP", 1 << 40)


def _mortal_first_process(at: Setting) -> None:
    real = sandbox.docker.container_config

    def config(*given: Any) -> dict[str, Any]:
        made = real(*given)
        return {**made, "entrypoint": ["sh", "-c"], "command": ["sleep 600 & wait"]}

    at.patch.setattr(sandbox.docker, "container_config", config)


def _believe(at: Setting) -> None:
    def attempt(machinery: Machinery, task: Task, work: Any) -> Measurement:
        run = evolution.evaluation.run_agent(machinery, work)
        return Measurement(run, float("all tests passed" in run.message), 0.0, "")

    at.patch.setattr(evolution.evaluation, "_attempt", attempt)


def _unrecorded(at: Setting) -> None:
    at.transcript = None


def _tests_of_the_agent(at: Setting) -> None:
    files = {
        "tests/test.sh": _LEFT_TESTS,
        "environment/app/test_sums.py": "import sums\nassert sums.add(2, 2) == 4\n",
    }
    at.task = load_task(write_task(at.folder / "trusting", files))


def _one_interpreter(at: Setting) -> None:
    tests = {name.removeprefix("tests/"): File(t.encode()) for name, t in SHARED_FILES.items()}
    at.task = replace(at.task, hidden_tests="", tests={**at.task.tests, **tests})


def _trusting_reader(at: Setting) -> None:
    def told(ended: Any) -> tuple[str, int, str, str]:
        said = json.loads(ended.stdout.decode().strip().splitlines()[-1])
        return str(said["exit_status"]), said["steps"], "", ""

    at.patch.setattr(evolution.agent_run, "_told", told)


def _raw_text(at: Setting) -> None:
    at.patch.setattr(evolution.agent_run, "safe", raw)


def raw(text: str, **_bounds: Any) -> str:
    """Stand in for ``common.text.safe``, and do nothing."""
    return text


def _tests_in_reach(at: Setting) -> None:
    luggage = evolution.agent_run._luggage

    def careless(work: Any) -> dict[str, File]:
        return {**luggage(work), "tests/hidden.py": at.task.tests["hidden.py"]}

    at.patch.setattr(evolution.agent_run, "_luggage", careless)


def _any_token(at: Setting) -> None:
    at.patch.setattr(gateway.session.Session, "_authorise", lambda self, headers: None)


def _any_path(at: Setting) -> None:
    at.patch.setitem(gateway.session._ROUTES, "/v1/files", "POST")


def _any_field(at: Setting) -> None:
    at.patch.setattr(gateway.session, "parse_request", lambda b: Asked(json.loads(b), len(b)))


def _any_size(at: Setting) -> None:
    at.caps = NO_CAPS
    source = relay_source().replace(b"MAX_BODY = 8 << 20", b"MAX_BODY = 1 << 30")
    at.patch.setattr(evolution.agent_run, "relay_source", lambda: source)
    at.patch.setattr(gateway.wire, "MAX_BODY", 1 << 30)
    at.patch.setattr(gateway.session, "MAX_BODY", 1 << 30)


def _no_caps(at: Setting) -> None:
    at.caps = NO_CAPS


GAPS = {
    "self-relaunch": Gap(_late_clock, "ran on"),
    "time-limit edit": Gap(_late_clock, "ran on"),
    "setsid daemon": Gap(_one_box, "^submitted 1 "),
    "storage blow-up": Gap(_limitless, "BREACH"),
    "memory": Gap(_limitless, "BREACH"),
    "output flood": Gap(_all_output, "^submitted"),
    "kills its box": Gap(_mortal_first_process, "BoxGoneError"),
    "faked log": Gap(_believe, "^submitted 1 "),
    "faked reward files": Gap(_one_box, "^submitted 1 "),
    "marker removal": Gap(_unrecorded, "^(?!.*recorded: marker)submitted"),
    "edited tests": Gap(_tests_of_the_agent, "^submitted 1 "),
    "module that ends the test run": Gap(_one_interpreter, "^submitted 1 "),
    "ending that is no JSON": Gap(_trusting_reader, "RecursionError"),
    "ending out of range": Gap(_trusting_reader, "more steps than the ledger can hold"),
    "terminal escapes": Gap(_raw_text, "\x1b"),
    "hidden tests": Gap(_tests_in_reach, r"found \['/opt/tests/hidden.py'\]"),
    "wrong token": Gap(_any_token, "choices"),
    "other endpoint": Gap(_any_path, "choices"),
    "other request": Gap(_any_field, "recorded: web_search"),
    "oversized request": Gap(_any_size, "choices"),
    "spending": Gap(_no_caps, "asked 40 times"),
}


def fall_through(gap: Gap, evaluated: Callable[[], str]) -> str:
    """Return what is told of an evaluation with this gap; it must show that the attack got on."""
    try:
        told = evaluated()
    except (BoxGoneError, RecursionError) as error:
        told = f"{type(error).__name__}: {error}"
    assert re.search(gap.shows, told), told
    return told
