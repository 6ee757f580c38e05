"""Agents in real boxes: what they may do wrong, and what each of it becomes."""

from dataclasses import replace
from threading import Timer

import pytest

from common.errors import BoxGoneError, MachineryError
from common.files import File, apply_change
from evaluator.benchmarks import load_benchmark
from evolution.agent_run import Assignment, run_agent
from evolution.evaluation import evaluate
from evolution.expansion import expand
from evolution.machinery import Machinery
from evolution.nursery import seed_tree
from evolution.preflight import preflight
from evolution.transcripts import read_digest
from gateway.api import BudgetSpentError, Caps, ModelError
from gateway.budget import Budget
from gateway.gateway import Gateway
from gateway.scripted import ScriptedModel
from sandbox.api import Limits
from tests.evolution.tiny import EDIT, TinyModel, tiny_config, write_benchmark

pytestmark = pytest.mark.docker
SEED = seed_tree()


@pytest.fixture
def machinery(sandbox):
    made = Machinery(sandbox, Gateway(TinyModel(), attempts=1), "test-boxes")
    yield made
    assert made.stop() == []


def program(source):
    """An agent whose whole source is one program."""
    return {"coding_agent/__main__.py": File(source.encode())}


def assignment(agent, **changes):
    work = Assignment(
        variant="v0000",
        role="solve",
        agent=agent,
        files={"answer.txt": File(b"nothing\n")},
        workdir="/app",
        instruction="Write one to answer.txt.",
        timeout=20.0,
        caps=Caps(calls=20),
        limits=Limits(memory_mb=128, disk_mb=16),
    )
    return replace(work, **changes)


def test_the_seed_solves_a_task_and_is_graded(machinery, tmp_path):
    benchmark = load_benchmark(str(write_benchmark(tmp_path)))
    path = tmp_path / "t" / "one.json"
    result = evaluate(
        machinery,
        variant="v0000",
        agent=SEED,
        task=benchmark.task("one"),
        caps=Caps(calls=9),
        transcript=path,
    )
    assert (result.reward, result.run.exit_status, result.run.steps) == (1.0, "submitted", 2)
    assert result.run.usage.calls == 2
    assert result.run.message == "I did what was asked."
    assert read_digest(path).outputs == 1


@pytest.mark.parametrize(
    ("source", "status", "reason"),
    [
        ("raise SystemExit('no idea')", "crashed", "no idea"),
        ("import time; time.sleep(60)", "timeout", "time"),
        ("x = b'x' * 10 ** 9", "killed", "memory"),
        ("import os; os.symlink('/etc/passwd', 'answer')", "rejected", "link"),
        ("import os; [print('x' * 10 ** 6) for _ in range(300)]", "killed", "printed"),
        ('print(\'{"exit_status": 5, "steps": "many"}\')', "crashed", "ended"),
        ("print('[' * 100000)", "crashed", "ended"),
    ],
)
def test_what_an_agent_does_wrong_is_its_result(machinery, source, status, reason):
    timeout = 1.0 if status == "timeout" else 20.0
    run = run_agent(machinery, assignment(program(source), timeout=timeout))
    assert run.exit_status == status
    assert reason in run.reason


def test_an_agent_that_asks_nothing_ends_with_its_budget_of_time(machinery):
    idle = program("import time; time.sleep(60)")
    own = run_agent(machinery, assignment(idle, caps=Caps(seconds=1.0), timeout=50.0))
    assert (own.exit_status, own.seconds < 20) == ("timeout", True)
    variant = Budget("variant v0000", Caps(seconds=5.0), seconds=4.0)
    with pytest.raises(BudgetSpentError, match=r"variant v0000's budget of time"):
        run_agent(machinery, assignment(idle, budget=variant, timeout=50.0))


def test_three_gigabytes_in_its_folder_harm_nobody_else(machinery):
    source = (
        "import shutil\nwith open('big', 'wb') as f:\n for _ in range(3000): f.write(b'x' * 2**20)"
    )
    run = run_agent(machinery, assignment(program(source)))
    assert run.change == {}
    assert run.exit_status in {"crashed", "rejected"}


def test_a_fault_of_the_model_is_not_a_result(sandbox):
    model = ScriptedModel([ModelError("the provider is down")])
    machinery = Machinery(sandbox, Gateway(model, attempts=1), "test-boxes")
    with pytest.raises(ModelError, match="down"):
        run_agent(machinery, assignment(SEED))


def test_a_box_killed_from_outside_is_not_a_result(machinery):
    agent = program("import time; time.sleep(60)")

    timer = Timer(2.0, machinery.stop, ["v0000"])
    with pytest.raises((BoxGoneError, MachineryError)):
        run_agent(machinery, assignment(agent, timeout=50.0, watch=lambda _: timer.start()))
    timer.join()


def test_calls_written_as_text_leave_the_same_evidence(sandbox, tmp_path):
    call = '{"name": "bash", "arguments": {"command": "echo one | tee answer.txt"}}'
    model = ScriptedModel([f"```json\n{call}\n```", "I did what was asked."])
    machinery = Machinery(sandbox, Gateway(model, attempts=1), "test-boxes")
    path = tmp_path / "one.json"
    assert run_agent(machinery, assignment(SEED, transcript=path)).steps == 2
    digest = read_digest(path)
    assert (digest.steps, digest.outputs) == (2, 1)
    assert "one" in digest.last_test_output
    assert "answer.txt" in digest.last_steps[0]


TELLS_ITS_LIMIT = program(
    "import sys; open('answer.txt', 'w').write(sys.argv[sys.argv.index('--time-limit') + 1])"
)


def test_a_time_factor_stretches_the_limit_of_an_agent(machinery, tmp_path):
    task = load_benchmark(str(write_benchmark(tmp_path))).task("one")
    found = evaluate(
        machinery,
        variant="v0000",
        agent=TELLS_ITS_LIMIT,
        task=task,
        caps=Caps(calls=1),
        time_factor=2.5,
    )
    assert found.run.change["answer.txt"].data == b"75"
    expanded = expand(
        machinery,
        child="v0001",
        agent=TELLS_ITS_LIMIT,
        instruction="-",
        config=tiny_config(tmp_path, time_factor=0.5),
        transcript=tmp_path / "e.json",
        twin=lambda _: "",
        watch=lambda _: None,
    )
    assert expanded.run.change["answer.txt"].data == b"90"


def made(machinery, tmp_path, edit):
    machinery.gateway.model = TinyModel(edit)
    return expand(
        machinery,
        child="v0001",
        agent=SEED,
        instruction="# Improve your own source\n\nThe copy gets the id v0001.",
        config=tiny_config(tmp_path),
        transcript=tmp_path / "e.json",
        twin=lambda _: "",
        watch=lambda _: None,
    )


def test_an_agent_that_edits_itself_well_is_let_in(machinery, tmp_path):
    result = made(machinery, tmp_path, EDIT)
    assert result.refused == ""
    assert list(result.run.change) == ["coding_agent/limits.py"]
    assert result.summary == "I did what was asked."


@pytest.mark.parametrize(
    ("edit", "word"),
    [
        ("true", "left its source"),
        ("echo 'def (' >> coding_agent/agent.py", "does not compile"),
        ("rm coding_agent/__main__.py", "entry point"),
        ("ln -s /etc/passwd coding_agent/x.py", "link"),
        ("head -c 3000000000 /dev/zero > coding_agent/big.py", "big.py"),
        ("echo 'raise ValueError(1)' >> coding_agent/selftest.py", "self-test"),
        (
            "printf 'def run():\\n    pass\\n' > coding_agent/selftest.py; "
            "echo 'MAX_STEPS = 0' >> coding_agent/limits.py",
            "toy task",
        ),
    ],
)
def test_a_bad_edit_is_refused_with_its_reason(machinery, tmp_path, edit, word):
    refused = made(machinery, tmp_path, edit).refused
    assert word in refused
    assert "\n" not in refused


def test_the_preflight_lets_the_seed_pass_and_a_liar_not(machinery):
    assert preflight(machinery, "v0000", SEED) == ""
    liar = 'print(\'{"exit_status": "submitted", "steps": 1}\')\n'
    changed = apply_change(SEED, {"coding_agent/__main__.py": File(liar.encode())})
    assert "toy task" in preflight(machinery, "v0001", changed)
