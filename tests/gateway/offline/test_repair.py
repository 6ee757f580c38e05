from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.offline import OfflineModel
from gateway.offline.evidence import HEADING
from tests.agent_seed.support import SEED, Run, copy_seed, run_agent, with_limits, write
from tests.gateway.offline.steps import apply_recipe
from tests.gateway.offline.tasks import ASK, DEFECTS, FERRY, OWN, UNITTEST, ferry, project

PRICES = '''"""Prices."""


def price(units, rate):
    """Return what so many units cost."""
    return units + rate


def label(name):
    """Return a name as it is printed."""
    return name.strip()
'''
PRICE_CHECKS = {"app.price(3, 4)": "12", "app.price(1, 5)": "5", "app.label(' a ')": "'a'"}
UNSOLVABLE = {"app.price(3, 4)": "'twelve'", "app.label('b')": "'b'"}


def steps_of(folder: Path, steps: int) -> Path:
    return with_limits(copy_seed(folder), MAX_STEPS=steps)


@pytest.mark.parametrize("ask", [UNITTEST, OWN], ids=["unittest", "own runner"])
@pytest.mark.parametrize("defect", DEFECTS)
def test_repairs_what_it_never_saw(tmp_path, defect, ask):
    good, bad = DEFECTS[defect]
    work = ferry(tmp_path / "work", good, bad)
    run = run_agent(OfflineModel(), work, ask, agent=steps_of(tmp_path, 20))
    assert run.status["exit_status"] == "submitted"
    assert "The tests pass" in run.message
    assert "\n" not in run.message
    assert (tmp_path / "work/ferry.py").read_text() == FERRY


def test_gives_up_cleanly_on_what_it_cannot_repair(tmp_path):
    source = "def label(name):\n    return name\n\n\ndef price(units, rate):\n    return None\n"
    work = project(tmp_path / "work", source, UNSOLVABLE)
    run = run_agent(OfflineModel(), work, ASK, agent=steps_of(tmp_path, 150))
    assert run.status["exit_status"] == "submitted"
    assert "still fail" in run.message
    assert (work / "app.py").read_text() == source


def test_nothing_to_repair_is_nothing_changed(tmp_path):
    work = project(tmp_path / "work", PRICES, {"app.price(2, 3)": "5"})
    run = run_agent(OfflineModel(), work, ASK)
    assert run.status["exit_status"] == "submitted"
    assert (work / "app.py").read_text() == PRICES
    assert run.calls("editor") == []


def test_an_empty_folder_ends_the_attempt(tmp_path):
    run = run_agent(OfflineModel(), tmp_path / "work", ASK)
    assert run.status["exit_status"] == "submitted"


@pytest.fixture(scope="module")
def requests(tmp_path_factory) -> list[dict[str, Any]]:
    """The requests of one real repair."""
    folder = tmp_path_factory.mktemp("requests")
    good, bad = DEFECTS["wrong operator"]
    return run_agent(OfflineModel(), ferry(folder / "work", good, bad), OWN).requests


def test_the_same_request_has_the_same_answer(requests):
    used = OfflineModel()
    once = [used.complete(request) for request in requests]
    assert [used.complete(request) for request in reversed(requests)] == once[::-1]
    assert [OfflineModel().complete(request) for request in requests] == once


def test_two_threads_get_what_one_gets(requests):
    expected = [OfflineModel().complete(request) for request in requests]
    shared = OfflineModel()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(shared.complete, requests * 6))
    assert answers == expected * 6


def test_answers_are_chat_completions(requests):
    for request in requests:
        before = json.dumps(request)
        answer = json.loads(json.dumps(OfflineModel().complete(request)))
        assert json.dumps(request) == before
        choice, usage = answer["choices"][0], answer["usage"]
        calls = choice["message"].get("tool_calls", [])
        assert choice["finish_reason"] == ("tool_calls" if calls else "stop")
        assert len({call["id"] for call in calls}) == len(calls)
        assert all(type(json.loads(call["function"]["arguments"])) is dict for call in calls)
        assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"] > 0


GARBAGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
OUTPUTS = st.sampled_from(
    [
        "FAILED (failures=" + "9" * 5000 + ")\n(exit code 1)",
        f'Traceback\n  File "app.py", line {"7" * 5000}, in f\n    x\nValueError: y',
        "1" * 5000 + "\tx = 1\n",
        "  12 ./app.py\n  " + "3" * 5000 + " ./b.py\n  3 ./tests.py",
        "SUSPECT\nSUSPECT app.py 1:0.50 " + "4" * 5000 + ":1.00",
        "     1\tdef f(a, b):\n     2\t    return a < b\n",
        "     1\tdef f(:\n     3\t\x0c\x1c\u2028x = (1\n     0\tx",
        "coding_agent/limits.py:3:MAX_ST\ncoding_agent/x.py:²:A = 1\ncoding_agent/y.py:1:B = 8",
        "coding_agent/limits.py:3:MAX_STEPS = " + "5" * 5000,
        "  40 coding_agent/agent.py\n" + "6" * 5000 + " coding_agent/b.py",
        "error: old_str occurs 2 times",
        "5 checks passed",
        "[output cut: 5 more characters]",
        "",
    ]
) | st.text(max_size=80)
COMMANDS = st.sampled_from(
    [
        "python3 run_tests.py",
        "find . -name '*.py' -not -path '*/.*' | sort | xargs wc -l",
        "cat -n app.py | tail -n +1",
        "grep -rnE --include=*.py '^[A-Z][A-Z_]+ = [0-9]+$' coding_agent",
        "wc -l coding_agent/*.py",
        "python3 -m coding_agent self-test",
        "str_replace",
        "undo",
    ]
) | st.text(max_size=20)


@st.composite
def turns(draw: st.DrawFn) -> list[Any]:
    """Tool calls and outputs that look right and hold rubbish."""
    found: list[Any] = []
    for n in range(draw(st.integers(0, 6))):
        name = draw(st.sampled_from(["bash", "editor"]) | st.text(max_size=5))
        arguments: Any = {"command": draw(COMMANDS), "path": draw(st.text(max_size=5) | GARBAGE)}
        arguments |= {"old_str": draw(st.text(max_size=9)), "new_str": draw(st.text(max_size=9))}
        encoded = draw(st.just(json.dumps(arguments)) | GARBAGE | st.just("[" * 9000))
        function = draw(st.just({"name": name, "arguments": encoded}) | GARBAGE)
        call = draw(st.just({"id": f"c{n}", "function": function}) | GARBAGE)
        found.append({"role": "assistant", "tool_calls": draw(st.just([call]) | GARBAGE)})
        key = draw(st.just(f"c{n}") | GARBAGE)
        content = draw(OUTPUTS | GARBAGE)
        found.append({"role": "tool", "tool_call_id": key, "content": content})
    return found


@st.composite
def hostile_requests(draw: st.DrawFn) -> dict[str, Any]:
    head = draw(st.sampled_from([ASK, f"{HEADING}\nYou get the id v7.", ""]) | GARBAGE)
    messages = [{"role": "user", "content": head}, *draw(turns())]
    tool = {"type": "function", "function": {"parameters": {"properties": {"command": {}}}}}
    return {
        "messages": draw(st.just(messages) | GARBAGE),
        "tools": draw(st.just(None) | st.just([tool]) | GARBAGE),
    }


@settings(max_examples=150)
@given(hostile_requests())
def test_no_request_makes_it_raise(request):
    answer = OfflineModel().complete(request)
    assert answer == OfflineModel().complete(request)
    json.dumps(answer)


TAIL = {
    "tools": (
        'return output[: limits.MAX_OUTPUT_CHARS] + f"\\n[output cut: {cut} more characters]"',
        'return f"[output cut: {cut} more characters]\\n" + output[-limits.MAX_OUTPUT_CHARS :]',
    )
}
ALL_CALLS = {"agent": ("answer.calls[:1]", "answer.calls")}


def test_an_agent_that_shows_the_end_of_output_solves_noisy_tasks(tmp_path):
    def attempt(name: str, agent: Path) -> tuple[str, str]:
        work = project(tmp_path / name, PRICES, PRICE_CHECKS, noise=100)
        run = run_agent(OfflineModel(), work, ASK, agent=agent)
        return run.status["exit_status"], (work / "app.py").read_text()

    assert attempt("plain", steps_of(tmp_path, 20))[0] == "step_limit"
    tail = with_limits(copy_seed(tmp_path, TAIL, name="tail"), MAX_STEPS=20)
    better = attempt("better", tail)
    assert better == ("submitted", PRICES.replace("units + rate", "units * rate"))


def test_an_agent_with_more_steps_solves_what_needs_many_attempts(tmp_path):
    def attempt(name: str, agent: Path) -> Run:
        work = ferry(tmp_path / name, "range(1, rows + 1)", "range(1, rows)")
        return run_agent(OfflineModel(), work, OWN, agent=agent)

    assert attempt("plain", SEED).status["exit_status"] == "step_limit"
    assert attempt("better", steps_of(tmp_path, 48)).status["exit_status"] == "submitted"
    assert (tmp_path / "better/ferry.py").read_text() == FERRY


def test_an_agent_that_runs_every_call_asks_less_often(tmp_path):
    def attempt(name: str, agent: Path) -> Run:
        work = ferry(tmp_path / name, *DEFECTS["wrong operator"])
        return run_agent(OfflineModel(), work, OWN, agent=agent)

    every = with_limits(copy_seed(tmp_path, ALL_CALLS, name="every"), MAX_STEPS=20)
    plain, better = attempt("plain", steps_of(tmp_path, 20)), attempt("better", every)
    assert plain.status["exit_status"] == better.status["exit_status"] == "submitted"
    assert len(better.requests) <= len(plain.requests) - 4


def test_an_agent_that_remembers_edits_repeats_fewer(tmp_path):
    def repeats(name: str, agent: Path) -> int:
        work = ferry(tmp_path / name, "best = load", "best = best")
        prompts = len((agent / "coding_agent/prompts.py").read_text())
        with_limits(agent, MAX_CONTEXT_CHARS=9500 + prompts, MAX_STEPS=40)
        run = run_agent(OfflineModel(), work, OWN, agent=agent)
        edits = [json.dumps(call, sort_keys=True) for call in run.calls("editor")]
        return len(edits) - len(set(edits))

    plain = copy_seed(tmp_path, name="forgets")
    better = copy_seed(tmp_path, name="remembers")
    assert apply_recipe(better, "memory")
    assert repeats("with", better) < repeats("without", plain)


def test_a_project_without_tests_in_the_instruction_is_asked_with_unittest(tmp_path):
    run = run_agent(OfflineModel(), write(tmp_path / "work", {"a.py": "x = 1\n"}), "Repair it.")
    assert run.calls("bash")[0] == {"command": "python3 -m unittest"}
