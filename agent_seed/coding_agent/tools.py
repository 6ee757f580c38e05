"""The two tools, and how their output is cut before the model sees it."""

import os
import signal
import subprocess
import threading
from pathlib import Path
from typing import BinaryIO

from coding_agent import limits
from coding_agent.model import Call

BASH = {
    "name": "bash",
    "description": "Run a shell command in the project folder and return what it prints.",
    "parameters": {
        "type": "object",
        "properties": {"command": {"type": "string", "description": "The command line."}},
        "required": ["command"],
    },
}

EDITOR = {
    "name": "editor",
    "description": "View or change a file. str_replace needs old_str to occur exactly once.",
    "parameters": {
        "type": "object",
        "properties": {
            "command": {"type": "string", "enum": ["view", "create", "str_replace", "insert"]},
            "path": {"type": "string", "description": "The file, relative to the project."},
            "text": {"type": "string", "description": "create, insert: the text."},
            "old_str": {"type": "string", "description": "str_replace: the text to replace."},
            "new_str": {"type": "string", "description": "str_replace: its replacement."},
            "line": {"type": "integer", "description": "insert: after this line; 0 for the top."},
            "first": {"type": "integer", "description": "view: the first line shown."},
            "last": {"type": "integer", "description": "view: the last line shown."},
        },
        "required": ["command", "path"],
    },
}

TOOLS = [{"type": "function", "function": tool} for tool in (BASH, EDITOR)]


class ToolError(Exception):
    """A tool was called wrongly; the message tells the model how to do better."""


def run(call: Call, workdir: Path) -> str:
    """Run one tool call and return what the model gets to see of its output."""
    try:
        if call.arguments is None:
            raise ToolError("the arguments are not a JSON object")
        if call.name == "bash":
            return trim(bash(call.arguments, workdir))
        if call.name == "editor":
            return trim(editor(call.arguments, workdir))
        raise ToolError(f"there is no tool {call.name!r}; use bash or editor")
    except KeyError as error:
        return f"error: the argument {error} is missing"
    except Exception as error:  # whatever a model's arguments break, the model is told
        return f"error: {error}"


def trim(output: str) -> str:
    """Cut a tool output down to what the model can be shown."""
    if len(output) <= limits.MAX_OUTPUT_CHARS:
        return output
    cut = len(output) - limits.MAX_OUTPUT_CHARS
    return output[: limits.MAX_OUTPUT_CHARS] + f"\n[output cut: {cut} more characters]"


def bash(arguments: dict, workdir: Path) -> str:
    """Run a command in its own process group, all of which ends when its time is over."""
    process = subprocess.Popen(
        ["bash", "-c", arguments["command"]],
        cwd=workdir,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    kept = bytearray()
    reader = threading.Thread(target=read, args=(process.stdout, kept), daemon=True)
    reader.start()
    # Popen.wait with a timeout looks only now and then; a thread that waits wakes at once.
    waiter = threading.Thread(target=process.wait, daemon=True)
    waiter.start()
    waiter.join(timeout=limits.BASH_TIMEOUT_SECONDS)
    late = waiter.is_alive()
    if late:
        os.killpg(process.pid, signal.SIGKILL)
        waiter.join()
    reader.join(timeout=1)  # a process left in the background may hold the pipe for ever
    output = bytes(kept).decode(errors="replace")
    if late:
        return f"{output}\n(timed out)"
    return f"{output}\n(exit code {process.returncode})"


def read(pipe: BinaryIO, kept: bytearray) -> None:
    """Read a pipe to its end; of a flood only the first and the last megabyte are kept."""
    for block in iter(lambda: pipe.read1(2**16), b""):
        kept += block
        if len(kept) > 2**22:
            del kept[2**20 : -(2**20)]


def editor(arguments: dict, workdir: Path) -> str:
    """View or change one file."""
    command = arguments["command"]
    path = workdir / arguments["path"]
    if command == "create":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(arguments["text"].encode())
        return f"created {arguments['path']}"
    content = path.read_text()
    if command == "view":
        first, last = arguments.get("first") or 1, arguments.get("last")
        lines = list(enumerate(content.splitlines(), 1))[first - 1 : last]
        return "\n".join(f"{number}\t{line}" for number, line in lines)
    if command == "str_replace":
        if arguments["old_str"] == arguments["new_str"]:
            raise ToolError("old_str and new_str are the same, so nothing would change")
        count = content.count(arguments["old_str"])
        if count != 1:
            raise ToolError(f"old_str occurs {count} times in {arguments['path']}, not once")
        path.write_bytes(content.replace(arguments["old_str"], arguments["new_str"]).encode())
        return f"changed {arguments['path']}"
    if command == "insert":
        lines = content.splitlines(keepends=True)
        lines.insert(arguments["line"], arguments["text"].rstrip("\n") + "\n")
        path.write_bytes("".join(lines).encode())
        return f"changed {arguments['path']}"
    raise ToolError(f"there is no command {command!r}")
