"""Every way out of a box that we know, tried from inside a real one."""

from __future__ import annotations

import re
import secrets
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.api import Box, BoxSpec, Limits, Sandbox
from tests.attacks.attack import BREAKING, Attack, Report
from tests.attacks.conftest import CANARY, RUN
from tests.attacks.wall import ATTACKS

pytestmark = [pytest.mark.docker, pytest.mark.alone]
LIMITS = Limits(memory_mb=1500 if BREAKING else 256, disk_mb=64, pids=128)


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[int, str]]:
    """Services of the host that no box may reach: TCP, UDP and an abstract socket."""
    abstract = f"arboretum-{secrets.token_hex(6)}"
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_UNIX) as unix:
        port = tcp.getsockname()[1]
        unix.bind("\0" + abstract)
        unix.listen()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.bind(("127.0.0.1", port))
            udp.settimeout(0.2)
            ended = threading.Event()
            thread = threading.Thread(target=_echo, args=(udp, ended))
            thread.start()
            yield port, abstract
            ended.set()
            thread.join()


def _echo(udp: socket.socket, ended: threading.Event) -> None:
    while not ended.is_set():
        try:
            data, sender = udp.recvfrom(100)
        except TimeoutError:
            continue
        udp.sendto(data, sender)


@pytest.fixture(scope="module")
def box(sandbox: Sandbox, tmp_path_factory: Any) -> Iterator[Box]:
    """A box, with another one beside it."""
    with pytest.MonkeyPatch.context() as patch:
        if BREAKING:
            _take_the_wall_down(patch, tmp_path_factory.mktemp("host"))
        made = sandbox.start(BoxSpec(RUN, "v0001", "probe", limits=LIMITS))
        other = sandbox.start(BoxSpec(RUN, "v0002", "probe", limits=LIMITS))
        script = "for d in /tmp /dev/shm /opt /logs; do echo > $d/neighbour; done"
        other.exec(["sh", "-c", f"{script}; sleep 300 & : attack-neighbour"], timeout=20)
        yield made
        made.kill()
        other.kill()


def _take_the_wall_down(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Make boxes as an engine makes containers that nobody thought about."""
    from sandbox import docker, docker_link
    from sandbox.profile import container_config

    (folder / "env").write_text(f"CANARY_API_KEY={CANARY}\n")

    def weak(*args: Any) -> dict[str, Any]:
        config = container_config(*args)
        host = config["host_config"]
        for key in ("CapDrop", "SecurityOpt", "PidsLimit", "Ulimits"):
            host.pop(key, None)
        host |= {
            "NetworkMode": "host",
            "CapAdd": ["SYS_ADMIN", "SYS_PTRACE", "NET_RAW"],
            "SecurityOpt": ["seccomp=unconfined"],
            "ReadonlyRootfs": False,
            "Binds": [f"{folder}:/host:ro"],
        }
        host.pop("Dns", None)
        host.pop("DnsSearch", None)
        config.pop("hostname")
        return {**config, "user": "0:0"}

    patch.setattr(docker, "container_config", weak)
    patch.setattr(docker_link, "USER", "0:0")


TRIED = [attack for attack in ATTACKS if attack.breakable or not BREAKING]


@pytest.mark.parametrize("attack", TRIED, ids=lambda attack: attack.name)
def test_no_way_out(box: Box, listener: tuple[int, str], report: Report, attack: Attack) -> None:
    port, abstract = listener
    argv = ["python3", "-I", "-c", attack.script, str(port), abstract, CANARY[::-1]]
    done = box.exec(argv, timeout=20)
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    if BREAKING:
        assert "BREACH" in said, f"{attack.name} fails even without {attack.stopped_by}: {said}"
        return
    assert "BREACH" not in said, said
    assert re.search(attack.shows, said), said
    report.held(attack, said.strip().splitlines()[-1])
