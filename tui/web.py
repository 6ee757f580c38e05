"""The console in a browser on the same machine, by ``textual-serve``, behind a token.

Who reaches the console can halt, launch and check out. So the server listens on loopback alone,
everything lies below a random path, and a request is refused unless it names this server as its
host and, where it tells an origin, comes from a page of this server. A page elsewhere can reach
loopback through a visitor's browser, also under a name of its own (DNS rebinding); it knows neither
the path nor can it choose these headers.
"""

from __future__ import annotations

import hmac
import secrets
import shlex
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from common.errors import PrerequisiteError
from evolution.run import open_run
from tui.launching import program

if TYPE_CHECKING:
    from aiohttp import web
    from aiohttp.typedefs import Handler, Middleware

LOOPBACK = "127.0.0.1"
_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self' ws://{host}; "
    "frame-ancestors 'none'"
)


def serve(run: str | None, runs_root: Path, port: int = 0) -> None:
    """Serve the console until Ctrl-C; the address is printed.

    Each page that is opened has a console of its own; the engine is not touched when it closes.

    Args:
        run: A run to open at once, or ``None`` for the list of runs.
        runs_root: The folder that holds the runs.
        port: Where to listen; 0 takes any free port.

    Raises:
        UsageError: There is no such run.
        PrerequisiteError: The extra ``web`` is not installed, or the port is taken.
    """
    if run is not None:
        open_run(runs_root, run)
    try:
        import textual_serve.server  # noqa: F401
        from aiohttp import web
    except ImportError as error:
        raise PrerequisiteError(
            "The console in a browser needs textual-serve.", "Install it: pip install '.[web]'"
        ) from error
    listening = _listen(port)
    host = f"{LOOPBACK}:{listening.getsockname()[1]}"
    token = secrets.token_urlsafe(32)
    words = [*program(), "tui", *([run] if run else []), "--display", "full"]
    command = shlex.join([*words, "--runs", str(runs_root.resolve())])
    sys.stdout.write(f"The console is at http://{host}/{token}/\n")
    sys.stdout.write("Whoever has this address can steer it. Ctrl-C ends it; engines go on.\n")
    sys.stdout.flush()
    web.run_app(
        make_server(command, host, token), sock=listening, print=lambda *_: None, access_log=None
    )


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
        # From here on a browser may come, though its answer takes until the server runs.
        listening.listen()
    except OSError as error:
        listening.close()
        raise PrerequisiteError(
            f"Port {port} cannot be listened on: {error.strerror}.", "Choose another with --port."
        ) from error
    return listening


async def make_server(command: str, host: str, token: str) -> web.Application:
    """Return the guarded server.

    Args:
        command: Starts one console; its words are quoted for a shell.
        host: Where it listens, as ``address:port``.
        token: The path below which everything lies.
    """
    from aiohttp import web
    from textual_serve.server import Server

    class Quiet(Server):
        """The same without its banner."""

        async def on_startup(self, app: web.Application) -> None:
            """Say nothing."""

    address, _, port = host.partition(":")
    inner = await Quiet(command, address, int(port), title="Arboretum")._make_app()
    guarded = web.Application(middlewares=[_guard(host, token)])
    guarded.add_subapp(f"/{token}", inner)
    return guarded


def _guard(host: str, token: str) -> Middleware:
    """Return what every request passes first."""
    from aiohttp import web

    def may_pass(request: web.Request) -> bool:
        known = request.path.split("/")[1] if request.path.startswith("/") else ""
        if not hmac.compare_digest(known.encode(), token.encode()):
            return False
        if request.headers.getall("Host", []) != [host]:
            return False
        origins = request.headers.getall("Origin", [])
        sockets = request.headers.get("Upgrade", "").lower() == "websocket"
        return origins == [f"http://{host}"] or (not origins and not sockets)

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not may_pass(request):
            # The same for every reason: it tells nobody which part was wrong.
            raise web.HTTPForbidden(text="Open the address that arboretum printed.\n")
        response = await handler(request)
        if not response.prepared:
            response.headers["Content-Security-Policy"] = _POLICY.format(host=host)
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["Cache-Control"] = "no-store"
        return response

    return guard
