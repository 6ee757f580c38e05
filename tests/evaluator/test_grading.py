from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from common.errors import BoxGoneError, MachineryError, UsageError
from common.files import Change, File
from evaluator.api import Benchmark, Grade, Task
from evaluator.check import check_benchmark
from evaluator.grading import DETAIL_CHARACTERS, grade
from evaluator.harbor import load_task
from evaluator.reference import oracle_change
from sandbox.api import Sandbox
from tests.evaluator.folders import TASK_TOML, write_task

pytestmark = pytest.mark.docker
RUN = "test-grading"


@pytest.fixture(autouse=True)
def no_box_is_left(sandbox: Sandbox) -> Iterator[None]:
    yield
    assert sandbox.kill(RUN) == []


@pytest.fixture
def task(tmp_path: Path) -> Task:
    return load_task(write_task(tmp_path / "sums"))


def _verdict(
    sandbox: Sandbox, folder: Path, script: str, change: Change | None = None, toml: str = TASK_TOML
) -> Grade:
    files = {"tests/test.sh": script, "tests/hidden.py": None, "task.toml": toml}
    made = load_task(write_task(folder / "made", files))
    return grade(sandbox, made, change or {}, run=RUN, variant="v0001")


def test_oracle_scores_one_and_nop_nought(sandbox: Sandbox, task: Task) -> None:
    change = oracle_change(sandbox, task, run=RUN)
    assert change == {"sums.py": File(b"def add(a, b):\n    return a + b\n")}
    solved = grade(sandbox, task, change, run=RUN, variant="oracle")
    assert solved.reward == 1.0
    assert 0 < solved.seconds < 60
    nothing = grade(sandbox, task, {}, run=RUN, variant="nop")
    assert nothing.reward == 0.0
    assert "AssertionError" in nothing.detail


def test_deletions_reach_the_box_and_the_task_stays_pristine(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    script = "[ -e notes/old.txt ] || [ ! -e new/file ]; echo $? > /logs/verifier/reward.txt"
    change: Change = {"notes/old.txt": None, "new/file": File(b"x")}
    assert _verdict(sandbox, tmp_path, script, change).reward == 1.0
    assert _verdict(sandbox, tmp_path, script).reward == 0.0


def test_lies_outside_the_verifier_have_no_effect(sandbox: Sandbox, task: Task) -> None:
    lies: dict[str, File | None] = {
        name: File(b"1\n")
        for name in ("reward.txt", "logs/verifier/reward.txt", "tests/test.sh", "reward.json")
    }
    lies["sums.py"] = File(b"print('\\n0123 0 reward.txt 310a.')\ndef add(a, b): return 0\n")
    graded = grade(sandbox, task, lies, run=RUN, variant="v0001")
    assert graded.reward == 0.0
    assert "0123" in graded.detail


@pytest.mark.parametrize(
    "path", ["../tests/test.sh", "/tests/test.sh", ".git/config", "a\u202eb.py", "SUMS.py"]
)
def test_a_change_that_breaks_the_rules_scores_nought(
    sandbox: Sandbox, task: Task, path: str
) -> None:
    graded = grade(sandbox, task, {path: File(b"")}, run=RUN, variant="v0001")
    assert graded.reward == 0.0
    assert "refused" in graded.detail


def test_a_change_larger_than_the_disk_scores_nought(sandbox: Sandbox, tmp_path: Path) -> None:
    toml = "[environment]\nstorage_mb = 1"
    change: Change = {"a": File(bytes(600_000)), "b": File(bytes(600_000))}
    graded = _verdict(sandbox, tmp_path, "echo 1 > /logs/verifier/reward.txt", change, toml)
    assert graded.reward == 0.0
    assert "do not fit" in graded.detail


REWARDS: Mapping[str, tuple[str, float, str]] = {
    "graded": ("echo 0.25 > /logs/verifier/reward.txt", 0.25, ""),
    "failing exit code": ("echo 1 > /logs/verifier/reward.txt; exit 3", 1.0, ""),
    "json": ("""echo '{"reward": 0.5, "x": 1}' > /logs/verifier/reward.json""", 0.5, ""),
    "nan": ("echo nan > /logs/verifier/reward.txt", 0.0, "no number between 0 and 1"),
    "too much": ("echo 1.5 > /logs/verifier/reward.txt", 0.0, "no number between 0 and 1"),
    "words": ("echo passed > /logs/verifier/reward.txt", 0.0, "no number between 0 and 1"),
    "json true": ("""echo '{"reward": true}' > /logs/verifier/reward.json""", 0.0, "no number"),
    "deep json": ("printf '[%.0s' {1..4000} > /logs/verifier/reward.json", 0.0, "no number"),
    "long": ("{ echo 1; head -c 9000 /dev/zero; } > /logs/verifier/reward.txt", 0.0, "no number"),
    "link": ("echo 1 > /tmp/r; ln -s /tmp/r /logs/verifier/reward.txt", 0.0, "no number"),
    "fifo": ("mkfifo /logs/verifier/reward.txt", 0.0, "no number"),
    "folder": ("mkdir /logs/verifier/reward.txt", 0.0, "no number"),
    "none": ("echo done; exit 7", 0.0, "wrote no reward (exit code 7)"),
    "kills its runner": ("kill -9 $PPID", 0.0, "ended before it was done"),
}


@pytest.mark.parametrize("kind", REWARDS)
def test_what_counts_as_a_reward(sandbox: Sandbox, tmp_path: Path, kind: str) -> None:
    script, reward, told = REWARDS[kind]
    graded = _verdict(sandbox, tmp_path, script)
    assert graded.reward == reward
    assert told in graded.detail


def test_a_verifier_out_of_time_scores_nought(sandbox: Sandbox, tmp_path: Path) -> None:
    script = "echo 1 > /logs/verifier/reward.txt; echo started; sleep 60"
    graded = _verdict(sandbox, tmp_path, script, toml="[verifier]\ntimeout_sec = 1.0")
    assert graded.reward == 0.0
    assert "did not end in 1 s" in graded.detail
    assert "started" in graded.detail


def test_what_the_verifier_left_running_is_ended_first(sandbox: Sandbox, tmp_path: Path) -> None:
    script = """
    for i in 1 2 3; do setsid sh -c 'while :; do echo still here; sleep 0.01; done' & done
    setsid sh -c 'trap "" TERM; sleep 60' &
    echo 0.25 > /logs/verifier/reward.txt
    """
    graded = _verdict(sandbox, tmp_path, script)
    assert graded.reward == 0.25
    assert graded.seconds < 20


def test_the_nonce_cannot_be_read_by_the_code_under_test(sandbox: Sandbox, tmp_path: Path) -> None:
    script = """
    cat /proc/$PPID/environ /proc/$PPID/mem /proc/$PPID/fd/0 2>&1 | grep -ac 'denied'
    tr '\\0' ' ' < /proc/$PPID/cmdline | grep -aoE '[0-9a-f]{32}'
    env | grep -oE '[0-9a-f]{32}'
    """
    graded = _verdict(sandbox, tmp_path, script)
    assert graded.detail.split("\n")[1:] == ["3"]


def test_output_is_bounded_and_harmless(sandbox: Sandbox, tmp_path: Path) -> None:
    script = (
        "head -c 20000000 /dev/zero | tr '\\0' x\n"
        "printf '\\033[31mred\\n'; echo 1 > /logs/verifier/reward.txt"
    )
    graded = _verdict(sandbox, tmp_path, script)
    assert graded.reward == 1.0
    assert len(graded.detail) <= DETAIL_CHARACTERS
    assert graded.detail.endswith("red")
    assert "\x1b" not in graded.detail


def test_a_halt_is_not_a_score(sandbox: Sandbox, tmp_path: Path) -> None:
    killed: list[str] = []

    def halt() -> None:
        until = time.monotonic() + 20
        while not killed and time.monotonic() < until:
            killed.extend(sandbox.kill("test-halt", "v0001"))
            time.sleep(0.1)

    made = load_task(write_task(tmp_path / "slow", {"tests/test.sh": "sleep 30"}))
    thread = threading.Thread(target=halt)
    thread.start()
    # A box that is killed while it starts has not begun; either way there is no grade.
    with pytest.raises((BoxGoneError, MachineryError)):
        grade(sandbox, made, {}, run="test-halt", variant="v0001")
    thread.join()
    assert sandbox.kill("test-halt") == []


def test_a_solution_that_fails_is_a_broken_task(sandbox: Sandbox, tmp_path: Path) -> None:
    failing = load_task(write_task(tmp_path / "a", {"solution/solve.sh": "echo why >&2; exit 4"}))
    with pytest.raises(UsageError, match="the task a ended with code 4: why"):
        oracle_change(sandbox, failing, run=RUN)
    linking = load_task(write_task(tmp_path / "b", {"solution/solve.sh": "ln -s / root"}))
    with pytest.raises(UsageError, match="the task b leaves files that are refused"):
        oracle_change(sandbox, linking, run=RUN)
    without = load_task(write_task(tmp_path / "c", {"solution/solve.sh": None}))
    with pytest.raises(UsageError, match="task c has no solution"):
        oracle_change(sandbox, without, run=RUN)


def test_a_check_names_what_is_wrong(sandbox: Sandbox, tmp_path: Path) -> None:
    always = {"tests/test.sh": "echo 1 > /logs/verifier/reward.txt", "tests/hidden.py": None}
    good = load_task(write_task(tmp_path / "good"))
    free = load_task(write_task(tmp_path / "free", always))
    wrong = load_task(write_task(tmp_path / "wrong", {"solution/solve.sh": "exit 1"}))
    seen: list[str] = []
    found = check_benchmark(
        sandbox,
        Benchmark("made", {"train": (good,), "select": (free, wrong), "holdout": ()}),
        progress=lambda check: seen.append(check.task),
    )
    assert [(c.task, c.split, c.oracle, c.nop, c.ok) for c in found] == [
        ("good", "train", 1.0, 0.0, True),
        ("free", "select", 1.0, 1.0, False),
        ("wrong", "select", None, 0.0, False),
    ]
    assert sorted(seen) == ["free", "good", "wrong"]
    assert found[0].detail == ""
    assert "Doing nothing scores 1" in found[1].detail
    assert "ended with code 1" in found[2].detail
