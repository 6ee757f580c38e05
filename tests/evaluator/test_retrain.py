"""Trainings in real boxes: the reference agents, and programs that want more than they trained."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from typing import cast

import pytest

from bench.mltrain import course
from common.files import File
from evaluator.api import Grade, Task
from evaluator.benchmarks import load_benchmark
from evaluator.grading import grade
from evaluator.mltrain.trainer import FailedError, Trainer
from sandbox.api import Box, BoxSpec, Sandbox
from sandbox.docker import DockerSandbox

pytestmark = [
    pytest.mark.docker,
    pytest.mark.timeout(900),
    pytest.mark.skipif(find_spec("torch") is None, reason="needs the extra ml"),
]

_RUN = "test-retrain"
_SAVE = """
import sys, torch
from nets import build, save
CONFIG = {"family": "mlp", "sizes": [10, 1]}
model = build(CONFIG)
"""
_SEED = "torch.manual_seed(int(sys.argv[2]))\n" + _SAVE

FAKES = (
    """
import json, os, pathlib, time
found = [str(p) for top in ("/tests", "/logs", "/opt", "/solution", "/tmp", "/workspace", "/home")
         for p in pathlib.Path(top).rglob("*.npz")]
assert found == ["/workspace/data/train.npz"], found
assert not list(pathlib.Path("/tests").iterdir())
os.makedirs("/logs/verifier", exist_ok=True)
for name, text in (("reward.txt", "1"), ("reward.json", '{"reward": 1}')):
    pathlib.Path("/logs/verifier", name).write_text(text)
time.time = time.monotonic = time.process_time = lambda: 0.0
pathlib.Path("measure.py").write_text('print(\\'[{"score": 1.0}]\\')')
pathlib.Path("nets.py").open("a").write("\\ncount = lambda config: 0\\n")
print('[{"score": 1.0}]')
"""
    + "import sys, torch\n"
    + _SEED
    + "save(model, CONFIG)\nprint(json.dumps([{'score': 1.0}]))\n"
)

HIDDEN_WORK = (
    """
import os, pathlib, signal, sys, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 3)
        while time.process_time() < 8:
            pass
        pathlib.Path("/tmp/done").touch()
    os._exit(0)
while not os.path.exists("/tmp/done"):
    time.sleep(0.1)
time.process_time = time.monotonic = lambda: 0.0
import torch
"""
    + _SEED
    + "save(model, CONFIG)\n"
)

REFUSED = {
    "bigger": (
        _SAVE.replace("[10, 1]", "[10, 200, 200, 1]") + "save(model, CONFIG)",
        "the model has 42601 parameters",
        "weights_refused",
    ),
    "other inputs": (
        _SAVE.replace("[10, 1]", "[9, 1]") + "save(model, CONFIG)",
        "inputs is not 10",
        "weights_refused",
    ),
    "a pickle": (
        _SAVE + "torch.save(model.state_dict(), 'model.safetensors')",
        "cannot be read",
        "weights_refused",
    ),
    "not a number": (
        _SAVE + "model.layers[0].bias.data.fill_(float('nan'))\nsave(model, CONFIG)",
        "no finite float32",
        "weights_refused",
    ),
    "another class": (
        "import json\nfrom safetensors.torch import save_file\nimport torch\n"
        "save_file({'x': torch.ones(1)}, 'model.safetensors',"
        " {'config': json.dumps({'family': 'os.system'})})",
        "the family 'os.system' is not one of",
        "weights_refused",
    ),
    "a link": (
        "import os; os.symlink('/etc/passwd', 'model.safetensors')",
        "is a link",
        "refused_files",
    ),
    "nothing": ("pass", "left no model.safetensors", ""),
    "failure": ("raise SystemExit(3)", "ended with code 3", ""),
}


NAPS = """
import pathlib, time
from given import mixed, start
start()
for _ in range(3):
    mixed()
print(time.process_time())
time.sleep(1)
pathlib.Path("model.safetensors").write_text("x")
"""


class NoGpus:
    """Boxes without the GPUs that are asked for, which this machine may lack."""

    def __init__(self, sandbox: DockerSandbox) -> None:
        self.name, self._sandbox = sandbox.name, sandbox

    def start(self, spec: BoxSpec) -> Box:
        return self._sandbox.start(replace(spec, limits=replace(spec.limits, gpus=0)))


@pytest.fixture(scope="module")
def task() -> Task:
    return load_benchmark("mltrain").task("diabetes")


def _grade(sandbox: DockerSandbox, task: Task, script: str | None, seeds: int = 1) -> Grade:
    assert task.training is not None
    fewer = replace(task, training=replace(task.training, seeds=task.training.seeds[:seeds]))
    change = {} if script is None else {"train.py": File(script.encode())}
    return grade(sandbox, fewer, change, run=_RUN, variant="v")


@pytest.mark.parametrize("name", ["diabetes", "pole-on-cart"])
def test_oracle_gets_all_and_nop_nothing(sandbox: DockerSandbox, name: str) -> None:
    task = load_benchmark("mltrain").task(name)
    nop = grade(sandbox, task, {}, run=_RUN, variant="nop")
    solution = {"train.py": task.solution["train.py"]}
    oracle = grade(sandbox, task, solution, run=_RUN, variant="oracle")
    assert nop.detail.startswith("score"), nop.detail
    assert (nop.reward, oracle.reward) == (0.0, 1.0), (nop.detail, oracle.detail)


def test_time_is_compared_without_what_starting_takes(sandbox: DockerSandbox, task: Task) -> None:
    assert task.training is not None
    # The reference solves its equations at once: all of its time is the start, a third of what
    # the shipped program takes.
    timed = replace(task, training=replace(task.training, target=9.0, floor=0.8, goal=0.15))
    oracle = _grade(sandbox, timed, timed.solution["train.py"].data.decode())
    assert oracle.reward == 1.0, oracle.detail


def test_fakes_are_measured_like_any_weights(sandbox: DockerSandbox, task: Task) -> None:
    graded = _grade(sandbox, task, FAKES)
    assert graded.detail.startswith("score"), graded.detail
    assert graded.reward == 0
    assert any(one.startswith("aims_at_verifier") for one in graded.violations)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_weights_that_are_refused(sandbox: DockerSandbox, task: Task, name: str) -> None:
    script, reason, violation = REFUSED[name]
    graded = _grade(sandbox, task, script)
    assert graded.reward == 0
    assert reason in graded.detail
    assert not violation or any(one.startswith(violation) for one in graded.violations)


def test_weights_that_do_not_heed_the_data(sandbox: DockerSandbox, task: Task) -> None:
    constant = _SAVE + "torch.nn.init.ones_(model.layers[0].weight)\n"
    constant += "torch.nn.init.zeros_(model.layers[0].bias)\nsave(model, CONFIG)\n"
    graded = _grade(sandbox, task, constant, seeds=2)
    assert graded.reward == 0
    assert "same_weights" in graded.violations


def test_processor_time_is_counted_for_the_whole_box(sandbox: DockerSandbox, task: Task) -> None:
    assert task.training is not None
    short = replace(task, training=replace(task.training, cpu_seconds=8.0))
    graded = _grade(sandbox, short, HIDDEN_WORK)
    assert graded.reward == 0
    assert any(one.startswith("over_budget") for one in graded.violations), graded.detail


def test_with_a_gpu_the_clock_counts(sandbox: DockerSandbox, task: Task) -> None:
    assert task.training is not None
    boxes = cast(Sandbox, NoGpus(sandbox))
    large = replace(task, limits=replace(task.limits, gpus=1))
    trainer = Trainer(boxes, large, task.training, _RUN, "v")
    trained = trainer.train(File(NAPS.encode()), task.training.seeds[0])
    assert trained.seconds > 1 + float(trained.told.split()[0])
    found = course([trained.told], 0.5)
    assert 0 < found.steps_per_second < 3
    assert found.memory_mb > 20
    short = replace(trainer, terms=replace(task.training, cpu_seconds=1.0))
    with pytest.raises(FailedError, match=r"did not end in 1 s") as failed:
        short.train(File(b"import time; time.sleep(30)"), task.training.seeds[0])
    assert not failed.value.decided


def test_a_script_with_room_for_weights(sandbox: DockerSandbox, task: Task) -> None:
    graded = _grade(sandbox, task, "#" * (32 << 10) + "\n")
    assert graded.reward == 0
    assert "32768 are allowed" in graded.detail


def test_only_train_py_counts(sandbox: DockerSandbox, task: Task) -> None:
    script = "import sys, torch\n" + _SEED + "assert not hasattr(build, 'own')\nsave(model, CONFIG)"
    change = {"train.py": File(script.encode()), "nets.py": File(b"def build(c): ...\nbuild.own=1")}
    assert task.training is not None
    seeds = task.training.seeds[:1]
    fewer = replace(task, training=replace(task.training, seeds=seeds))
    graded = grade(sandbox, fewer, change, run=_RUN, variant="v")
    assert graded.detail.startswith("score"), graded.detail
