"""Every backend is held to every promise: the same checks as ``doctor --prove-sandbox``.

The checks of all backends run side by side when the first result is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandbox import checks
from sandbox.bubblewrap import BubblewrapSandbox
from sandbox.checks import Proof, all_checks, prove
from sandbox.choose import open_sandbox
from sandbox.docker import DockerSandbox
from sandbox.profile import container_config

pytestmark = [pytest.mark.docker, pytest.mark.alone]

NOT_PROMISED = {
    "docker-runc": set[str](),
    "docker-gvisor": {
        "a_bomb_out_of_time_ends",
        "a_fork_bomb_ends_no_box",
        "cpu_ends",
        "memory_ends_the_hog",
        "memory_is_the_box_s",
        "no_devices",
        "no_new_user_namespace",
        "nothing_setuid_from_inside",
        "seccomp_is_on",
        "taking_every_process_ends_no_box",
    },
    "bubblewrap": {"logs_are_not_executable"},
}
"""The exact holes of each backend. A new one is a decision, and SAFETY.md has to tell it."""

ROOT = Path(__file__).resolve().parents[2]

Found = Callable[[str, str], Proof]


@pytest.fixture(scope="module")
def found(request: pytest.FixtureRequest) -> Found:
    """What came of a check on a backend; each backend that is asked for is tried once, whole."""
    items = [item for item in request.session.items if isinstance(item, pytest.Function)]
    here = [item.callspec.params for item in items if hasattr(item, "callspec")]
    wanted = {params["backend"] for params in here if "backend" in params}

    def proofs(backend: str) -> dict[str, Proof]:
        return {proof.name: proof for proof in prove(open_sandbox(backend), workers=3)}

    with ThreadPoolExecutor(len(NOT_PROMISED)) as pool:
        jobs = {backend: pool.submit(proofs, backend) for backend in wanted & NOT_PROMISED.keys()}
        # All of them before the first test goes on: pytest changes the environment they read.
        proofs_of = {backend: job.result() for backend, job in jobs.items()}
    return lambda backend, name: proofs_of[backend][name]


@pytest.mark.parametrize("name", [check.name for check in all_checks()])
@pytest.mark.parametrize("backend", sorted(NOT_PROMISED))
@pytest.mark.timeout(600)
def test_promise(backend: str, name: str, found: Found) -> None:
    proof = found(backend, name)
    wanted = "not_promised" if name in NOT_PROMISED[backend] else "held"
    assert proof.state == wanted, proof.detail


def test_the_checks_are_many_and_each_tells_its_promise() -> None:
    tried = all_checks()
    assert len(tried) >= 60
    assert len({check.name for check in tried}) == len(tried)
    for check in tried:
        assert re.fullmatch(r"[A-Z].+\.", check.promise), check.name
        assert "\n" not in check.promise, check.name
    assert len({check.category for check in tried}) == 8


def test_what_is_not_promised_is_told_in_safety_md() -> None:
    told = (ROOT / "SAFETY.md").read_text(encoding="utf-8")
    names = {check.name for check in all_checks()}
    for backend, holes in NOT_PROMISED.items():
        assert holes <= names, backend
        assert {name for name in holes if f"`{name}`" not in told} == set(), backend


LIMITS_BY_RLIMIT = {
    "disk_ends",
    "file_size_ends",
    "memory_ends_the_hog",
    "memory_is_the_box_s",
    "processes_end",
    "threads_end",
    "taking_every_process_ends_no_box",
    "a_fork_bomb_ends_no_box",
}


def test_bubblewrap_without_control_groups_loses_the_processors_only() -> None:
    open_sandbox("bubblewrap")
    weaker = BubblewrapSandbox(groups=False)
    assert set(weaker.not_promised) == NOT_PROMISED["bubblewrap"] | {"cpu_ends"}
    proofs = prove(weaker, only=LIMITS_BY_RLIMIT)
    assert {proof.name: proof.detail for proof in proofs if proof.state != "held"} == {}
    assert {proof.name for proof in proofs} == LIMITS_BY_RLIMIT


DEFENCES = {
    "root_is_read_only": {"ReadonlyRootfs": False},
    "no_capabilities": {"CapDrop": None, "CapAdd": ["NET_RAW"]},
    "no_new_privileges": {"SecurityOpt": None},
    "seccomp_is_on": {"SecurityOpt": ["no-new-privileges", "seccomp=unconfined"]},
    "processes_end": {"PidsLimit": 0},
    "file_size_ends": {"Ulimits": None},
    "memory_ends_the_hog": {"Memory": 0, "MemorySwap": 0},
    "disk_ends": {"Tmpfs": {"/workspace": "rw,size=1g,uid=10001,gid=10001"}},
    "only_loopback": {"NetworkMode": "host"},
    "boxes_share_no_memory": {"IpcMode": "host"},
    "no_host_processes": {"PidMode": "host"},
}


@pytest.mark.parametrize("name", sorted(DEFENCES))
def test_a_missing_defence_is_found(
    name: str, sandbox: DockerSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def weakened(*given: object) -> dict[str, object]:
        config = container_config(*given)  # type: ignore[arg-type]
        if name == "no_capabilities":
            config["user"] = "0:0"
        config["network_disabled"] &= name != "only_loopback"
        config["host_config"].update(DEFENCES[name])
        return config

    monkeypatch.setattr("sandbox.docker.container_config", weakened)
    (proof,) = prove(sandbox, only={name})
    assert proof.state == "failed", proof


def test_a_variable_of_the_host_s_is_found(
    sandbox: DockerSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_CANARY", "sk-canary-93c1")

    def leaking(*given: object) -> dict[str, object]:
        config = container_config(*given)  # type: ignore[arg-type]
        return {
            **config,
            "environment": {**config["environment"], "SECRET_CANARY": "sk-canary-93c1"},
        }

    monkeypatch.setattr("sandbox.docker.container_config", leaking)
    (proof,) = prove(sandbox, only={"no_host_environment"})
    assert (proof.state, "SECRET_CANARY" in proof.detail) == ("failed", True)


def test_a_probe_that_breaks_has_not_held(
    sandbox: DockerSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(ground: object) -> None:
        """Nothing."""
        raise ZeroDivisionError("broken")

    broken = checks.Check("exec", breaks)
    monkeypatch.setattr("sandbox.checks.proving._GROUPS", ((broken,),))
    (proof,) = prove(sandbox)
    assert (proof.state, proof.detail) == ("failed", "ZeroDivisionError: broken")
