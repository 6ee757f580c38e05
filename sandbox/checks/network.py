"""What a box has not: a network."""

from __future__ import annotations

import secrets
import socket

from sandbox.checks.ground import Ground
from sandbox.checks.model import checks, expect, expect_same

_DIAL = "import socket; socket.create_connection(({!r}, {}), 3); print('connected')"
_REFUSED = (
    "unreachable",
    "refused",
    "no route",
    "not permitted",
    "cannot assign",
    "resolution",
    "not known",
)


def only_loopback(ground: Ground) -> None:
    """The only network interface is loopback."""
    found = ground.python("import socket; print([name for _, name in socket.if_nameindex()])")
    expect_same(found.strip(), "['lo']")


def no_way_to_the_internet(ground: Ground) -> None:
    """No address outside can be reached, by TCP or by UDP."""
    _fails(ground, _DIAL.format("1.1.1.1", 53))
    _fails(ground, _DIAL.format("2606:4700:4700::1111", 53))
    datagram = "import socket; s = socket.socket(2, 2); s.sendto(b'x', ('1.1.1.1', 53)); print(1)"
    _fails(ground, datagram)


def no_metadata_service(ground: Ground) -> None:
    """The metadata service of cloud machines cannot be reached."""
    _fails(ground, _DIAL.format("169.254.169.254", 80))


def no_names(ground: Ground) -> None:
    """No name is resolved."""
    _fails(ground, _DIAL.format("example.org", 80))


def no_raw_sockets(ground: Ground) -> None:
    """A command cannot open a raw or a packet socket."""
    for family, kind in ((2, 3), (17, 3)):
        found = ground.python(f"import socket; socket.socket({family}, {kind}); print('open')")
        expect("open" not in found, found)


def host_loopback_is_another(ground: Ground) -> None:
    """What listens on the host's loopback cannot be reached."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        _fails(ground, _DIAL.format("127.0.0.1", server.getsockname()[1]))


def host_abstract_sockets_are_others(ground: Ground) -> None:
    """Sockets that the host names without a file cannot be reached."""
    name = f"arboretum-{secrets.token_hex(6)}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"\0{name}")
        server.listen()
        dial = f"import socket; socket.socket(1).connect('\\0{name}'); print('connected')"
        _fails(ground, dial)


def loopback_works(ground: Ground) -> None:
    """Loopback inside the box works: the model is reached over it."""
    code = (
        "import socket\nserver = socket.create_server(('127.0.0.1', 0))\n"
        "client = socket.create_connection(server.getsockname())\n"
        "server.accept()[0].sendall(b'heard'); print(client.recv(9).decode())"
    )
    expect_same(ground.python(code).strip(), "heard")


def _fails(ground: Ground, code: str) -> None:
    found = ground.python(code).strip().splitlines()[-1].lower()
    expect("error" in found and any(word in found for word in _REFUSED), found)


CHECKS = checks(
    "isolation",
    only_loopback,
    no_way_to_the_internet,
    no_metadata_service,
    no_names,
    no_raw_sockets,
    host_loopback_is_another,
    host_abstract_sockets_are_others,
    loopback_works,
)
