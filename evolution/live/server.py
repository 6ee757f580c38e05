"""The engine's socket: it answers questions on running boxes and changes nothing.

Halts and pauses go by the file of orders, which works when the engine hangs. Each client has a
thread of its own; a client that does not read delays itself alone.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from common.errors import ArboretumError
from evolution.live.lookout import Lookout
from evolution.live.place import SOCKET_NAME, short_path
from evolution.live.rows import told

_CLIENTS = 16
_QUESTION_BYTES = 4096
_PATIENCE = 10.0
"""Seconds that a client may take to ask or to read."""
_BEAT_SECONDS = 1.0
_log = logging.getLogger(__name__)


class LiveServer:
    """Serves ``engine.sock`` in a run's folder.

    Args:
        folder: The run's folder.
        lookout: Answers.
        user: The only user id that is answered.
    """

    def __init__(self, folder: Path, lookout: Lookout, user: int | None = None) -> None:
        self._folder = folder
        self._lookout = lookout
        self._user = os.geteuid() if user is None else user
        self._done = threading.Event()
        self._places = threading.Semaphore(_CLIENTS)

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Serve while the block runs; without a socket where the folder cannot hold one."""
        listener = self._bind()
        if listener is None:
            yield
            return
        thread = threading.Thread(target=self._accept, args=(listener,), name="live", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._done.set()
            with suppress(OSError):
                (self._folder / SOCKET_NAME).unlink()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            thread.join(2)
            listener.close()

    def _bind(self) -> socket.socket | None:
        """Return the listening socket; one that a dead engine left is replaced.

        The caller holds the run's lock, so no living engine has one here.
        """
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            (self._folder / SOCKET_NAME).unlink(missing_ok=True)
            with short_path(self._folder) as path:
                listener.bind(path)
                os.chmod(path, 0o600)  # noqa: PTH101
            # Until here nobody could connect.
            listener.listen(_CLIENTS)
        except OSError as error:
            listener.close()
            _log.warning("no %s, so nobody can watch the boxes live: %s", SOCKET_NAME, error)
            return None
        return listener

    def _accept(self, listener: socket.socket) -> None:
        while not self._done.is_set():
            try:
                client, _ = listener.accept()
            except OSError:
                return
            if peer_user(client) != self._user or not self._places.acquire(blocking=False):
                client.close()
                continue
            threading.Thread(
                target=self._attend, args=(client,), name="live-client", daemon=True
            ).start()

    def _attend(self, client: socket.socket) -> None:
        try:
            with client:
                client.settimeout(_PATIENCE)
                self._answer(client)
        except OSError:
            # It went away, or did not read.
            return
        finally:
            self._places.release()

    def _answer(self, client: socket.socket) -> None:
        asked = _question(client)
        if asked.get("ask") == "boxes":
            _send(client, self._boxes())
            while asked.get("follow") is True and not self._done.wait(_BEAT_SECONDS):
                _send(client, self._boxes())
        elif asked.get("ask") == "tail":
            _send(client, self._tail(asked))
        else:
            _send(client, {"error": "Ask for boxes or for a tail."})

    def _boxes(self) -> dict[str, Any]:
        try:
            return told(self._lookout.look())
        except ArboretumError as error:
            return {"error": error.message}

    def _tail(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        position = asked.get("after")
        found = self._lookout.tail(
            str(asked.get("box")), position if isinstance(position, int) else -1
        )
        return {"error": "There is no such box any more."} if found is None else told(found)


def peer_user(client: socket.socket) -> int:
    """Return the user id of the process at the other end, as the kernel says."""
    size = struct.calcsize("3i")
    _pid, user, _group = struct.unpack(
        "3i", client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    )
    return int(user)


def _question(client: socket.socket) -> Mapping[str, Any]:
    data = b""
    while not data.endswith(b"\n") and len(data) < _QUESTION_BYTES:
        more = client.recv(_QUESTION_BYTES - len(data))
        if not more:
            break
        data += more
    try:
        asked = json.loads(data)
    except ValueError:
        return {}
    return asked if isinstance(asked, dict) else {}


def _send(client: socket.socket, value: Mapping[str, Any]) -> None:
    client.sendall(json.dumps(value).encode() + b"\n")
