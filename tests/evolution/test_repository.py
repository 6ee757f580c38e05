from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.errors import UsageError
from common.files import File, changes, read_folder
from evolution.repository import LIMITS, read_repository
from evolution.solve import make_patch


def git(folder: Path, *words: str) -> None:
    name = ["-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run(["git", "-C", folder, *name, *words], check=True, capture_output=True)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    (folder / "src").mkdir(parents=True)
    (folder / "src/a.py").write_text("x = 1\n")
    (folder / ".gitignore").write_text("venv/\n")
    git(folder.parent, "init", "-q", "repo")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "first")
    return folder


def test_an_agent_gets_the_tracked_files_as_they_lie_there_now(repo: Path) -> None:
    (repo / "src/a.py").write_text("x = 2\n")
    (repo / "run.sh").write_text("true\n")
    (repo / "run.sh").chmod(0o755)
    git(repo, "add", "run.sh")
    (repo / "secret.env").write_text("KEY=1\n")
    (repo / "venv").mkdir()
    (repo / "venv/big").write_text("ignored\n")
    (repo / "gone").write_text("")
    git(repo, "add", "gone")
    (repo / "gone").unlink()
    found = read_repository(repo)
    assert found.files == {
        ".gitignore": File(b"venv/\n"),
        "src/a.py": File(b"x = 2\n"),
        "run.sh": File(b"true\n", executable=True),
    }
    assert found.left_out == "untracked files (1)"


def test_nothing_outside_the_repository_is_read(repo: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.py").write_text("a secret\n")
    (repo / "link").symlink_to(outside / "a.py")
    git(repo, "add", "link")
    (repo / "src/a.py").unlink()
    (repo / "src").rmdir()
    (repo / "src").symlink_to(outside)
    found = read_repository(repo)
    assert set(found.files) == {".gitignore"}
    assert found.left_out.startswith("links (2)")


def test_a_repository_runs_nothing_on_the_host(repo: Path, tmp_path: Path) -> None:
    proof = tmp_path / "ran"
    for name in ("core.fsmonitor", "core.sshCommand", "filter.x.clean", "filter.x.smudge"):
        git(repo, "config", name, f"touch {proof}")
    hook = repo / ".git/hooks/post-index-change"
    hook.write_text(f"#!/bin/sh\ntouch {proof}\n")
    hook.chmod(0o755)
    (repo / ".gitattributes").write_text("* filter=x\n")
    read_repository(repo)
    assert not proof.exists()


@pytest.mark.parametrize(
    ("files", "size", "word"),
    [(1, LIMITS.file_bytes + 1, "bytes"), (LIMITS.files + 1, 0, "more than 5000 files")],
)
def test_too_much_is_told_with_the_limits(repo: Path, files: int, size: int, word: str) -> None:
    for number in range(files):
        with (repo / f"f{number}").open("wb") as out:
            out.truncate(size)
    git(repo, "add", "-A")
    with pytest.raises(UsageError, match=word) as told:
        read_repository(repo)
    assert "8 MiB each" in told.value.hint


def test_a_plain_folder_does_as_well_and_an_empty_one_does_not(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no file"):
        read_repository(tmp_path)
    (tmp_path / "a").write_text("b")
    assert read_repository(tmp_path).files == {"a": File(b"b")}
    with pytest.raises(UsageError, match="no folder"):
        read_repository(tmp_path / "none")


NAMES = st.sampled_from(["a", "b c", "d/e", "d/ä", "f.bin", 'q"t'])
DATA = st.binary(max_size=40) | st.text(max_size=60).map(lambda text: text.encode())
TREES = st.dictionaries(NAMES, st.builds(File, DATA, st.booleans()), max_size=5)


@settings(max_examples=15)
@given(before=TREES, after=TREES)
def test_git_apply_makes_of_the_one_tree_the_other(tmp_path_factory, before, after) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("apply")
    for name, file in before.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
        path.chmod(0o755 if file.executable else 0o644)
    patch = make_patch(before, changes(before, after))
    if patch:
        subprocess.run(["git", "apply", "-"], cwd=folder, input=patch, check=True)
    assert read_folder(folder) == after
