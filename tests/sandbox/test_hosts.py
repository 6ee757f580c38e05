from __future__ import annotations

import secrets

import pytest

from sandbox import docker, hosts
from sandbox.api import BoxSpec
from sandbox.engine import Engine
from sandbox.image import base_image_tag

pytestmark = pytest.mark.docker

LOOK_UP = "import socket; print(socket.gethostbyname('localhost'))"


def look_up(image: str | None = None) -> tuple[str, bool]:
    """Return what localhost is in a box, and whether the engine made it a network."""
    run = f"hosts-{secrets.token_hex(4)}"
    box = docker.DockerSandbox().start(BoxSpec(run, "v", "probe", image=image))
    try:
        (made,) = Engine().api.containers(filters={"label": f"arboretum.run={run}"})
        told = Engine().api.inspect_container(made["Id"])["NetworkSettings"]["SandboxID"]
        said = box.exec(["python3", "-c", LOOK_UP], timeout=20)
        return said.stdout.decode().strip(), bool(told)
    finally:
        box.kill()


def test_a_box_knows_localhost_without_the_engine_s_network() -> None:
    assert look_up() == ("127.0.0.1", False)


def test_where_the_copies_are_not_found_the_engine_s_network_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = hosts.find
    monkeypatch.setattr(hosts, "find", lambda engine, _image: found(engine, "arboretum-none:none"))
    assert look_up() == ("127.0.0.1", True)


def test_a_file_that_is_gone_costs_no_box(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "find", lambda _engine, _image: "/nowhere/etc/hosts")
    assert look_up() == ("127.0.0.1", True)


def test_an_image_of_another_s_gets_the_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    engine, found = Engine(), hosts.find
    tag = f"arboretum-test-hosts:{secrets.token_hex(4)}"
    hosts.add(engine, base_image_tag(), tag)
    try:
        monkeypatch.setattr(hosts, "find", lambda engine, _image: found(engine, tag))
        assert look_up() == ("127.0.0.1", False)
        assert look_up(tag) == ("127.0.0.1", False)
    finally:
        engine.api.remove_image(tag, force=True)
