"""Where the Docker engine listens, and one plain question to it, without its client library.

The library takes a third of a second to load. A halt has no such time to lose.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

from common.errors import MachineryError, PrerequisiteError

START_HINT = (
    "On Debian or Ubuntu, as root: apt-get install docker.io, then `service docker start` "
    "(or `dockerd &` where there is no service manager); `make setup` does both."
)
GROUP_HINT = (
    "Run as root, or `sudo usermod -aG docker $USER` and log in again "
    "(members of that group are root in all but name)."
)
_SILENT_HINT = (
    "Boxes may still run; they end at their deadlines. Restart the engine, then say it again."
)


def engine_address() -> str:
    """Return the address of the engine: ``DOCKER_HOST``, or the usual place of its socket."""
    if named := os.environ.get("DOCKER_HOST"):
        return named
    places = [Path("/var/run/docker.sock"), Path.home() / ".docker/run/docker.sock"]
    if runtime := os.environ.get("XDG_RUNTIME_DIR"):
        places.append(Path(runtime) / "docker.sock")
    return f"unix://{next((p for p in places if p.exists()), places[0])}"


def ask(method: str, path: str, *, timeout: float) -> tuple[int, bytes]:
    """Send the engine one request without a body; return status and body of its answer.

    Args:
        method: GET, POST or DELETE.
        path: Path and query below the engine's address.
        timeout: Seconds the engine may be silent.

    Raises:
        PrerequisiteError: No engine answers, or this user may not talk to it.
        MachineryError: It takes the request and does not answer in time.
    """
    address = urlsplit(engine_address())
    if address.scheme not in {"unix", "tcp"} or os.environ.get("DOCKER_TLS_VERIFY"):
        return _ask_through_library(method, path, timeout)
    try:
        with _connect(address.path, address.hostname, address.port, timeout) as connection:
            connection.sendall(f"{method} {path} HTTP/1.0\r\nHost: engine\r\n\r\n".encode())
            answer = bytearray()
            while chunk := connection.recv(1 << 16):
                answer += chunk
    except PermissionError as error:
        raise PrerequisiteError(
            "this user may not talk to the Docker engine", GROUP_HINT
        ) from error
    except TimeoutError as error:
        raise MachineryError(
            f"the Docker engine did not answer within {timeout:g} s", _SILENT_HINT
        ) from error
    except OSError as error:
        raise PrerequisiteError("no Docker engine answers", START_HINT) from error
    head, _, body = bytes(answer).partition(b"\r\n\r\n")
    words = head.split(None, 2)
    if len(words) < 2 or not words[1].isdigit():
        raise MachineryError("what answers at the engine's address is no Docker engine")
    return int(words[1]), body


def _connect(path: str, host: str | None, port: int | None, timeout: float) -> socket.socket:
    if host:
        return socket.create_connection((host, port or 2375), timeout)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(timeout)
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        raise
    return connection


def _ask_through_library(method: str, path: str, timeout: float) -> tuple[int, bytes]:
    """Ask over TLS or SSH, which the library knows how to do."""
    from sandbox.engine import Engine, faults

    api = Engine().api
    with faults("answer"):
        answer = api.request(method, api.base_url + path, timeout=timeout)
    return answer.status_code, answer.content
