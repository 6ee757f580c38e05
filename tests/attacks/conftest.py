from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evolution.machinery import Machinery
from gateway.gateway import Gateway
from sandbox.api import Sandbox
from sandbox.records import records_folder
from tests.attacks.attack import BREAKING, Report
from tests.attacks.host import bytes_below, in_no_box, left_behind
from tests.evolution.tiny import TinyModel

RUN = f"test-attacks-{os.getpid()}"
CANARY = "canary-7f3a91c2-key"
DISK_TOLERANCE = 256 << 20
GROWTH = 1 << 20
"""Bytes that an attack may leave in its test's folder and where boxes are recorded."""

collect_ignore = [] if BREAKING else ["test_broken.py"]

_REPORT = pytest.StashKey[Report]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_REPORT] = Report()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    report = config.stash[_REPORT]
    ended = "get through where their defence is gone" if BREAKING else "failed closed"
    for lines, what in ((report.lines, ended), (report.absent, "aim at what this kernel lacks")):
        if lines:
            terminalreporter.section(f"{len(lines)} attacks {what}")
            for name, line in sorted(lines.items()):
                terminalreporter.line(f"{name}: {line}")


@pytest.fixture(scope="session")
def report(pytestconfig: pytest.Config) -> Report:
    return pytestconfig.stash[_REPORT]


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Any]:
    """Boxes of the kind that ARBORETUM_SANDBOX names; runc's by default."""
    from sandbox.choose import open_sandbox

    made: Any = open_sandbox(os.environ.get("ARBORETUM_SANDBOX", "docker-runc"))
    made.reap()
    yield made
    made.kill_own()


@pytest.fixture(scope="session", autouse=True)
def a_key_worth_stealing() -> Iterator[None]:
    """A key of a model in the environment of the host."""
    os.environ["CANARY_API_KEY"] = CANARY
    yield
    del os.environ["CANARY_API_KEY"]


@pytest.fixture(scope="session")
def residents() -> set[int]:
    """The processes in boxes that were here before the attacks and are in no box we know."""
    return in_no_box()


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path: Path, residents: set[int]) -> Iterator[None]:
    """After each attack no process outlives its box, and little was written."""
    folders = (tmp_path, records_folder().parent)
    before = bytes_below(*folders)
    yield
    left = left_behind(residents)
    residents.update(left)
    assert left == {}
    assert BREAKING or bytes_below(*folders) - before < GROWTH


@pytest.fixture(scope="module", autouse=True)
def the_host_is_as_it_was(sandbox: Sandbox, tmp_path_factory: Any) -> Iterator[None]:
    """After the attacks of a module no box and no filled disk is left."""
    places = {Path("/"), Path("/tmp"), tmp_path_factory.getbasetemp()}
    before = {place: shutil.disk_usage(place).free for place in places}
    yield
    assert sandbox.kill(RUN) == []
    for place, free in before.items():
        assert shutil.disk_usage(place).free > free - DISK_TOLERANCE, place


@pytest.fixture
def machinery(sandbox: Sandbox) -> Iterator[Machinery]:
    made = Machinery(sandbox, Gateway(TinyModel(), attempts=1), RUN)
    yield made
    assert made.stop() == []
