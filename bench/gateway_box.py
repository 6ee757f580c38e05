"""Runs inside a box: times calls to a bare server and to the relay, in turn. Standard library."""

import http.client
import json
import statistics
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CHAT = "/v1/chat/completions"
MESSAGE = {"role": "assistant", "content": "An answer of a few words."}
PLAIN = json.dumps({"choices": [{"message": MESSAGE}], "usage": {"total_tokens": 9}}).encode()


class Bare(BaseHTTPRequestHandler):
    """Reads the request and answers at once."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(PLAIN)))
        self._headers_buffer.append(b"\r\n" + PLAIN)
        self.flush_headers()

    def log_message(self, *words):
        """Say nothing."""


def call(connection, token, body):
    began = time.perf_counter()
    connection.request("POST", CHAT, body, {"Authorization": f"Bearer {token}"})
    response = connection.getresponse()
    answer = response.read()
    if response.status != 200 or not answer:
        raise SystemExit(f"{response.status}: {answer[:300]!r}")
    return 1000 * (time.perf_counter() - began)


def main():
    bare_port, relay_port, token, calls, *sizes = sys.argv[1:]
    server = ThreadingHTTPServer(("127.0.0.1", int(bare_port)), Bare)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ports = {"bare": int(bare_port), "gateway": int(relay_port)}
    links = {name: http.client.HTTPConnection("127.0.0.1", p) for name, p in ports.items()}
    rows = []
    for size in map(int, sizes):
        # As an agent's conversation: many turns, of which the last is new with every call.
        turns, long = max(1, size // 2000), min(2000, size)
        for kind in ("plain", "streamed", "fresh"):
            times = {"bare": [], "gateway": []}
            for number in range(int(calls) + 5):
                said = (str(number) if kind == "fresh" else "").ljust(long, "x")
                messages = [{"role": "user", "content": said}] * turns
                messages = [*messages, {"role": "user", "content": str(number)}]
                body = json.dumps({"messages": messages, "stream": kind == "streamed"})
                for name, link in links.items():
                    times[name].append(call(link, token, body))
            median = {name: statistics.median(found[5:]) for name, found in times.items()}
            rows.append({"bytes": size, "kind": kind, "calls": int(calls)})
            rows[-1] |= {f"{name}_ms": value for name, value in median.items()}
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
