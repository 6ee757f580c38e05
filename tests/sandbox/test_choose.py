from __future__ import annotations

import pytest

from common.errors import PrerequisiteError, UsageError
from sandbox.choose import open_sandbox, reach_killer
from sandbox.engine import Engine

pytestmark = pytest.mark.docker


@pytest.mark.parametrize("name", ["auto", "docker"])
@pytest.mark.parametrize(
    ("offered", "chosen"), [({"runc", "runsc"}, "docker-gvisor"), ({"runc"}, "docker-runc")]
)
def test_gvisor_is_used_where_it_is_offered_and_else_it_is_said(
    monkeypatch: pytest.MonkeyPatch, name: str, offered: set[str], chosen: str
) -> None:
    monkeypatch.setattr(Engine, "runtimes", lambda self: frozenset(offered))
    lines: list[str] = []
    assert open_sandbox(name, lines.append).name == chosen
    assert any("gVisor is not registered" in line for line in lines) == (chosen == "docker-runc")


def test_what_was_named_is_used_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    assert open_sandbox("docker-runc", lines.append).name == "docker-runc"
    assert not any("gVisor" in line for line in lines)
    monkeypatch.setattr(Engine, "runtimes", lambda self: frozenset({"runc"}))
    with pytest.raises(PrerequisiteError, match="does not offer the runtime 'runsc'") as caught:
        open_sandbox("docker-gvisor")
    assert "scripts/gvisor" in caught.value.hint


@pytest.mark.parametrize("name", ["auto", "docker", "docker-runc", "docker-gvisor"])
def test_no_engine_is_never_a_weaker_sandbox(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent/docker.sock")
    with pytest.raises(PrerequisiteError, match="no Docker engine answers") as caught:
        open_sandbox(name)
    assert "--sandbox bubblewrap" in caught.value.hint


def test_bubblewrap_needs_no_engine_to_kill(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent/docker.sock")
    monkeypatch.setenv("PATH", "")
    assert reach_killer("bubblewrap").find("no-such-run") == []


@pytest.mark.parametrize("choose", [open_sandbox, reach_killer])
def test_an_unknown_name_is_refused(choose: object) -> None:
    with pytest.raises(UsageError, match="no sandbox 'podman'") as caught:
        choose("podman")  # type: ignore[operator]
    assert "bubblewrap" in caught.value.hint
