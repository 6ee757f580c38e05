from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from common.errors import BoxGoneError, MachineryError, PrerequisiteError
from sandbox import cgroups
from sandbox.api import BoxSpec
from sandbox.choose import SandboxName, open_sandbox
from sandbox.docker import DockerSandbox
from sandbox.engine import Engine
from sandbox.killing import DockerKiller

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.docker

ORPHAN_MAKER = """
import time
from sandbox.api import BoxSpec
from sandbox.docker import DockerSandbox
print(DockerSandbox().start(BoxSpec("test-orphan", "v0000", "probe")).id, flush=True)
time.sleep(60)
"""


def labels(run: str) -> dict[str, dict[str, str]]:
    found = Engine().api.containers(all=True, filters={"label": f"arboretum.run={run}"})
    return {box["Id"]: box["Labels"] for box in found}


def test_a_box_is_labelled_with_what_it_is_for(sandbox: DockerSandbox) -> None:
    one = sandbox.start(BoxSpec("test-two", "v0001", "solve"))
    two = sandbox.start(BoxSpec("test-two", "v0002", "grade"))
    names = {
        (box["arboretum.variant"], box["arboretum.role"]) for box in labels("test-two").values()
    }
    assert names == {("v0001", "solve"), ("v0002", "grade")}
    assert set(DockerSandbox().kill("test-two")) == {one.id, two.id}
    assert labels("test-two") == {}


def test_a_box_yields_the_processors_to_what_watches_it(sandbox: DockerSandbox) -> None:
    box = sandbox.start(BoxSpec("test-weight", "v0001", "probe"))
    settings = Engine().api.inspect_container(box.id)["HostConfig"]
    box.kill()
    assert 0 < settings["CpuShares"] < 1024 / 8


@pytest.mark.parametrize("kind", ["docker-runc", "docker-gvisor"])
def test_a_box_that_is_just_being_started_is_killed_and_leaves_nothing(kind: SandboxName) -> None:
    run, killer, met = f"test-starting-{kind}", DockerKiller(), set[str]()
    sandbox, top = open_sandbox(kind), cgroups.processes_folder()
    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(sandbox.start, BoxSpec(run, "v0001", "probe")) for _ in range(4)]
        while not all(job.done() for job in jobs):
            found = killer.find(run)
            met |= {box.id for box in found}
            killer.kill(found)
    killer.kill(killer.find(run))
    assert killer.find(run) == []
    assert met
    assert top is not None
    assert cgroups.find(met, top) == {}
    for job in jobs:
        # Who started it hears of it at once, or when it is used.
        if job.exception() is None:
            with pytest.raises(BoxGoneError):
                job.result().exec(["true"], timeout=5)
        else:
            assert isinstance(job.exception(), MachineryError)


def test_reap_takes_the_orphan_and_leaves_the_living(sandbox: DockerSandbox) -> None:
    mine = sandbox.start(BoxSpec("test-orphan", "v0001", "probe"))
    child = subprocess.Popen(
        [sys.executable, "-c", ORPHAN_MAKER], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    orphan = child.stdout.readline().strip()
    assert orphan not in sandbox.reap()
    os.kill(child.pid, signal.SIGKILL)
    # Not waited for yet: a zombie owner is a dead owner.
    assert wait_for(lambda: orphan in sandbox.reap())
    child.wait()
    assert set(labels("test-orphan")) == {mine.id}
    mine.kill()


def wait_for(done: Callable[[], bool]) -> bool:
    until = time.monotonic() + 5
    while time.monotonic() < until:
        if done():
            return True
        time.sleep(0.05)
    return False


def test_no_engine_is_said_with_the_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent/docker.sock")
    with pytest.raises(PrerequisiteError, match="no Docker engine answers") as caught:
        DockerSandbox()
    assert "docker.io" in caught.value.hint


def test_a_missing_image_is_never_pulled(sandbox: DockerSandbox) -> None:
    with pytest.raises(PrerequisiteError, match="no image"):
        sandbox.start(BoxSpec("test-image", "v0", "probe", image="no-such-image:ever"))
