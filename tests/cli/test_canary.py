"""A key that must turn up nowhere: files, logs, transcripts, tracebacks, processes, containers."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from evolution.run import RunFolder
from evolution.view import read_view
from gateway.scripted import text
from sandbox.labels import RUN
from tests.evolution.tiny import TinyModel, write_benchmark
from tests.gateway.provider import Provider, complete

pytestmark = pytest.mark.docker
CANARY = "sk-canary-7d1f0c2b9a8e4d6f"
ROOT = Path(__file__).resolve().parents[2]
INSIDE = (
    "find / /opt /tmp /workspace /app -xdev -type f -size -200k -newermt '-1 day' "
    "-exec cat {} + 2>/dev/null; env; true"
)
OF_THE_AGENT = b"OPENAI_BASE_URL"
"""Stands in the agent's source, which its box holds."""


class Echoing(Provider):
    """Answers as the tiny model does, and now and then with an error that quotes the key."""

    def __init__(self) -> None:
        super().__init__()
        self.looked = threading.Event()
        """Somebody looked into a box; the first answer to an agent waits for it."""
        self.answers = _Answers(self)


class _Answers(list):  # type: ignore[type-arg]
    def __init__(self, provider: Echoing) -> None:
        super().__init__([(200, complete(text("hi")))])
        self._provider, self._tiny = provider, TinyModel()

    def __len__(self) -> int:
        return 10**9

    def __getitem__(self, place):
        if "tools" in self._provider.requests[-1]:
            self._provider.looked.wait(60)
        number = len(self._provider.requests)
        if number % 4 == 1:
            quoted = f"Bearer {CANARY} is busy, says {CANARY[:9]}"
            return 500, {"error": {"message": quoted, "type": "x", "code": None}}
        body = self._tiny.complete(self._provider.requests[-1])
        message = body["choices"][0]["message"]
        message["content"] = f"The key is {CANARY}."
        for call in message.get("tool_calls", []):
            call["id"] = f"call_{number}"
        return 200, complete(body)


class Eyes(threading.Thread):
    """Looks into every container of a run and at every process of the machine while it runs."""

    def __init__(self, run: str, looked: threading.Event) -> None:
        super().__init__(daemon=True)
        self._ours = f"{RUN}={run}"
        self._looked = looked
        self.done = threading.Event()
        self.seen: list[str] = []
        self.engine = b"none"
        """The number of the engine's process, which was looked at."""

    def run(self) -> None:
        while not self.done.wait(0.2):
            for process in Path("/proc").glob("[0-9]*"):
                with suppress(OSError):
                    command = (process / "cmdline").read_bytes()
                    self._look("cmdline", command)
                    self._look("environ", (process / "environ").read_bytes())
                    if b"\0resume\0canary\0" in command:
                        self.engine = process.name.encode()
            listed = docker("ps", "-q", "--no-trunc", "--filter", f"label={self._ours}")
            for box in listed.decode().split():
                self._look("inspect", docker("inspect", box))
                self._look("logs", docker("logs", box))
                # -i: without it gVisor would give the host's /dev/null to the user in the box.
                inside = docker("exec", "-i", box, "bash", "-c", INSIDE)
                self._look("inside", inside)
                if OF_THE_AGENT in inside:
                    self._looked.set()

    def _look(self, where: str, data: bytes) -> None:
        if CANARY.encode() in data:
            self.seen.append(where)


def docker(*words: str) -> bytes:
    command = ["docker", *words]
    return subprocess.run(command, input=b"", capture_output=True, check=False).stdout


@pytest.fixture
def provider() -> Iterator[Echoing]:
    made = Echoing()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_a_key_in_a_file_turns_up_nowhere(tmp_path: Path, provider: Echoing):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/key").write_text(CANARY + "\n")
    benchmark = write_benchmark(tmp_path / "benchmark")
    words = ["--debug", "evolve", "canary", "--benchmark", benchmark, "--model", "openai/tiny"]
    words += ["--max-variants", "2", "--runs", tmp_path / "runs", "--time-factor", "10", "--detach"]
    hidden = {"OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE"}
    env = {name: value for name, value in os.environ.items() if name not in hidden}
    env |= {"OPENAI_API_KEY_FILE": str(tmp_path / "secret/key"), "OPENAI_API_BASE": provider.base}
    env |= {"PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(tmp_path), "LITELLM_LOG": "DEBUG"}
    env |= {"ARBORETUM_TRAIN_TASKS": "1", "ARBORETUM_FIRST_SELECT_TASKS": "1"}
    folder = RunFolder(tmp_path / "runs/canary")
    eyes = Eyes(folder.label, provider.looked)
    eyes.start()
    command = [sys.executable, "-m", "cli.main", *map(str, words)]
    done = subprocess.run(command, capture_output=True, env=env, timeout=240, check=False)
    until = time.monotonic() + 240
    while folder.path.exists() and folder.engine_alive() and time.monotonic() < until:
        time.sleep(0.2)
    eyes.done.set()
    eyes.join(60)
    assert done.returncode == 0, done.stderr
    assert eyes.engine in done.stdout
    assert read_view(folder).state == "finished", folder.log.read_text()
    assert f"Bearer {CANARY}" in provider.keys
    assert CANARY.encode() not in done.stdout + done.stderr
    assert provider.looked.is_set()
    assert eyes.seen == []
    files = [path for path in (tmp_path / "runs").rglob("*") if path.is_file()]
    assert [path for path in files if CANARY.encode() in path.read_bytes()] == []
    told = "".join(path.read_text() for path in files if path.suffix == ".jsonl")
    assert "The key is [OPENAI_API_KEY]." in told


def test_a_lasting_error_is_told_without_the_key(tmp_path: Path, provider: Echoing):
    provider.looked.set()
    refused = {"error": {"message": f"wrong key {CANARY}", "type": "x", "code": None}}
    provider.answers = [(401, refused)]
    benchmark = write_benchmark(tmp_path / "benchmark")
    words = ["--debug", "evaluate", "agent_seed", "--benchmark", str(benchmark), "--limit", "1"]
    words += ["--model", "openai/tiny", "--transcripts", str(tmp_path / "t")]
    words += ["--time-factor", "10"]
    env = {**os.environ, "OPENAI_API_KEY": CANARY, "OPENAI_API_BASE": provider.base}
    command = [sys.executable, "-m", "cli.main", *words]
    done = subprocess.run(command, capture_output=True, env=env, cwd=ROOT, timeout=240, check=False)
    assert done.returncode == 1, done.stdout
    written = b"".join(path.read_bytes() for path in (tmp_path / "t").rglob("*.json*"))
    assert b"did not accept the key" in done.stdout + done.stderr
    assert CANARY.encode() not in done.stdout + done.stderr + written
