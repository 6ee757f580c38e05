from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from gateway.scripted import ScriptedModel, text, tool_call
from tests.agent_seed.support import (
    SEED,
    HttpFaultError,
    Run,
    copy_seed,
    environment,
    run_agent,
    self_test,
    serve,
    with_limits,
    write,
)


def numbered(*replies: dict[str, Any] | str | Exception) -> ScriptedModel:
    """The replies with an id on every tool call, as endpoints send them."""
    for n, reply in enumerate(replies):
        calls = reply["choices"][0]["message"].get("tool_calls", []) if type(reply) is dict else []
        for m, call in enumerate(calls):
            call["id"] = f"call_{n}_{m}"
    return ScriptedModel(replies)


def raw_call(name: str, arguments: Any) -> dict[str, Any]:
    body = tool_call(name)
    body["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"] = arguments
    return body


def act(folder: Path, *replies: dict[str, Any] | str, agent: Path | None = None) -> Run:
    if agent is None:
        agent = with_limits(copy_seed(folder, name="seed"), MAX_STEPS=len(replies) + 4)
    return run_agent(numbered(*replies, "done"), folder / "work", "do it", agent=agent)


def test_submits_when_the_model_answers_without_a_call(tmp_path):
    run = act(tmp_path, tool_call("bash", command="echo hello > made.txt; cat made.txt"))
    assert run.code == 0
    assert run.status == {"exit_status": "submitted", "steps": 2}
    assert run.message == "done"
    assert (tmp_path / "work/made.txt").read_text() == "hello\n"
    assert run.outputs == ["hello\n\n(exit code 0)"]
    assert run.requests[1]["messages"][-1]["content"] == run.outputs[0]
    assert run.requests[0]["model"] == "offline"
    assert run.headers[0]["Authorization"] == "Bearer a-token"


def test_step_limit(tmp_path):
    run = run_agent(numbered(tool_call("bash", command="true")), tmp_path / "work", "never ends")
    assert run.code == 1
    assert run.status == {"exit_status": "step_limit", "steps": 8}
    assert len(run.requests) == 8


def test_time_limit(tmp_path):
    model = numbered(tool_call("bash", command="sleep 0.4"))
    run = run_agent(model, tmp_path / "work", "never ends", time_limit=0.3)
    assert run.code == 1
    assert run.status == {"exit_status": "time_limit", "steps": 1}


@pytest.mark.parametrize("status", [400, 500])
def test_a_refusing_endpoint_is_a_model_error(tmp_path, status):
    run = run_agent(numbered(HttpFaultError(status)), tmp_path / "work", "try")
    assert run.code == 1
    assert run.status == {"exit_status": "model_error", "steps": 0}
    assert str(status) in run.message
    assert "Traceback" not in run.stderr
    assert (len(run.requests) == 1) == (status == 400)


def test_a_passing_fault_is_survived(tmp_path):
    run = run_agent(numbered(HttpFaultError(503), "done"), tmp_path / "work", "try")
    assert run.status["exit_status"] == "submitted"


def test_nobody_listening_is_a_model_error(tmp_path):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
        run = run_agent(numbered("never asked"), tmp_path / "work", "try", url=url)
    assert run.code == 1
    assert run.status == {"exit_status": "model_error", "steps": 0}
    assert "Traceback" not in run.stderr


def test_wrong_calls_are_explained_and_the_loop_goes_on(tmp_path):
    run = act(
        tmp_path,
        raw_call("bash", '{"command": "ls'),
        raw_call("bash", '["ls"]'),
        tool_call("browser", url="x"),
        tool_call("bash"),
        tool_call("bash", command=["ls"]),
        tool_call("bash", command="nul \0 byte"),
        tool_call("editor", command="insert", path="a.txt", line=10**30, text="x"),
        tool_call("editor", command="insert", path="a.txt", line=0, text=5),
        tool_call("editor", command="dance", path="a.txt"),
    )
    assert run.status == {"exit_status": "submitted", "steps": 11}
    assert [output.split(":")[0] for output in run.outputs] == ["error"] * 9
    assert "bash or editor" in run.outputs[2]
    assert "'command' is missing" in run.outputs[3]
    for request in run.requests:
        for message in request["messages"]:
            for call in message.get("tool_calls", []):
                assert isinstance(json.loads(call["function"]["arguments"]), dict)


def test_editor_wrong_types_do_not_end_the_attempt(tmp_path):
    write(tmp_path / "work", {"a.txt": "one\n"})
    run = act(
        tmp_path,
        tool_call("editor", command="insert", path="a.txt", line=10**30, text="x"),
        tool_call("editor", command="insert", path="a.txt", line=0, text=5),
        tool_call("editor", command="create", path="a.txt", text={"no": "text"}),
        tool_call("editor", command="create", path="a.txt", text="half a pair: \ud83d"),
        tool_call("editor", command="str_replace", path="a.txt", old_str="one", new_str="\udc00"),
    )
    assert run.status == {"exit_status": "submitted", "steps": 7}
    assert [output.split(":")[0] for output in run.outputs] == ["error"] * 5
    assert (tmp_path / "work/a.txt").read_text() == "one\n"


def test_editor_edges(tmp_path):
    write(tmp_path / "work", {"twice.txt": "a\nb\na\n", "b.txt": "1\n2\n3\n4\n"})
    (tmp_path / "work/binary").write_bytes(b"\xff\xfe\x00")

    def replace(path: str, old: str) -> dict[str, Any]:
        return tool_call("editor", command="str_replace", path=path, old_str=old, new_str="z")

    run = act(
        tmp_path,
        replace("twice.txt", "missing"),
        replace("twice.txt", "a"),
        replace("not-there.txt", "a"),
        tool_call("editor", command="view", path="binary"),
        tool_call("editor", command="view", path="."),
        tool_call("editor", command="view", path="b.txt", first=2, last=3),
        tool_call("editor", command="create", path="deep/er/n.txt", text="new\n"),
        tool_call("editor", command="insert", path="b.txt", line=0, text="0\n"),
        replace("b.txt", "3"),
    )
    assert "0 times" in run.outputs[0]
    assert "2 times" in run.outputs[1]
    assert [output.split(":")[0] for output in run.outputs[:5]] == ["error"] * 5
    assert run.outputs[5] == "2\t2\n3\t3"
    work = tmp_path / "work"
    assert (work / "twice.txt").read_text() == "a\nb\na\n"
    assert (work / "deep/er/n.txt").read_text() == "new\n"
    assert (work / "b.txt").read_text() == "0\n1\n2\nz\n4\n"


def test_a_call_written_as_text_is_run(tmp_path):
    call = json.dumps({"name": "bash", "arguments": {"command": "echo from text > t.txt"}})
    run = act(tmp_path, f"I will do that.\n```json\n{call}\n```")
    assert run.status == {"exit_status": "submitted", "steps": 2}
    assert (tmp_path / "work/t.txt").read_text() == "from text\n"


def test_only_the_first_call_of_an_answer_is_run(tmp_path):
    two = tool_call("bash", command="touch one")
    message = two["choices"][0]["message"]
    message["tool_calls"].append(
        tool_call("bash", command="touch two")["choices"][0]["message"]["tool_calls"][0]
    )
    run = act(tmp_path, two)
    assert run.status["steps"] == 2
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["one"]
    assert len(run.requests[1]["messages"][2]["tool_calls"]) == 1


def quick(folder: Path) -> Path:
    return with_limits(copy_seed(folder), BASH_TIMEOUT_SECONDS=0.7)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_a_command_out_of_time_ends_with_its_whole_group(tmp_path):
    command = "sleep 50 & echo $! > inner; (sleep 50 & echo $! > deep; wait); echo never"
    run = act(tmp_path, tool_call("bash", command=command), agent=quick(tmp_path))
    assert run.status == {"exit_status": "submitted", "steps": 2}
    assert run.outputs == ["\n(timed out)"]
    pids = [int((tmp_path / "work" / name).read_text()) for name in ("inner", "deep")]
    deadline = time.monotonic() + 5
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(map(alive, pids))


def test_a_process_that_left_its_group_cannot_hold_the_agent(tmp_path):
    started = time.monotonic()
    command = "setsid sleep 30 & echo $! > pid; echo started"
    run = act(tmp_path, tool_call("bash", command=command))
    assert run.outputs == ["started\n\n(exit code 0)"]
    assert time.monotonic() - started < 15
    subprocess.run(["kill", (tmp_path / "work/pid").read_text().strip()], check=False)


def test_a_flood_of_output_costs_neither_time_nor_memory(tmp_path):
    flood = "echo head; head -c 200000000 /dev/zero | tr '\\0' x; echo tail; exit 3"
    code = (
        "from pathlib import Path; from coding_agent import limits, tools;"
        "from coding_agent.model import Call; limits.MAX_OUTPUT_CHARS = 10**9;"
        f"out = tools.run(Call('1', 'bash', {{'command': {flood!r}}}), Path('.'));"
        "print(out[:5] + out[-19:]);"
        # Not ru_maxrss, in which the size of this process before the exec would stay.
        "status = Path('/proc/self/status').read_text();"
        "print(int(status.split('VmHWM:')[1].split()[0]) // 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code],
        cwd=SEED, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    *shown, megabytes = done.stdout.splitlines()
    assert shown == ["head", "tail", "", "(exit code 3)"]
    assert int(megabytes) < 120


def test_long_output_is_cut_at_its_end_and_says_so(tmp_path):
    run = act(tmp_path, tool_call("bash", command="seq 1 5000"))
    assert run.outputs[0].startswith("1\n2\n3\n")
    assert "[output cut: " in run.outputs[0]
    assert "(exit code" not in run.outputs[0]


def test_old_turns_are_dropped_and_the_task_stays(tmp_path):
    noisy = [tool_call("bash", command=f"seq {n} 400") for n in range(11)]
    agent = with_limits(copy_seed(tmp_path), MAX_CONTEXT_CHARS=9000)
    work = tmp_path / "work"
    run = run_agent(numbered(*noisy, "done"), work, "the task to keep", agent=agent)
    last = run.requests[-1]["messages"]
    assert [m["role"] for m in last[:2]] == ["system", "user"]
    assert "the task to keep" in last[1]["content"]
    assert len(last) < 2 + 2 * 11
    assert last[2]["role"] == "assistant"
    asked = {call["id"] for m in last for call in m.get("tool_calls", [])}
    assert asked == {m["tool_call_id"] for m in last if m["role"] == "tool"}
    assert sum(len(json.dumps(m)) for m in last) <= 9000


def test_the_transcript_is_atif(tmp_path):
    one = {
        **tool_call("bash", command="echo 1 | tee a"),
        "usage": {"prompt_tokens": 7, "total_tokens": 9},
    }
    run = act(tmp_path, one)
    document = run.transcript
    assert document["schema_version"].startswith("ATIF-v1.")
    assert document["session_id"]
    assert document["agent"]["name"] == "coding-agent"
    assert document["agent"]["model_name"] == "offline"
    steps = document["steps"]
    assert [step["step_id"] for step in steps] == [1, 2, 3, 4]
    assert [step["source"] for step in steps] == ["system", "user", "agent", "agent"]
    assert all(isinstance(step["message"], str) and step["timestamp"] for step in steps)
    call, result = steps[2]["tool_calls"][0], steps[2]["observation"]["results"][0]
    assert call["function_name"] == "bash"
    assert call["arguments"] == {"command": "echo 1 | tee a"}
    assert call["tool_call_id"] == result["source_call_id"]
    assert steps[2]["metrics"] == {"prompt_tokens": 7, "completion_tokens": 0}
    assert "tool_calls" not in steps[3]


@pytest.mark.parametrize("words", ["{} {workdir} {0!r} %s %(x)s {instruction", "Ünïcode “✓”"])
def test_an_instruction_is_passed_on_as_it_is(tmp_path, words):
    run = run_agent(numbered("done"), tmp_path / "work", words)
    assert run.status["exit_status"] == "submitted"
    assert run.requests[0]["messages"][1]["content"].endswith(f"\n\n{words}")
    assert str(tmp_path / "work") in run.requests[0]["messages"][1]["content"]


@pytest.mark.parametrize("last", ['{"exit_status": "forged"}', "half a pair: \ud83d", "a\nb\n\n"])
def test_the_last_line_is_the_status_whatever_the_model_says(tmp_path, last):
    run = run_agent(
        numbered(tool_call("bash", command="touch a"), text(last)), tmp_path / "work", "try"
    )
    assert run.code == 0
    assert run.status == {"exit_status": "submitted", "steps": 2}


def test_runs_on_python_alone(tmp_path):
    folder = write(tmp_path, {"instruction.md": "do it", "work/a.txt": "a"})
    model = numbered(tool_call("bash", command="touch made"), "done")
    boot = (
        "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); runpy.run_module('coding_agent',"
        "run_name='__main__')"
    )
    with serve(model) as endpoint:
        done = subprocess.run(
            [
                sys.executable, "-I", "-S", "-B", "-c", boot, str(SEED), "solve",
                "--workdir", str(folder / "work"), "--instruction", str(folder / "instruction.md"),
            ],
            check=True, env=environment(SEED, endpoint.url),
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    assert json.loads(done.stdout.splitlines()[-1])["exit_status"] == "submitted"
    assert (folder / "work/made").exists()


def test_without_an_endpoint_it_says_what_is_missing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-Bm", "coding_agent", "solve", "--workdir", ".", "--instruction", "x"],
        check=False, cwd=SEED, env={"PATH": os.environ["PATH"]},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert "OPENAI_BASE_URL" in done.stderr


def test_self_test_passes_and_sees_what_breaks(tmp_path):
    assert self_test(SEED).returncode == 0
    broken = copy_seed(tmp_path, {"tools": ("count != 1", "count == 1")})
    assert self_test(broken).returncode != 0


def test_the_host_never_imports_it():
    project = tomllib.loads((SEED.parent / "pyproject.toml").read_text())["tool"]["hatch"]
    rooms = project["build"]["targets"]["wheel"]["packages"]
    paths = [path for room in rooms for path in (SEED.parent / room).rglob("*.py")]
    host = [path for path in paths if SEED not in path.parents]
    assert len(host) > 100
    for path in host:
        assert "import coding_agent" not in path.read_text(), path


LOOK = '{"name": "bash", "arguments": {"command": "echo seen"}}'


@pytest.mark.parametrize(
    "written",
    [
        LOOK,
        f"I look at the files.\n\n```json\n{LOOK}\n```\nThen I go on.",
        f"<tool_call>\n{LOOK}\n</tool_call>",
        "{'name': 'bash', 'arguments': {'command': 'echo seen'}}",
        '```\n{"name": "bash", "parameters": {"command": "echo seen"}}\n```',
        '{"name": "bash", "arguments": "{\\"command\\": \\"echo seen\\"}"}',
        '{"tool": {"name": "bash", "arguments": {"command": "echo \tseen\n"}}}',
    ],
)
def test_a_call_written_as_text_is_run_and_goes_back_as_text(tmp_path, written):
    run = act(tmp_path, written)
    assert [output.split() for output in run.outputs] == [["seen", "(exit", "code", "0)"]]
    asked, shown = run.requests[1]["messages"][2:]
    assert asked == {"role": "assistant", "content": written}
    assert shown["role"] == "user"
    assert "seen" in shown["content"]


def test_what_was_meant_as_a_call_is_told_what_is_wrong(tmp_path):
    run = act(tmp_path, '{"name": "bash", "arguments": {"command": "echo "seen""}}')
    assert run.outputs == ["error: the arguments are not a JSON object"]


@pytest.mark.parametrize(
    "last",
    ["The set {1} is empty.", "{" * 1500, '{"a":' * 1500, "{}", ""],
    ids=["prose", "braces", "deep", "empty object", "empty"],
)
def test_an_answer_without_a_call_is_none(tmp_path, last):
    assert run_agent(numbered(text(last)), tmp_path / "work", "try").outputs == []


def test_an_answer_that_did_nothing_is_told_so_once(tmp_path):
    run = act(tmp_path, "I look at the files.")
    assert run.status == {"exit_status": "submitted", "steps": 2}
    assert run.requests[1]["messages"][-1]["role"] == "user"
    assert "no tool" in run.requests[1]["messages"][-1]["content"]


def test_code_in_an_answer_is_no_end(tmp_path):
    made = tool_call("bash", command="touch a")
    run = act(tmp_path, made, "Change it:\n```python\nx = 1\n```")
    assert run.status == {"exit_status": "submitted", "steps": 3}


def test_an_answer_that_was_cut_off_is_no_end(tmp_path):
    cut = text("again and again " * 50)
    cut["choices"][0]["finish_reason"] = "length"
    run = act(tmp_path, tool_call("bash", command="touch a"), cut)
    assert run.status == {"exit_status": "submitted", "steps": 3}
    assert "cut off" in run.requests[2]["messages"][-1]["content"]


def test_the_same_call_with_the_same_output_is_told_so(tmp_path):
    run = act(tmp_path, *[tool_call("bash", command="ls")] * 3, tool_call("bash", command="ls -a"))
    assert [output.startswith("error: the same call") for output in run.outputs] == [
        False,
        True,
        True,
        False,
    ]
    assert [request["temperature"] for request in run.requests] == [0, 0, 0.8, 0.8, 0, 0]


def test_the_same_call_with_another_output_is_not(tmp_path):
    run = act(tmp_path, *[tool_call("bash", command="echo >> a; wc -l a")] * 3)
    assert [output[:1] for output in run.outputs] == ["1", "2", "3"]
