"""The console in a browser, over real HTTP and a real websocket on loopback."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest

from tests.tui.console_grove import Grove

ROOT = Path(__file__).resolve().parents[2]
PATH = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])


@pytest.fixture
def address(grove: Grove) -> Iterator[str]:
    """A served console of the demo run; its address with the token."""
    command = [sys.executable, "-m", "cli.main", "tui", "demo", "--web"]
    process = subprocess.Popen(
        [*command, "--runs", str(grove.folder.path.parent)],
        env={**os.environ, "PYTHONPATH": PATH, "TEXTUAL_ANIMATIONS": "none"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    found = re.search(r"http://\S+", process.stdout.readline())
    assert found is not None
    yield found[0]
    process.send_signal(signal.SIGINT)
    assert process.wait(30) is not None


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


async def status_of(session: aiohttp.ClientSession, url: str, **headers: str) -> int:
    async with session.get(url, headers=headers) as answer:
        return answer.status


async def open_socket(session: aiohttp.ClientSession, url: str, **headers: str) -> int:
    try:
        async with session.ws_connect(url, headers=headers):
            return 101
    except aiohttp.WSServerHandshakeError as error:
        return error.status


async def test_without_the_token_or_from_elsewhere_nothing_answers(address: str) -> None:
    here = origin_of(address)
    port = urlsplit(address).port
    async with aiohttp.ClientSession() as session:
        assert await status_of(session, address) == 200
        assert await status_of(session, address, Origin=here) == 200
        for path in ("/", "/ws", "/static/js/textual.js", "/wrong-token/", "//", "/%2e%2e/"):
            assert await status_of(session, here + path) == 403, path
        for host in (f"evil.example:{port}", "evil.example", f"localhost:{port}", "127.0.0.1"):
            assert await status_of(session, address, Host=host) == 403, host
        for origin in ("http://evil.example", "null", f"https://127.0.0.1:{port}"):
            assert await status_of(session, address, Origin=origin) == 403, origin
            assert await open_socket(session, address + "ws", Origin=origin) == 403
        assert await open_socket(session, address + "ws") == 403
        assert await open_socket(session, here + "/ws", Origin=here) == 403
        async with session.get(address) as page:
            assert "default-src 'self'" in page.headers["Content-Security-Policy"]
            assert page.headers["Referrer-Policy"] == "no-referrer"
            assert f"{address.replace('http', 'ws', 1)}ws" in await page.text()


async def test_the_same_console_is_drawn_and_takes_keys(address: str) -> None:
    drawn = b""

    async def until(socket: aiohttp.ClientWebSocketResponse, word: bytes) -> None:
        nonlocal drawn
        end = time.monotonic() + 90
        while word not in drawn and time.monotonic() < end:
            message = await socket.receive(timeout=90)
            drawn += message.data if isinstance(message.data, bytes) else b""
        assert word in drawn

    url = f"{address}ws?width=140&height=45"
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(url, origin=origin_of(address)) as socket,
    ):
        await until(socket, b"v0004")
        await socket.send_json(["stdin", "?"])
        await until(socket, b"Keys of this screen")


async def test_only_loopback_is_listened_on(address: str) -> None:
    parts = urlsplit(address)
    assert parts.hostname == "127.0.0.1"
    with pytest.raises(OSError, match=r"refused|Connect"):
        await asyncio.open_connection("127.0.0.2", parts.port)
    assert len(parts.path.strip("/")) >= 40
