from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from common.errors import PrerequisiteError, UsageError
from common.files import File
from evaluator.api import Benchmark, Task
from evaluator.check import check_benchmark
from evaluator.grading import grade
from evaluator.harbor import load_task
from evaluator.images import prepare, prepare_task
from sandbox import builder
from sandbox.api import Sandbox
from sandbox.bubblewrap import BubblewrapSandbox
from sandbox.engine import Engine
from tests.evaluator.folders import write_task

pytestmark = pytest.mark.docker

BUILT = """FROM python:3.12-slim
ENV ANSWER=5
WORKDIR /app
COPY app/ /app/
RUN echo made > /app/made.txt && mkdir /data && echo deep > /data/file
RUN ! python3 -c "import socket; socket.create_connection(('192.0.2.1', 9), 3)" 2>/dev/null
"""
SCRIPT = """mkdir -p /logs/verifier
[ "$(cat /data/file)" = deep ] && [ -e made.txt ] && python3 -c "
import os, sums
assert sums.add(2, 3) == int(os.environ['ANSWER'])"
echo $((1 - $?)) > /logs/verifier/reward.txt
"""


def _quiet(_line: str) -> None:
    return


def _task(folder: Path, dockerfile: str, **more: str) -> Task:
    files = {"environment/Dockerfile": dockerfile, **more}
    return load_task(write_task(folder / "sums", files))


@pytest.fixture(scope="module")
def engine(sandbox: Sandbox) -> Engine:
    return Engine()


@pytest.fixture(autouse=True)
def what_is_built_here_goes_again(engine: Engine) -> Iterator[None]:
    before = set(builder.built_images(engine))
    yield
    made = set(builder.built_images(engine)) - before
    until = time.monotonic() + 60
    while made and not made <= set(builder.prune(engine, made)):
        # The engine lets go of an image a moment after its last container.
        made &= set(builder.built_images(engine))
        assert time.monotonic() < until
        time.sleep(0.2)
    assert not made & set(builder.built_images(engine))


def test_a_dockerfile_is_built_once_without_a_network_and_judges_as_it_should(
    sandbox: Sandbox, engine: Engine, tmp_path: Path
) -> None:
    loaded = _task(tmp_path, BUILT, **{"tests/test.sh": SCRIPT})
    said: list[str] = []
    task = prepare_task(loaded, sandbox, "offline", said.append)
    assert any("without a network" in line for line in said)
    assert task.files["made.txt"] == File(b"made\n")
    assert sorted(task.files) == ["made.txt", "notes/old.txt", "sums.py"]
    assert task.env["ANSWER"] == "5"
    assert task.digest != loaded.digest
    again: list[str] = []
    assert prepare_task(loaded, sandbox, "never", again.append) == task
    assert again == []
    checks = check_benchmark(sandbox, Benchmark("b", {"select": (loaded,)}))
    assert [(c.oracle, c.nop, c.ok) for c in checks] == [(1.0, 0.0, True)], checks
    assert loaded.image is not None
    assert builder.built_images(engine)[loaded.image.reference] > 0


def test_nothing_is_built_that_was_not_allowed(sandbox: Sandbox, tmp_path: Path) -> None:
    benchmark = Benchmark("mine", {"select": (_task(tmp_path, BUILT),)})
    with pytest.raises(PrerequisiteError, match="as root in containers") as caught:
        prepare(benchmark, sandbox, "never", _quiet)
    assert "--build offline" in caught.value.hint


def test_the_verifier_sees_its_own_image_and_the_agent_does_not(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    files = {
        "task.toml": "[verifier]\nenvironment_mode = 'separate'\nenv.WORD = 'task'\n",
        "environment/Dockerfile": "FROM python:3.12-slim\nWORKDIR /workspace\n"
        "ENV WHOSE=agent PATH=/agent:$PATH AGENT=1\n",
        "tests/Dockerfile": "FROM python:3.12-slim\nENV WHOSE=judge WORD=image PATH=/own:$PATH\n"
        "RUN mkdir /own && printf '#!/bin/sh\\necho 1' > /own/say && chmod +x /own/say\n",
        "tests/test.sh": "[ $WHOSE-$WORD-$AGENT = judge-task- ] && say > /logs/verifier/reward.txt",
    }
    loaded = load_task(write_task(tmp_path / "sums", files))
    task = prepare_task(loaded, sandbox, "offline", _quiet)
    assert task.env["WHOSE"] == "agent"
    assert task.digest != loaded.digest
    assert grade(sandbox, task, {}, run="test-images", variant="v").reward == 1.0
    shared = load_task(write_task(tmp_path / "other", {"tests/test.sh": files["tests/test.sh"]}))
    assert grade(sandbox, shared, {}, run="test-images", variant="v").reward == 0.0


@pytest.mark.parametrize(
    ("dockerfile", "why"),
    [
        ("FROM python:3.12-slim\nWORKDIR /app\nRUN echo oops && exit 3", "cannot be built.*oops"),
        (
            "FROM python:3.12-slim\nWORKDIR /app\nRUN ln -s /etc x",
            "in its image: 'app/x' is a link",
        ),
        ("FROM scratch\nCOPY app /app\nWORKDIR /app", "cannot be a box: it has no"),
        ("FROM python:3.12-slim\nRUN true", "the work folder '/'"),
    ],
)
def test_an_image_that_is_no_use_is_told_of(
    sandbox: Sandbox, tmp_path: Path, dockerfile: str, why: str
) -> None:
    with pytest.raises(UsageError, match=why) as caught:
        prepare_task(_task(tmp_path, dockerfile), sandbox, "offline", _quiet)
    assert "The task sums" in caught.value.message


def test_a_build_ends_with_its_time_and_leaves_nothing_running(
    sandbox: Sandbox, engine: Engine, tmp_path: Path
) -> None:
    toml = "[environment]\nbuild_timeout_sec = 3.0\n"
    slow = "FROM python:3.12-slim\nWORKDIR /app\nRUN : slow-build-marker; sleep 600"
    began = time.monotonic()
    with pytest.raises(UsageError, match="not built within its 3 s"):
        prepare_task(_task(tmp_path, slow, **{"task.toml": toml}), sandbox, "offline", _quiet)
    assert time.monotonic() - began < 120
    until = time.monotonic() + 60
    while any("slow-build-marker" in one["Command"] for one in engine.api.containers()):
        assert time.monotonic() < until
        time.sleep(0.2)


def test_an_image_that_nobody_has_is_told_of(sandbox: Sandbox, tmp_path: Path) -> None:
    away = _task(tmp_path, "FROM registry.invalid/nobody/has:this\nWORKDIR /app\n")
    with pytest.raises(PrerequisiteError, match="nobody/has:this") as caught:
        prepare_task(away, sandbox, "offline", _quiet)
    assert "docker load" in caught.value.hint


def test_bubblewrap_has_no_images(tmp_path: Path) -> None:
    with pytest.raises(PrerequisiteError, match="bubblewrap has only the base image") as caught:
        prepare_task(_task(tmp_path, BUILT), BubblewrapSandbox(groups=False), "offline", _quiet)
    assert "--sandbox docker" in caught.value.hint


def test_a_task_that_needs_gpus_is_refused_without_them_and_alone(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    greedy = load_task(write_task(tmp_path / "greedy", {"task.toml": "[environment]\ngpus = 64\n"}))
    plain = load_task(write_task(tmp_path / "plain"))
    assert (greedy.limits.gpus, plain.limits.gpus) == (64, 0)
    benchmark = Benchmark("two", {"select": (greedy, plain)})
    with pytest.raises(PrerequisiteError, match="greedy: a task needs 64 GPUs, and this machine"):
        prepare(benchmark, sandbox, "never", _quiet)
    with pytest.raises(PrerequisiteError, match="64 GPUs"):
        grade(sandbox, greedy, {}, run="test-gpus", variant="v")
    checks = check_benchmark(sandbox, benchmark)
    assert [(check.task, check.ok, check.nop) for check in checks] == [
        ("greedy", False, None),
        ("plain", True, 0.0),
    ]
    assert "64 GPUs" in checks[0].detail
