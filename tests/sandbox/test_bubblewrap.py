from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from common.errors import PrerequisiteError
from sandbox import groups, records
from sandbox.api import BoxSpec, Limits
from sandbox.bubblewrap import BubblewrapSandbox
from sandbox.checks.ground import wait_for
from sandbox.choose import open_sandbox
from sandbox.rootfs import ensure_rootfs

pytestmark = pytest.mark.docker

ENGINE = """
import sys, time
from sandbox.api import BoxSpec
from sandbox.bubblewrap import BubblewrapSandbox
box = BubblewrapSandbox().start(BoxSpec(sys.argv[1], "v0001", "solve"))
print(box.id, flush=True)
box.exec(["sleep", "60"], timeout=60)
"""


@pytest.fixture(scope="module", autouse=True)
def files() -> None:
    ensure_rootfs()


def record_of(box: str) -> records.Record:
    (found,) = [record for record in records.records() if record.id == box]
    return found


def engine(run: str) -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, "-c", ENGINE, run]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def test_a_kill_leaves_no_process_no_record_no_control_group() -> None:
    box = BubblewrapSandbox().start(BoxSpec("test-bwrap", "v0001", "solve"))
    known = record_of(box.id)
    folders = [Path(name) for name in known.groups]
    assert all(folder.is_dir() for folder in folders)
    assert Path(f"/proc/{known.pid}").exists()
    box.kill()
    assert not records.known(box.id)
    assert not any(folder.exists() for folder in folders)
    assert not Path(f"/proc/{known.pid}").exists()


@pytest.mark.parametrize("sent", [signal.SIGSTOP, signal.SIGKILL])
def test_another_process_kills_a_box_whose_engine_hangs_or_is_dead(sent: signal.Signals) -> None:
    process, box = engine("test-bwrap-hang")
    try:
        pid = record_of(box).pid
        process.send_signal(sent)
        assert BubblewrapSandbox().kill("test-bwrap-hang", "v0002") == []
        assert BubblewrapSandbox().kill("test-bwrap-hang") == [box]
        assert wait_for(lambda: not running(pid))
        assert BubblewrapSandbox().kill("test-bwrap-hang") == []
    finally:
        process.kill()
        process.wait()


def running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def test_a_box_ends_with_its_engine_and_the_reaper_forgets_it() -> None:
    mine = BubblewrapSandbox().start(BoxSpec("test-bwrap-orphan", "v0000", "solve"))
    process, box = engine("test-bwrap-orphan")
    pid = record_of(box).pid
    assert box not in BubblewrapSandbox().reap()
    process.kill()
    assert wait_for(lambda: not running(pid))
    assert wait_for(lambda: box in BubblewrapSandbox().reap())
    process.wait()
    assert {r.id for r in records.records() if r.run == "test-bwrap-orphan"} == {mine.id}
    mine.kill()


def test_a_record_of_a_dead_process_kills_no_other_with_its_number() -> None:
    box = BubblewrapSandbox().start(BoxSpec("test-bwrap-old", "v0001", "solve"))
    known = record_of(box.id)
    other = subprocess.Popen(["sleep", "60"])
    values = {**vars(known), "id": "bwrap-old", "pid": other.pid, "groups": ()}
    records.write(records.Record(**values))
    assert set(BubblewrapSandbox().kill("test-bwrap-old")) == {box.id, "bwrap-old"}
    assert other.poll() is None
    other.kill()
    other.wait()
    box.kill()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's boxes run as others")
def test_a_box_of_root_s_is_nobody_on_the_host() -> None:
    one = BubblewrapSandbox().start(BoxSpec("test-bwrap-user", "v0001", "solve"))
    two = BubblewrapSandbox().start(BoxSpec("test-bwrap-user", "v0002", "solve"))
    owners = {Path(f"/proc/{record_of(box.id).pid}/status").read_text() for box in (one, two)}
    users = {line for text in owners for line in text.splitlines() if line.startswith("Uid:")}
    numbers = [set(line.split()[1:]) for line in users]
    assert len(users) == 2
    assert all(len(ids) == 1 and int(min(ids)) > 1_000_000_000 for ids in numbers)
    assert set(BubblewrapSandbox().kill("test-bwrap-user")) == {one.id, two.id}
    one.kill()
    two.kill()


def test_memory_that_runs_out_is_told_apart_from_a_halt() -> None:
    sandbox = BubblewrapSandbox()
    box = sandbox.start(BoxSpec("test-bwrap-oom", "v0", "solve", limits=Limits(memory_mb=64)))
    assert box.exec(["python3", "-c", "bytearray(1 << 28)"], timeout=20).exit_code != 0
    group = record_of(box.id).group
    assert group.starved() or not group.folders
    box.kill()
    assert not group.starved()


def test_what_is_missing_is_said_with_the_next_step(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(PrerequisiteError, match="no images but those of Arboretum"):
        BubblewrapSandbox().start(BoxSpec("r", "v", "probe", image="other"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PrerequisiteError, match="not installed") as caught:
        BubblewrapSandbox().start(BoxSpec("r", "v", "probe"))
    assert "apt-get install bubblewrap" in caught.value.hint


def test_a_records_folder_of_somebody_else_s_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ARBORETUM_RUNTIME", str(tmp_path))
    records.records_folder()
    (tmp_path / "boxes").chmod(0o777)
    with pytest.raises(PrerequisiteError, match="only this user"):
        BubblewrapSandbox().kill("any")


def test_without_an_engine_the_files_are_made_from_packages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def make_tree(root: Path, tell: object) -> None:
        (root / "usr/bin").mkdir(parents=True)
        (root / "usr/bin/python3").touch()
        (root / "etc").mkdir()
        (root / "dev").mkdir()

    monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent/docker.sock")
    monkeypatch.setattr("sandbox.rootfs.cache_folder", lambda: tmp_path)
    monkeypatch.setattr("sandbox.rootfs.make_tree", make_tree)
    lines: list[str] = []
    folder = ensure_rootfs(lines.append)
    assert (folder / "etc/hostname").read_text() == "sandbox\n"
    assert not (folder / "dev").exists()
    assert "no Docker engine answers" in lines[0]
    assert ensure_rootfs() == folder
    assert open_sandbox("bubblewrap").name == "bubblewrap"


@pytest.mark.parametrize("apart", [True, False])
def test_processor_time_is_counted_in_version_1(
    apart: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On folders that stand for the kernel's: its count is mounted with its limits, or apart."""
    controllers = ("memory", "pids", "cpu", *(["cpuacct"] if apart else []))
    for name in controllers:
        (tmp_path / name / "user").mkdir(parents=True)
    if not apart:
        (tmp_path / "cpuacct").symlink_to("cpu")
    monkeypatch.setattr(groups, "_ROOT", tmp_path)
    names = ("memory", "pids", "cpu", "cpuacct")
    monkeypatch.setattr(groups, "_memberships", lambda: dict.fromkeys(names, "user"))
    made = groups.make_group("x", Limits())
    assert made is not None
    assert {folder.parent.parent.name for folder in made.folders} == set(controllers)
    made.add(123)
    assert (tmp_path / "cpuacct/user/arboretum-x/cgroup.procs").read_text() == "123"


def test_control_groups_of_version_2(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """On folders that stand for the kernel's; which files get which values."""
    (tmp_path / "cgroup.controllers").touch()
    monkeypatch.setattr(groups, "_ROOT", tmp_path)
    monkeypatch.setattr(groups, "_memberships", lambda: {"": "user/engine"})
    (tmp_path / "user/engine").mkdir(parents=True)
    limits = Limits(memory_mb=100, cpus=0.5, pids=7)
    made = groups.make_group("x", limits)
    assert made is not None
    (folder,) = made.folders
    assert folder == tmp_path / "user/arboretum-x"
    values = {path.name: path.read_text() for path in folder.iterdir()}
    assert values == {
        "memory.max": str(100 << 20),
        "memory.swap.max": "0",
        "pids.max": "7",
        "cpu.max": "50000 100000",
        "cpu.weight": "3",
    }
    (folder / "memory.events").write_text("low 0\noom 1\noom_kill 2\n")
    assert made.starved()
    made.add(123)
    assert (folder / "cgroup.procs").read_text() == "123"
