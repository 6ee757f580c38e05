from __future__ import annotations

import contextlib
import http.client
import json
import runpy
import statistics
import struct
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.errors import BoxGoneError, MachineryError
from common.files import File
from gateway import refusal
from gateway.api import Caps, Reply
from gateway.relay import RELAY_COMMAND, RELAY_PORT, relay_source
from gateway.scripted import ScriptedModel, text
from gateway.session import Session
from gateway.wire import MAX_BODY, MAX_HEADER, FrameReader, Request, WireError, reply_frame
from tests.gateway.support import CHAT, HELLO, Pipes, bearer, open_session, post

if TYPE_CHECKING:
    from sandbox.docker import DockerSandbox

BODY = json.dumps({"messages": HELLO}).encode()


def frame(header: Any, body: bytes = b"") -> bytes:
    head = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack(">II", len(head), len(body)) + head + body


def request_header(**other: Any) -> dict[str, Any]:
    asked = {"kind": "request", "id": 1, "same": 0, "method": "POST", "path": CHAT}
    return asked | {"authorization": ""} | other


class Canned:
    """A stream whose box says a fixed thing, a few bytes at a time."""

    def __init__(self, data: bytes, step: int = 7) -> None:
        self._data = data
        self._step = step
        self.written = b""
        self.closed = False

    def read(self, size: int) -> bytes:
        count = min(size, self._step)
        taken, self._data = self._data[:count], self._data[count:]
        return taken

    def write(self, data: bytes) -> None:
        self.written += data

    def close(self) -> None:
        self.closed = True


def served(session: Session, stream: Any) -> Session:
    session.serve(stream)
    deadline = time.monotonic() + 10
    while session.ended is None and time.monotonic() < deadline:
        time.sleep(0.002)
    return session


@pytest.fixture
def session() -> Iterator[Session]:
    made = open_session(ScriptedModel(["hi"]), Caps(calls=1000))
    yield made
    made.close()


def serve_locally(session: Session) -> int:
    session.serve(Pipes())
    session.wait_ready(10)
    assert session.port
    return session.port


def test_an_agent_reaches_the_model_over_pipes(session: Session):
    port = serve_locally(session)
    status, body = post(port, session.token, BODY)
    assert (status, body["choices"][0]["message"]["content"]) == (200, "hi")
    assert post(port, "wrong", BODY)[0] == 401
    assert post(port, session.token, BODY, "/v1/files")[0] == 404
    session.revoke()
    assert post(port, session.token, BODY)[0] == 401


def test_the_relay_needs_the_standard_library_only_and_is_short():
    source = relay_source().decode()
    assert "gateway" not in source
    assert source.count("\n") < 160


def test_large_requests_pass_and_larger_ones_get_413(session: Session):
    port = serve_locally(session)
    large = json.dumps({"messages": [{"role": "user", "content": "x" * (4 << 20)}]}).encode()
    assert post(port, session.token, large)[0] == 200
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("POST", CHAT)
    connection.putheader("Content-Length", str(MAX_BODY + 1))
    connection.endheaders()
    response = connection.getresponse()
    told = response.status, json.loads(response.read())
    connection.close()
    assert told == (413, refusal.too_large(MAX_BODY).error)
    assert told[1]["error"]["code"] == "request_too_large"
    assert post(port, session.token, b"x" * (MAX_BODY + 1)) == told


def test_methods_and_framing_that_are_not_served(session: Session):
    port = serve_locally(session)
    url = f"http://127.0.0.1:{port}{CHAT}"
    deleting = urllib.request.Request(url, method="DELETE", headers=bearer(session))
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(deleting, timeout=10)
    assert refused.value.code == 405
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", CHAT, iter([BODY]), bearer(session), encode_chunked=True)
    response = connection.getresponse()
    assert response.status == 411
    assert json.loads(response.read())["error"] == {
        "message": "Send the body with a Content-Length.",
        "type": "invalid_request_error",
        "param": None,
        "code": "length_required",
    }
    connection.close()


class Slow:
    """Notes how many calls run at the same time, and which answer belongs to which."""

    name = "slow"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now = self.most = 0

    def complete(self, request: Mapping[str, Any]) -> dict[str, Any]:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        time.sleep(0.03)
        with self._lock:
            self._now -= 1
        return text(f"re: {request['messages'][0]['content']}")


def test_several_requests_are_in_flight_at_once_and_never_mixed_up():
    model = Slow()
    session = open_session(model)
    port = serve_locally(session)
    answers: dict[str, str] = {}

    def ask(name: str) -> None:
        body = json.dumps({"messages": [{"role": "user", "content": name}]}).encode()
        answers[name] = post(port, session.token, body)[1]["choices"][0]["message"]["content"]

    threads = [threading.Thread(target=ask, args=(f"n{i}",)) for i in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    session.close()
    assert answers == {f"n{i}": f"re: n{i}" for i in range(16)}
    assert 2 <= model.most <= 4


def test_the_relay_ends_with_its_host(session: Session):
    pipes = Pipes()
    session.serve(pipes)
    session.wait_ready(10)
    assert pipes.process.stdin
    pipes.process.stdin.close()
    assert pipes.process.wait(5) == 0


def test_a_dead_relay_ends_the_session_with_a_reason(session: Session):
    session.serve(pipes := Pipes())
    session.wait_ready(10)
    pipes.process.kill()
    served_until = time.monotonic() + 5
    while session.ended is None and time.monotonic() < served_until:
        time.sleep(0.01)
    assert session.ended == "the box closed the stream"


def test_a_relay_that_does_not_start_is_told(session: Session):
    session.serve(Pipes("-c", "raise SystemExit(3)"))
    with pytest.raises(MachineryError, match="did not start: the box closed the stream"):
        session.wait_ready(10)
    silent = open_session(ScriptedModel(["hi"]))
    silent.serve(Pipes("-c", "import time; time.sleep(60)"))
    with pytest.raises(MachineryError, match="did not start within"):
        silent.wait_ready(0.05)
    silent.close()
    assert silent.ended == "closed by the host"


@pytest.mark.parametrize(
    "data",
    [
        b"hello, this is no frame",
        struct.pack(">II", MAX_HEADER + 1, 0),
        struct.pack(">II", 2, MAX_BODY + 1),
        struct.pack(">II", 0xFFFFFFFF, 0xFFFFFFFF),
    ],
)
def test_an_oversized_frame_is_refused_by_its_claim(session: Session, data: bytes):
    ended = served(session, Canned(data)).ended
    assert ended == "the box broke the protocol: a frame is larger than allowed"


def test_a_body_is_no_larger_for_being_put_together():
    data = frame(request_header(), b"x" * MAX_BODY)
    data += frame(request_header(same=MAX_BODY)) + frame(request_header(same=MAX_BODY), b"x")
    reader = FrameReader(Canned(data, 64 << 10).read)
    for _ in range(2):
        assert isinstance(whole := reader.next(), Request)
        assert len(whole.body) == MAX_BODY
    with pytest.raises(WireError, match="larger than allowed"):
        reader.next()


class Broken(Canned):
    def read(self, size: int) -> bytes:
        if data := super().read(size):
            return data
        raise BoxGoneError("the box was killed")

    def write(self, data: bytes) -> None:
        raise BoxGoneError("the box was killed")


def test_a_box_that_goes_away_ends_the_session_quietly(session: Session):
    assert served(session, Broken(b"")).ended == "the stream broke: the box was killed"
    other = open_session(ScriptedModel(["hi"]))
    header = request_header(authorization=f"Bearer {other.token}")
    assert "the box was killed" in str(served(other, Broken(frame(header, BODY), 1000)).ended)
    other.close()


@pytest.mark.parametrize(
    "data",
    [
        frame(b"not json"),
        frame(b"[" * 8000),
        frame([]),
        frame({"kind": "reply"}),
        frame({"kind": "ready", "port": "8089"}),
        frame(request_header(id=-1)),
        frame(request_header(id=True)),
        frame(request_header(method="x" * 17)),
        frame(request_header(path=5)),
        frame(request_header(authorization="x" * 600)),
        frame(request_header(), b"body")[:-2],
        frame(request_header(same=1)),
        frame(request_header(same=-1), b"body"),
        b"\0",
    ],
)
def test_hostile_frames_end_the_session_with_a_reason(session: Session, data: bytes):
    stream = Canned(data)
    assert served(session, stream).ended is not None
    assert str(session.ended).startswith("the box broke the protocol: ")
    assert stream.closed
    assert session.failure is None


@given(st.binary(max_size=200), st.integers(1, 50))
@settings(max_examples=200)
def test_any_bytes_are_frames_or_a_wire_error(data: bytes, step: int):
    reader = FrameReader(Canned(data, step).read)
    with contextlib.suppress(WireError):
        while reader.next() is not None:
            pass


@given(st.lists(st.tuples(st.integers(0, 2**53 - 1), st.binary(max_size=300)), max_size=4))
@settings(max_examples=50)
def test_frames_survive_any_cut(requests: list[tuple[int, bytes]]):
    data = b"".join(frame(request_header(id=i), body) for i, body in requests)
    reader = FrameReader(Canned(data, 3).read)
    for number, body in requests:
        assert reader.next() == Request(number, "POST", CHAT, "", body)
    assert reader.next() is None


@given(st.lists(st.binary(max_size=40), max_size=3), st.lists(st.integers(0, 3), max_size=6))
@settings(max_examples=200)
def test_what_two_requests_share_is_sent_once(parts: list[bytes], picks: list[int]):
    bodies = [b"".join(parts[:pick]) + bytes([pick]) * 300 * pick for pick in picks]
    relay = runpy.run_path("gateway/relay_box.py")
    sent, last = b"", b""
    for body in bodies:
        same = relay["shared_start"](last, body)
        assert last[:same] == body[:same]
        assert last[same : same + 1] != body[same : same + 1] or last == body
        sent += frame(request_header(same=same), body[same:])
        last = body
    reader = FrameReader(Canned(sent, 50).read)
    for body in bodies:
        assert reader.next() == Request(1, "POST", CHAT, "", body)


def test_a_conversation_is_not_sent_again_with_each_call(session: Session):
    pipes = Pipes()
    count = 0

    class Counted:
        def read(self, size: int) -> bytes:
            nonlocal count
            data = pipes.read(size)
            count += len(data)
            return data

        write, close = pipes.write, pipes.close

    session.serve(Counted())
    session.wait_ready(10)
    assert session.port
    for number in range(10):
        said = [{"role": "user", "content": "x" * 50_000}, {"role": "user", "content": str(number)}]
        assert post(session.port, session.token, json.dumps({"messages": said}).encode())[0] == 200
    assert count < 60_000


def test_a_claimed_size_alone_takes_no_memory():
    asked: list[int] = []

    def read(size: int) -> bytes:
        asked.append(size)
        return struct.pack(">II", 2, MAX_BODY) if len(asked) == 1 else b""

    with pytest.raises(WireError):
        FrameReader(read).next()
    assert max(asked) <= 64 << 10


class Stuck:
    """Answers nobody before it is released."""

    name = "stuck"

    def __init__(self) -> None:
        self.release = threading.Event()

    def complete(self, request: Mapping[str, Any]) -> dict[str, Any]:
        self.release.wait(20)
        return text("late")


def test_a_flood_waits_in_the_box():
    model = Stuck()
    session = open_session(model)
    header = request_header(authorization=f"Bearer {session.token}")
    flood = b"".join(frame({**header, "id": i}, BODY) for i in range(500))
    stream = Canned(flood, 64 << 10)
    threads = threading.active_count()
    session.serve(stream)
    time.sleep(0.2)
    assert session.usage.calls == 4
    assert threading.active_count() <= threads + 5
    model.release.set()
    session.close()


def test_the_end_is_seen_while_all_are_being_answered():
    model = Stuck()
    session = open_session(model)
    header = request_header(authorization=f"Bearer {session.token}")
    four = b"".join(frame({**header, "id": i}, BODY) for i in range(4))
    assert served(session, Canned(four, 64 << 10)).ended == "the box closed the stream"
    assert session.usage.calls == 4
    model.release.set()
    session.close()


def test_a_reply_frame_is_what_the_relay_reads():
    data = reply_frame(7, Reply(429, b"{}"))
    head, body = struct.unpack(">II", data[:8])
    told = json.loads(data[8 : 8 + head])
    assert told == {"id": 7, "status": 429, "headers": {}, "more": False}
    assert (data[8 + head :], body) == (b"{}", 2)


AGENT = """
import json, statistics, sys, time, http.client, socket
port, token = int(sys.argv[1]), sys.argv[2]
body = json.dumps({"messages": [{"role": "user", "content": "hello"}]})
times = []
for _ in range(60):
    begun = time.perf_counter()
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    c.request("POST", "/v1/chat/completions", body, {"Authorization": "Bearer " + token})
    r = c.getresponse()
    answer = json.loads(r.read())
    c.close()
    times.append(1000 * (time.perf_counter() - begun))
try:
    socket.create_connection(("1.1.1.1", 80), 2)
    net = True
except OSError:
    net = False
said = answer["choices"][0]["message"]["content"]
print(json.dumps({"status": r.status, "said": said, "net": net, "ms": statistics.median(times)}))
"""


@pytest.mark.docker
def test_a_box_without_a_network_reaches_the_model(sandbox: DockerSandbox, session: Session):
    from sandbox.api import BoxSpec

    box = sandbox.start(BoxSpec(run="test-gateway", variant="v0000", role="probe"))
    try:
        box.put({"relay.py": File(relay_source()), "agent.py": File(AGENT.encode())}, "/opt")
        session.serve(box.stream(RELAY_COMMAND))
        session.wait_ready(20)
        argv = ["python3", "-I", "/opt/agent.py", str(RELAY_PORT), session.token]
        done = box.exec(argv, timeout=60)
        assert done.exit_code == 0, done.stderr
        told = json.loads(done.stdout)
        assert (told["status"], told["said"], told["net"]) == (200, "hi", False)
        assert session.usage.calls == 60
        assert told["ms"] < 500
    finally:
        session.close()
        box.kill()


def test_a_call_costs_milliseconds(session: Session):
    port = serve_locally(session)
    times = []
    for _ in range(60):
        begun = time.perf_counter()
        post(port, session.token, BODY)
        times.append(1000 * (time.perf_counter() - begun))
    assert statistics.median(times) < 500
