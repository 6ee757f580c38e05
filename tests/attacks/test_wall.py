"""Every way out of a box that we know, tried from inside a real one."""

from __future__ import annotations

import os
import re
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from common.errors import BoxGoneError
from sandbox.api import Box, BoxSpec, Limits, Sandbox
from tests.attacks import host
from tests.attacks.attack import BREAKING, Attack, Report
from tests.attacks.conftest import CANARY, RUN
from tests.attacks.open_doors import MAY_LACK, careless, role_for
from tests.attacks.wall import ATTACKS, INSIDE

pytestmark = [pytest.mark.docker, pytest.mark.alone]
NEIGHBOUR = f"sleep 300.{os.getpid()}"
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
def boxes(sandbox: Sandbox, tmp_path_factory: Any) -> Iterator[dict[str, Box]]:
    """Boxes by role, with another one beside them."""
    with pytest.MonkeyPatch.context() as patch, ExitStack() as open_doors:
        roles = ["probe"]
        if BREAKING:
            open_doors.enter_context(careless(patch, tmp_path_factory.mktemp("host")))
            roles = ["probe", "expand"]
        made = {r: sandbox.start(BoxSpec(RUN, "v0001", r, limits=LIMITS)) for r in roles}
        made["neighbour"] = other = sandbox.start(BoxSpec(RUN, "v0002", "probe", limits=LIMITS))
        script = "for d in /tmp /dev/shm /opt /logs; do echo > $d/neighbour; done"
        other.exec(["sh", "-c", f"{script}; {NEIGHBOUR} & : attack-neighbour"], timeout=20)
        yield made
        for one in made.values():
            one.kill()


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_no_way_out(
    sandbox: Sandbox,
    boxes: dict[str, Box],
    listener: tuple[int, str],
    report: Report,
    attack: Attack,
) -> None:
    port, abstract = listener
    box = boxes[role_for(attack) if BREAKING else "probe"]
    argv = ["python3", "-I", "-c", attack.script, str(port), abstract, CANARY[::-1]]
    try:
        done = box.exec(argv, timeout=20)
    except BoxGoneError as error:
        # Whoever asks too much of gVisor's kernel ends it, and the box with it.
        if sandbox.name != "docker-gvisor" or not error.out_of_memory:
            raise
        box.kill()
        boxes["probe"] = sandbox.start(BoxSpec(RUN, "v0001", "probe", limits=LIMITS))
        report.held(attack, "the box ended")
        return
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    if BREAKING:
        if attack.name in MAY_LACK and re.search("held: (ENOSYS|ENOENT)", said):
            report.nothing_there(attack, said)
            return
        assert "BREACH" in said, f"{attack.name} fails even without {attack.stopped_by}: {said}"
        report.through(attack, said)
        return
    if "BREACH" in said and sandbox.name == "docker-gvisor":
        report.held(attack, f"reaches {INSIDE[attack.name]}")
        return
    assert "BREACH" not in said, said
    assert re.search(attack.shows, said), said
    report.held(attack, said.strip().splitlines()[-1])


def test_a_process_that_outlives_its_box_would_be_seen(
    boxes: dict[str, Box], monkeypatch: pytest.MonkeyPatch
) -> None:
    box = boxes["neighbour"]
    assert box.id in host.boxes_now()
    monkeypatch.setattr(host, "_PATIENCE", 0.3)
    assert NEIGHBOUR not in str(host.left_behind(()))
    others = {name: first for name, first in host.boxes_now().items() if name != box.id}
    monkeypatch.setattr(host, "boxes_now", lambda: others)
    told = str(host.left_behind(()))
    # Of gVisor's the program is seen that is its kernel, and names the box.
    assert NEIGHBOUR in told or box.id in told
