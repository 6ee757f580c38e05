"""Runs inside a box: HTTP on loopback, frames on stdout and back on stdin, until stdin ends.

Standard library only. It judges nothing: the host checks the token, the path and the body.
"""

import contextlib
import fcntl
import itertools
import json
import os
import queue
import struct
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MAX_BODY = 8 << 20
SIZES = struct.Struct(">II")
Parts = queue.SimpleQueue[tuple[dict[str, Any], bytes]]


class Host:
    """The other end: sends requests out, hands replies to the threads that wait for them."""

    def __init__(self) -> None:
        self._ids = itertools.count(1)
        self._lock = threading.Lock()
        self._waiting: dict[int, Parts] = {}
        self._last = b""

    def send(self, header: dict[str, Any], body: bytes = b"") -> None:
        """Write one frame."""
        head = json.dumps(header).encode()
        sys.stdout.buffer.write(SIZES.pack(len(head), len(body)) + head + body)
        sys.stdout.buffer.flush()

    def ask(self, header: dict[str, Any], body: bytes) -> Parts:
        """Send a request, without what it begins with as the one before did."""
        number = next(self._ids)
        parts = self._waiting[number] = queue.SimpleQueue()
        with self._lock:
            same = shared_start(self._last, body)
            self._last = body
            self.send({"kind": "request", "id": number, "same": same, **header}, body[same:])
        return parts

    def listen(self) -> None:
        """Read replies until stdin ends."""
        source = sys.stdin.buffer
        while sizes := source.read(SIZES.size):
            head_size, body_size = SIZES.unpack(sizes)
            head = json.loads(source.read(head_size))
            number = head["id"]
            parts = self._waiting[number] if head["more"] else self._waiting.pop(number)
            parts.put((head, source.read(body_size)))


def shared_start(one: bytes, other: bytes) -> int:
    """Return how many bytes two texts have in common at their beginning."""
    same = 0
    for step in (1 << 14, 1 << 7, 1):
        while same + step <= len(one) and other.startswith(one[same : same + step], same):
            same += step
    return same


class Handler(BaseHTTPRequestHandler):
    """One connection from the agent, kept open; silent, since stderr is the engine's."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    host: Host

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._relay
        raise AttributeError(name)

    def _relay(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if self.headers.get("Transfer-Encoding") or not length.isdecimal():
            self._refuse(411, "length_required", "Send the body with a Content-Length.")
        elif len(length) > 9 or int(length) > MAX_BODY:
            message = f"The request is larger than {MAX_BODY >> 20} MiB."
            self._refuse(413, "request_too_large", message)
        else:
            header = {"method": self.command[:16], "path": self.path[:1024]}
            header["authorization"] = self.headers.get("Authorization", "")[:512]
            parts = self.host.ask(header, self.rfile.read(int(length)))
            head, body = parts.get()
            if head["more"]:
                self._stream(head, parts)
            else:
                self._answer(head["status"], body, head["headers"])

    def _refuse(self, status: int, code: str, message: str) -> None:
        self.close_connection = True
        kind = {"type": "invalid_request_error", "param": None, "code": code}
        self._answer(status, json.dumps({"error": {"message": message, **kind}}).encode(), {})
        # Closing while bytes are unread would reset the connection and lose the answer.
        self.connection.settimeout(2)
        while self.rfile.read1(1 << 16):
            pass

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        headers = {"Content-Type": "application/json", **headers, "Content-Length": str(len(body))}
        if self.close_connection:
            headers["Connection"] = "close"
        self._begin(status, headers, body)

    def _begin(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self._headers_buffer.append(b"\r\n" + body)
        self.flush_headers()

    def _stream(self, head: dict[str, Any], parts: Parts) -> None:
        chunked = self.request_version != "HTTP/1.0"
        self.close_connection = self.close_connection or not chunked
        framing = {"Transfer-Encoding": "chunked"} if chunked else {"Connection": "close"}
        self._begin(head["status"], {**head["headers"], **framing}, b"")
        more = True
        while more:
            head, body = parts.get()
            more = head["more"]
            if chunked and (body or not more):
                body = b"%x\r\n%b\r\n" % (len(body), body)
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Silent when an agent hangs up."""

    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing."""


def main() -> None:
    """Serve until the host closes stdin."""
    with contextlib.suppress(OSError):
        fcntl.fcntl(sys.stdout.fileno(), 1031, 1 << 20)  # F_SETPIPE_SZ: long prompts wait for none
    Handler.host = host = Host()
    server = Server(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8089), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host.send({"kind": "ready", "port": server.server_address[1]})
    host.listen()
    os._exit(0)


if __name__ == "__main__":
    main()
