"""Boxes of break mode: made as an engine makes containers that nobody thought about.

Two kinds, for no box can be careless in every way at once. One shares the host's network. The other
shares a network in which what the attacks look for is really there (a resolver, the metadata
address, the internet), and the shared memory of whoever runs these services.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sandbox import docker, docker_link
from sandbox.engine import Engine
from sandbox.profile import container_config
from tests.attacks.attack import Attack
from tests.attacks.conftest import CANARY, RUN

NEXT_DOOR = {"dns", "metadata address", "the internet", "ipv6", "neighbours"}
"""The attacks that are tried in the second kind of box."""

MAY_LACK = {"kernel module", "bpf", "performance events", "keyring", "fault handler", "sysrq"}
"""The attacks on parts that a kernel may have been built without."""

_CAPABILITIES = ["SYS_ADMIN", "SYS_PTRACE", "SYS_MODULE", "SYSLOG", "NET_RAW"]

# Gives its loopback device the addresses that the attacks know, and answers there.
_WORLD = r"""
import fcntl, socket, struct, threading

def ioctl(family, request):
    with socket.socket(family, socket.SOCK_DGRAM) as made:
        fcntl.ioctl(made, 0x8916, request)

for number, address in enumerate(("169.254.169.254", "1.1.1.1")):
    name = f"lo:{number}".encode()
    ioctl(socket.AF_INET, struct.pack("16sHH4s8x", name, socket.AF_INET, 0,
                                      socket.inet_aton(address)))
six = socket.inet_pton(socket.AF_INET6, "2606:4700:4700::1111")
ioctl(socket.AF_INET6, struct.pack("16sIi", six, 128, socket.if_nametoindex("lo")))

def resolve():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as names:
        names.bind(("127.0.0.1", 53))
        while True:
            asked, sender = names.recvfrom(512)
            end = asked.index(b"\0", 12) + 5
            kind = asked[end - 4:end - 2]
            found = b"\xc0\x0c" + kind + b"\0\1\0\0\0\1\0\4\xc0\0\2\1" if kind == b"\0\1" else b""
            counts = struct.pack(">HHHHH", 0x8180, 1, bool(found), 0, 0)
            names.sendto(asked[:2] + counts + asked[12:end] + found, sender)

threading.Thread(target=resolve, daemon=True).start()
open("/dev/shm/neighbour", "w").close()
web = socket.create_server(("", 80))
secure = socket.create_server(("::", 443), family=socket.AF_INET6, dualstack_ipv6=True)
print("ready", flush=True)
threading.Event().wait()
"""


@contextmanager
def careless(patch: pytest.MonkeyPatch, folder: Path) -> Iterator[str]:
    """Make every box from now on careless; yield the id of the world's container.

    A box whose role is "expand" is next door to the world, any other on the host's network.
    """
    (folder / "env").write_text(f"CANARY_API_KEY={CANARY}\n")
    with _world() as world:

        def weak(api: Any, spec: Any, *rest: Any) -> dict[str, Any]:
            config = container_config(api, spec, *rest[:3])
            host = config["host_config"]
            for key in ("CapDrop", "PidsLimit", "Ulimits", "Dns", "DnsSearch"):
                host.pop(key, None)
            next_door = spec.role == "expand"
            host |= {
                "NetworkMode": f"container:{world}" if next_door else "host",
                "IpcMode": f"container:{world}" if next_door else "private",
                "CapAdd": _CAPABILITIES,
                "SecurityOpt": ["seccomp=unconfined"],
                "MaskedPaths": [],
                "ReadonlyPaths": [],
                "ReadonlyRootfs": False,
                "Tmpfs": dict.fromkeys(host["Tmpfs"], "rw,mode=1777"),
                "Devices": [_device("/dev/kmsg")],
                "Binds": [f"{folder}:/host:ro", *(f"{path}:{path}" for path in _shared())],
            }
            if next_door:
                host.pop("ShmSize", None)
            config.pop("hostname")
            return {**config, "user": "0:0"}

        patch.setattr(docker, "container_config", weak)
        patch.setattr(docker_link, "USER", "0:0")
        yield world


def _device(path: str) -> dict[str, str]:
    return {"PathOnHost": path, "PathInContainer": path, "CgroupPermissions": "rwm"}


def _shared() -> list[str]:
    """Return paths of the host that are in every careless box; the engine would make others."""
    return [path for path in ("/sys/fs/cgroup", "/var/run/docker.sock") if Path(path).exists()]


@contextmanager
def _world() -> Iterator[str]:
    api = Engine().api
    image = next(i["Id"] for i in api.images("arboretum-base"))
    made = api.create_container(
        image,
        entrypoint=["python3", "-I", "-c", _WORLD],
        labels={"arboretum.run": RUN},
        host_config=api.create_host_config(
            network_mode="none",
            ipc_mode="shareable",
            cap_add=["NET_ADMIN"],
            dns=["127.0.0.1"],
            dns_search=["."],
            sysctls={"net.ipv6.conf.all.disable_ipv6": "0"},
        ),
    )["Id"]
    try:
        api.start(made)
        said = next(iter(api.logs(made, stream=True, follow=True)))
        assert said.strip() == b"ready", said
        yield made
    finally:
        api.remove_container(made, force=True)


def role_for(attack: Attack) -> str:
    """Return the role of the box in which break mode tries an attack."""
    return "expand" if attack.name in NEXT_DOOR else "probe"
