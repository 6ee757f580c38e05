from __future__ import annotations

import re
from pathlib import Path

import pytest

from common.errors import UsageError
from evaluator.harbor import load_task
from sandbox.image import base_image_tag
from tests.evaluator.folders import TASK_TOML, write_task


def test_a_whole_task(tmp_path: Path) -> None:
    task = load_task(write_task(tmp_path / "sums"))
    assert task.name == "sums"
    assert task.workdir == "/workspace"
    assert sorted(task.files) == ["notes/old.txt", "sums.py"]
    assert sorted(task.tests) == ["hidden.py", "test.sh"]
    assert sorted(task.solution) == ["solve.sh"]
    assert (task.agent_timeout, task.verifier_timeout) == (20.0, 10.0)
    assert (task.limits.memory_mb, task.limits.disk_mb, task.limits.cpus) == (256, 32, 1.0)
    assert task.limits.deadline_seconds > 20
    assert task.difficulty == "easy"


def test_digest_is_of_everything_that_is_measured(tmp_path: Path) -> None:
    digest = load_task(write_task(tmp_path / "a" / "sums")).digest
    assert load_task(write_task(tmp_path / "b" / "sums")).digest == digest
    changed = {
        "task.toml": TASK_TOML.replace("10.0", "11.0"),
        "tests/hidden.py": "assert True",
        "environment/app/sums.py": "",
        "solution/extra.txt": "",
        "instruction.md": "Other words.",
    }
    others = {
        load_task(write_task(tmp_path / str(n) / "sums", {name: text})).digest
        for n, (name, text) in enumerate(changed.items())
    }
    assert len(others | {digest}) == len(changed) + 1


def test_a_task_needs_no_solution_and_few_settings(tmp_path: Path) -> None:
    task = load_task(write_task(tmp_path / "t", {"task.toml": "", "solution/solve.sh": None}))
    assert task.solution == {}
    assert task.agent_timeout == 600


def test_settings_this_version_has_no_use_for_are_tolerated(tmp_path: Path) -> None:
    extra = (
        '[verifier.env]\nA = "b"\n[stages]\nx = 1\n[environment]\nallow_internet = true\ngpus = 2\n'
    )
    assert load_task(write_task(tmp_path / "t", {"task.toml": extra})).gpus == 2


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        ("[agent]\ntimeout_sec = 'long'", "agent.timeout_sec"),
        ("[agent]\ntimeout_sec = nan", "agent.timeout_sec"),
        ("[verifier]\ntimeout_sec = -1", "verifier.timeout_sec"),
        ("[environment]\ncpus = true", "environment.cpus"),
        ("[environment]\nmemory_mb = 1.5", "environment.memory_mb"),
        ("[environment]\nmemory = 'lots'", "environment.memory"),
        ("[environment]\ngpus = -1", "environment.gpus"),
        ("[[steps]]\nname = 'one'", "a task of several steps"),
        ("[environment]\nos = 'windows'", "boxes are Linux"),
        ("[environment.healthcheck]\ncommand = 'true'", "no services"),
        ("[[environment.mcp_servers]]\nname = 'x'", "tools of a server"),
        ("[[verifier.collect]]\ncommand = 'true'", "collected"),
        ("[verifier]\nenvironment_mode = 'shared'\n[verifier.environment]", "environment_mode"),
        ("[environment]\nnetwork_mode = 'some'", "environment.network_mode"),
        ("[environment.env]\n'a b' = 'x'", "no name of a variable"),
        ("[metadata]\ndifficulty = 3", "metadata.difficulty"),
        ("agent = 3", "agent"),
        ("agent = [", "not valid TOML"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(tmp_path: Path, toml: str, named: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_task(write_task(tmp_path / "t", {"task.toml": toml}))
    assert named in caught.value.message
    assert "task.toml" in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    "missing", ["task.toml", "instruction.md", "environment/Dockerfile", "tests/test.sh"]
)
def test_a_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    with pytest.raises(UsageError, match=re.escape(f"has no {missing}")) as caught:
        load_task(write_task(tmp_path / "t", {missing: None}))
    assert str(tmp_path / "t") in caught.value.message


def test_broken_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a folder"):
        load_task(tmp_path / "nowhere")
    linked = write_task(tmp_path / "linked")
    (linked / "environment" / "app" / "secret").symlink_to("/etc/passwd")
    with pytest.raises(UsageError, match="symbolic link"):
        load_task(linked)
    latin = write_task(tmp_path / "latin")
    (latin / "instruction.md").write_bytes(b"caf\xe9")
    with pytest.raises(UsageError, match="not UTF-8"):
        load_task(latin)
    with pytest.raises(UsageError, match="is empty"):
        load_task(write_task(tmp_path / "empty", {"instruction.md": " \n"}))
    with pytest.raises(UsageError, match="Docker Compose"):
        load_task(write_task(tmp_path / "c", {"environment/docker-compose.yaml": "services: {}"}))
    away = {"task.toml": "artifacts = ['/workspace/out.txt', '/logs/artifacts/x']"}
    with pytest.raises(UsageError, match="'/logs/artifacts/x' is not below"):
        load_task(write_task(tmp_path / "away", away))
    with pytest.raises(UsageError, match="a task's name"):
        load_task(write_task(tmp_path / "two words"))


HEAD = "FROM python:3.12-slim\nWORKDIR /app\n"


@pytest.mark.parametrize(
    ("lines", "files"),
    [
        ("COPY app /app", {"sums.py", "notes/old.txt"}),
        ("COPY app/ .", {"sums.py", "notes/old.txt"}),
        ("COPY . /app/", {"Dockerfile", "app/sums.py", "app/notes/old.txt"}),
        ("COPY app/sums.py /app/", {"sums.py"}),
        ("COPY app/sums.py /app/total.py", {"total.py"}),
        ("COPY app/sums.py app/notes/old.txt /app/x/", {"x/sums.py", "x/old.txt"}),
        ('COPY ["app/sums.py", "."]', {"sums.py"}),
        ("# a comment\n\nCOPY \\\n  # within\n  app/sums.py \\\n  ./", {"sums.py"}),
        ("copy app/notes ./notes", {"notes/old.txt"}),
        ("", set()),
    ],
)
def test_copying(tmp_path: Path, lines: str, files: set[str]) -> None:
    task = load_task(write_task(tmp_path / "t", {"environment/Dockerfile": HEAD + lines}))
    assert task.workdir == "/app"
    assert set(task.files) == files


@pytest.mark.parametrize(
    ("dockerfile", "why"),
    [
        (HEAD + "COPY ../tests /app", "not in environment"),
        (HEAD + "COPY missing.py /app/", "'missing.py', which is not in environment"),
        (HEAD + "COPY app", "is not 'COPY source destination'"),
        (HEAD + 'COPY "app /app', "is not 'COPY source destination'"),
        ("# nothing", "has no FROM line"),
        ("FROM python:3.12-slim\nWORKDIR /", "keeps for itself"),
        ("FROM python:3.12-slim\nWORKDIR /opt/agent", "keeps for itself"),
        ("FROM python:3.12-slim\nWORKDIR /usr/src/app", "keeps for itself"),
        (HEAD + "COPY app/sums.py /app/.git/hooks/x", "git's own folder"),
        (HEAD + "COPY \x1bred /app", "not in environment"),
    ],
)
def test_a_wrong_dockerfile_is_named(tmp_path: Path, dockerfile: str, why: str) -> None:
    with pytest.raises(UsageError, match=why) as caught:
        load_task(write_task(tmp_path / "t", {"environment/Dockerfile": dockerfile}))
    assert "environment/Dockerfile" in caught.value.message
    assert "\x1b" not in caught.value.message


@pytest.mark.parametrize(
    "dockerfile",
    [
        HEAD + "RUN pip install numpy",
        HEAD + "ADD app /app",
        HEAD + "ENV A=b",
        "FROM ubuntu:24.04\nWORKDIR /app",
        "FROM python:3.12-slim AS x\nWORKDIR /app",
        "FROM golang AS x\nWORKDIR /src\nFROM python:3.12-slim\nWORKDIR /app",
        HEAD + "COPY app /srv/app",
        HEAD + "COPY --chown=1:1 app /app",
        HEAD + "COPY *.py /app/",
        "FROM python:3.12-slim\nENV HERE=/app\nWORKDIR $HERE\nWORKDIR /app",
    ],
)
def test_what_needs_an_image_is_a_recipe_and_not_built_yet(tmp_path: Path, dockerfile: str) -> None:
    task = load_task(write_task(tmp_path / "t", {"environment/Dockerfile": dockerfile}))
    assert task.image is not None
    assert task.from_image
    assert task.workdir == "/app"
    assert "app/sums.py" in task.image.context
    assert "python:3.12-slim" not in task.image.dockerfile
    assert task.image.reference.startswith("arboretum-task:")


def test_an_image_is_named_by_all_that_goes_into_it(tmp_path: Path) -> None:
    built = {"environment/Dockerfile": HEAD + "RUN true"}

    def reference(name: str, more: dict[str, str]) -> str:
        image = load_task(write_task(tmp_path / name / "t", built | more)).image
        assert image is not None
        return image.reference

    first = reference("a", {})
    assert reference("b", {"instruction.md": "Other words."}) == first
    assert reference("c", {"environment/app/sums.py": "x = 1"}) != first
    assert reference("d", {"environment/Dockerfile": HEAD + "RUN false"}) != first


def test_a_ready_image_needs_no_dockerfile(tmp_path: Path) -> None:
    toml = "[environment]\ndocker_image = 'ghcr.io/some/where:1'\nworkdir = '/srv/x'\n"
    files = {"task.toml": toml, "environment/Dockerfile": None}
    task = load_task(write_task(tmp_path / "t", files))
    assert task.image is not None
    assert task.image.reference == "ghcr.io/some/where:1"
    assert task.workdir == "/srv/x"
    assert sorted(task.files) == ["app/notes/old.txt", "app/sums.py"]
    plain = load_task(
        write_task(tmp_path / "u", {"task.toml": "environment.docker_image = 'python:3.12-slim'"})
    )
    assert plain.image is None


def test_the_verifier_may_have_an_environment_of_its_own(tmp_path: Path) -> None:
    toml = "[verifier.environment]\nmemory_mb = 700\n"
    files = {"task.toml": toml, "tests/Dockerfile": "FROM python:3.12-slim\nRUN true\n"}
    task = load_task(write_task(tmp_path / "t", files))
    assert task.image is None
    assert task.verifier_image is not None
    assert "test.sh" in task.verifier_image.context
    assert task.verifier_limits is not None
    assert task.verifier_limits.memory_mb == 700
    separate = "[verifier]\nenvironment_mode = 'separate'\n"
    alone = load_task(write_task(tmp_path / "u", {"task.toml": separate}))
    assert alone.verifier_image is alone.verifier_limits is None
    built = load_task(
        write_task(tmp_path / "v", {**files, "task.toml": separate, "instruction.md": "Other."})
    )
    assert (built.verifier_image, built.verifier_limits) == (task.verifier_image, None)


def test_a_verifier_on_the_base_image_is_not_put_on_the_agents(tmp_path: Path) -> None:
    toml = "[verifier.environment]\ndocker_image = 'python:3.12-slim'\nenv.A = '1'\n"
    files = {"task.toml": toml, "environment/Dockerfile": HEAD + "RUN true"}
    task = load_task(write_task(tmp_path / "t", files))
    assert task.image is not None
    assert task.verifier_image is not None
    assert task.verifier_image.reference == base_image_tag()
    assert task.verifier_env == {"A": "1"}


def test_variables_come_from_the_task_and_never_from_the_host(tmp_path: Path) -> None:
    toml = (
        '[environment.env]\nA = "1"\nB = "${HOME:-nowhere}"\n'
        '[verifier.env]\nC = "2"\n[solution.env]\nD = "3"\n'
    )
    task = load_task(write_task(tmp_path / "t", {"task.toml": toml}))
    assert task.env == {"A": "1", "B": "nowhere"}
    assert (task.verifier_env, task.solution_env) == ({"C": "2"}, {"D": "3"})
    secret = '[verifier.env]\nKEY = "${OPENAI_API_KEY}"\n'
    with pytest.raises(UsageError, match="the host's variable 'OPENAI_API_KEY'"):
        load_task(write_task(tmp_path / "u", {"task.toml": secret}))


@pytest.mark.parametrize(
    ("toml", "note"),
    [
        ("[environment]\nallow_internet = true", "asks for a network"),
        ("[environment]\nnetwork_mode = 'public'", "asks for a network"),
        ("[agent]\nuser = 'root'\n[other]\nx = 1", "agent.user, other"),
        ("[environment]\nallow_internet = false", ""),
        ("version = '1.0'\n[metadata]\nanything = 1\n[task]\nname = 'a/b'", ""),
    ],
)
def test_what_is_not_heeded_is_noted(tmp_path: Path, toml: str, note: str) -> None:
    notes = load_task(write_task(tmp_path / "t", {"task.toml": toml})).notes
    assert (note in " ".join(notes)) if note else notes == ()
