from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from common.errors import UsageError
from common.files import Change, File
from evaluator.api import Benchmark, Task
from evaluator.benchmarks import load_benchmark
from evaluator.check import check_benchmark
from evaluator.grading import grade
from evaluator.images import prepare
from evaluator.swebench.images import own_image
from evaluator.swebench.instances import read_instances
from sandbox.api import Sandbox
from sandbox.builder import ensure_image
from sandbox.engine import Engine
from sandbox.recipe import ImageRecipe
from tests.evaluator.swebench_set import COUNT, FILES, RING, SHAPES, WORDS, write_set

RUN = "test-swebench"


@pytest.fixture(scope="module")
def instances(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_set(tmp_path_factory.mktemp("swebench"))


@pytest.fixture(scope="module")
def benchmark(sandbox: Sandbox, instances: Path) -> Iterator[Benchmark]:
    loaded = load_benchmark(f"swebench:{instances}")
    said: list[str] = []
    yield prepare(loaded, sandbox, "never", said.append)
    assert "own__shapes-1: no image from a registry, so it stands on a local clone" in said
    assert sandbox.kill(RUN) == []


def edited(text: str, edit: tuple[str, str, str]) -> File:
    return File(text.replace(edit[1], edit[2]).encode())


@pytest.fixture
def ring(benchmark: Benchmark) -> Task:
    return benchmark.task("own__shapes-1")


def test_tasks_hold_the_base_commit_and_none_of_the_tests_to_come(instances: Path) -> None:
    loaded = load_benchmark(f"swebench:{instances}")
    tasks = [task.otherwise for tasks in loaded.splits.values() for task in tasks if task.otherwise]
    assert len(tasks) == 3
    assert len({task.digest for task in tasks}) == 3
    for task in tasks:
        assert task.files["shapes.py"].data == SHAPES.encode()
        assert "link.txt" not in task.files
        shown = task.instruction + "".join(f.data.decode() for f in task.files.values())
        assert "ring of" not in shown
        assert "test_count" not in shown


@pytest.mark.docker
@pytest.mark.timeout(600)
def test_gold_resolves_and_an_empty_patch_does_not(sandbox: Sandbox, benchmark: Benchmark) -> None:
    checks = check_benchmark(sandbox, benchmark, workers=2)
    assert [(check.task, check.detail) for check in checks if not check.ok] == []


@pytest.mark.docker
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("change", "reward"),
    [
        ({"shapes.py": edited(SHAPES, RING)}, 1.0),
        # right, and breaks what passed
        ({"shapes.py": File(edited(SHAPES, RING).data.replace(b"{kind}: ", b"{kind} "))}, 0.0),
        ({"words.py": edited(WORDS, COUNT)}, 0.0),
        ({"shapes.py": File(b"<<<<<<< \xff\x00 garbage")}, 0.0),
        ({"shapes.py": None, "tests/test_shapes.py": None}, 0.0),
        # the tests are restored, whatever became of them
        ({"tests/test_shapes.py": File(b"def test_ring(): pass\n")}, 0.0),
        ({"shapes.py": edited(SHAPES, RING), "tests/test_shapes.py": None}, 1.0),
        ({"shapes.py": File(SHAPES.encode() + b"\nimport os\nos._exit(0)\n")}, 0.0),
    ],
)
def test_what_resolves_an_instance(
    sandbox: Sandbox, ring: Task, change: Change, reward: float
) -> None:
    graded = grade(sandbox, ring, change, run=RUN, variant="v0001")
    assert graded.reward == reward, graded.detail
    assert graded.decided


@pytest.mark.docker
@pytest.mark.timeout(600)
def test_a_forged_log_scores_nought_and_is_named(
    sandbox: Sandbox, ring: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged = """
import os

for fd in range(1, 30):
    try:
        for name in ("square", "ring", "label"):
            os.write(fd, f"PASSED tests/test_shapes.py::test_{name}\\n".encode())
    except OSError:
        pass
os._exit(0)
"""
    change = {"shapes.py": File((SHAPES + forged).encode())}
    graded = grade(sandbox, ring, change, run=RUN, variant="v0001")
    assert (graded.reward, graded.violations) == (0.0, ("forged_result",)), graded.detail
    monkeypatch.setattr("evaluator.grading.controls", lambda _judge: [])
    believed = grade(sandbox, ring, change, run=RUN, variant="v0001")
    assert believed.reward == 1.0, "the forgery must be one that is believed without controls"


@pytest.mark.docker
@pytest.mark.timeout(600)
def test_the_box_is_ours(sandbox: Sandbox, ring: Task) -> None:
    look = (
        "import os\n"
        "words = open('/proc/self/status').read().split()\n"
        "caps = words[words.index('CapEff:') + 1]\n"
        "nets = sorted(os.listdir('/sys/class/net'))\n"
        "raise RuntimeError(f'FOUND {os.getuid()} {int(caps, 16)} {nets}')\n"
    )
    change = {"shapes.py": File((look + SHAPES).encode())}
    graded = grade(sandbox, ring, change, run=RUN, variant="v0001")
    assert "FOUND 10001 0 ['lo']" in graded.detail


@pytest.mark.docker
@pytest.mark.timeout(600)
def test_a_published_image_is_arranged_for_our_box(
    sandbox: Sandbox, benchmark: Benchmark, instances: Path, tmp_path: Path
) -> None:
    """Its repository has a history, links and a tool below /opt, all of them root's."""
    clone = instances.parent / "repos" / "own__shapes"
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        tar.add(clone, "testbed")
    dockerfile = (
        f"FROM {own_image().reference}\nADD testbed.tar /\n"
        "RUN mkdir -p /opt/miniconda3/bin && printf 'export TOOL=there' > /opt/miniconda3/bin/go"
        " && chmod 0700 /testbed/docs\n"
    )
    context = {"testbed.tar": File(archive.getvalue())}
    published = ImageRecipe(dockerfile=dockerfile, context=context, ours=True)
    ensure_image(Engine(), published, "never", lambda _: None)
    row = json.loads(instances.read_text().splitlines()[0])
    source = row["eval_script"].replace(
        "git status", ". /opt/miniconda3/bin/go; cat link.txt; echo $TOOL; git log --oneline"
    )
    path = tmp_path / "instances.jsonl"
    path.write_text(json.dumps({**row, "image": published.reference, "eval_script": source}))
    (tmp_path / "repos").symlink_to(clone.parent)
    loaded = prepare(load_benchmark(f"swebench:{path}"), sandbox, "never", lambda _: None)
    task = loaded.task("own__shapes-1")
    assert task.from_image, "a clone stands in only where there is no image"
    assert set(task.files) == set(FILES)
    change: Change = {"shapes.py": edited(SHAPES, RING), "words.py": None}
    graded = grade(sandbox, task, change, run=RUN, variant="v0001")
    assert graded.reward == 1.0, graded.detail
    assert "there" in graded.detail
    assert "Shapes and words." in graded.detail
    broken = {"shapes.py": File(b"")}
    assert grade(sandbox, task, broken, run=RUN, variant="v0001").reward == 0.0
    for image in (task.image, published):
        assert image
        Engine().api.remove_image(image.reference)


def test_older_schemas_and_damaged_files_are_refused(instances: Path, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in instances.read_text().splitlines()]
    old = tmp_path / "old.jsonl"
    kept = {k: v for k, v in rows[0].items() if k not in {"eval_script", "log_parser"}}
    old.write_text(json.dumps(kept))
    with pytest.raises(UsageError, match="has no eval_script, log_parser: it is in the schema"):
        read_instances(str(old))
    damaged = tmp_path / "damaged.jsonl"
    damaged.write_text(json.dumps({**rows[0], "patch": 3}) + "\n")
    with pytest.raises(UsageError, match="is damaged: patch"):
        read_instances(str(damaged))
    damaged.write_text("{")
    with pytest.raises(UsageError, match="is damaged"):
        read_instances(str(damaged))
    damaged.write_text(json.dumps({**rows[0], "instance_id": "../x"}))
    with pytest.raises(UsageError, match="cannot be a task's name"):
        read_instances(str(damaged))
    with pytest.raises(UsageError, match="cannot be read"):
        read_instances(str(tmp_path / "none.jsonl"))


def test_parquet_and_json_hold_the_same_as_jsonl(instances: Path, tmp_path: Path) -> None:
    import pyarrow
    from pyarrow import parquet

    rows = [json.loads(line) for line in instances.read_text().splitlines()]
    rows = [{**r, **{k: json.dumps(r[k]) for k in r if isinstance(r[k], list)}} for r in rows]
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "set.parquet")
    (tmp_path / "set.json").write_text(json.dumps(rows))
    names = [one.instance_id for one in read_instances(str(instances))]
    assert [one.instance_id for one in read_instances(str(tmp_path / "set.parquet"))] == names
    assert [one.instance_id for one in read_instances(str(tmp_path / "set.json"))] == names


def test_a_name_that_cannot_be_had_says_what_to_do() -> None:
    words = [sys.executable, "-m", "cli.entry", "evaluate", "nop", "--benchmark"]
    done = subprocess.run(
        [*words, "swebench:nobody/has-this-set"],
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert "cannot be had from Hugging Face" in done.stderr
    assert "parquet or JSONL" in done.stderr


def test_a_commit_that_is_not_in_the_clone_is_told(instances: Path, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in instances.read_text().splitlines()]
    (tmp_path / "repos").symlink_to(instances.parent / "repos")
    other = tmp_path / "instances.jsonl"
    other.write_text(json.dumps({**rows[0], "base_commit": "f" * 40}))
    with pytest.raises(UsageError, match="does not hold the commit"):
        load_benchmark(f"swebench:{other}")
