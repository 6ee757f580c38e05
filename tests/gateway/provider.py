"""An OpenAI-compatible server on loopback, for tests."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from gateway.scripted import text

Answer = tuple[int, Any] | tuple[int, Any, dict[str, str]]


class Provider:
    """An OpenAI-compatible server on loopback that answers from a list."""

    def __init__(self) -> None:
        provider = self
        self.answers: list[Answer] = [(200, text("hi"))]
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.delay = 0.0

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                provider.requests.append(json.loads(body))
                provider.keys.append(self.headers["Authorization"])
                time.sleep(provider.delay)
                place = min(len(provider.requests), len(provider.answers)) - 1
                status, answer, *headers = provider.answers[place]
                if isinstance(answer, list):
                    self.stream(answer)
                    return
                data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                for name, value in dict(*headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            def stream(self, chunks: list[Any]) -> None:
                """Send chunks as events; an event of threading among them is waited for."""
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Connection", "close")
                self.end_headers()
                head = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m"}
                for chunk in chunks:
                    if isinstance(chunk, threading.Event):
                        chunk.wait(20)
                    else:
                        self.wfile.write(b"data: " + json.dumps({**head, **chunk}).encode())
                        self.wfile.write(b"\n\n")
                        self.wfile.flush()
                self.wfile.write(b"data: [DONE]\n\n")
                self.close_connection = True

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/v1"


def complete(body: dict[str, Any]) -> dict[str, Any]:
    usage = {"prompt_tokens": 11, "completion_tokens": 4, "total_tokens": 15}
    head = {"id": "x", "object": "chat.completion", "created": 1, "model": "m"}
    return {**head, **body, "usage": usage}
