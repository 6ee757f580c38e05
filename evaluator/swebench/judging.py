"""Grading an instance with swebench's own functions, in our box.

The box gets the agent's files, the pristine ones beside them, and the instance's test script. The
pristine files become the one commit of a new repository, so the script's ``git checkout`` of the
base commit restores the tests as they were. What the script printed is read on the host.
"""

from __future__ import annotations

import json
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from common.errors import PrerequisiteError
from common.files import File, FileTree
from evaluator.api import Task
from evaluator.judge import Judge
from evaluator.swebench.images import KEPT
from evaluator.verifier import Verdict

OUTPUT_BYTES = 16 << 20
"""Longest log that is read."""

_BASE = "arboretum-base"
"""What stands for the base commit in the script."""
_SCRIPT = rf"""
exec 2>&1
export GIT_CONFIG_NOSYSTEM=1
mkdir -p /tests/base
if [ -d {KEPT}/testbed ]; then cp -an {KEPT}/testbed/. .; fi
while IFS= read -r -d '' gone; do rm -f -- "$gone"; done < /tests/gone
for part in {KEPT}/opt/*; do [ ! -e "$part" ] || ln -s "$part" /opt/; done
git init -q . && git --work-tree=/tests/base add -A -f . \
 && git -c user.name=base -c user.email=base commit -q --no-verify -m base && git tag {_BASE} \
 || exit 3
bash /tests/eval.sh
"""


def judge(task: Task, files: FileTree) -> Judge:
    """Return the judge of an instance.

    Raises:
        PrerequisiteError: The package swebench is not there.
    """
    instance = json.loads(task.tests["instance.json"].data)
    spec = _test_spec(instance)
    script = "\n".join(["#!/bin/bash", "set -uxo pipefail", *spec.eval_script_list])
    gone = "".join(f"{path}\0" for path in task.files if path not in files)
    tests = {f"base/{path}": file for path, file in task.files.items()}
    tests["eval.sh"] = File(script.replace(instance["base_commit"], _BASE).encode())
    tests["gone"] = File(gone.encode())
    read = partial(_read, spec=spec, instance_id=instance["instance_id"])
    return Judge(tests, ["bash", "-c", _SCRIPT], b"", read, OUTPUT_BYTES, ("eval.sh",))


def _test_spec(instance: dict[str, Any]) -> Any:
    try:
        from swebench.harness.utils import make_test_spec
    except ImportError as error:
        raise PrerequisiteError(
            "SWE-bench is graded by the package swebench, which is not there.",
            "Install it: pip install 'arboretum[swebench]'.",
        ) from error
    return make_test_spec(instance)


def _read(stdout: bytes, *, spec: Any, instance_id: str) -> Verdict:
    """Return 1 if swebench calls the instance resolved by this log."""
    from swebench.harness.grading import get_eval_report

    prediction = {"instance_id": instance_id, "model_name_or_path": "", "model_patch": "-"}
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "test_output.txt"
        log.write_text(stdout.decode("utf-8", "replace"))
        report = get_eval_report(spec, prediction, str(log), include_tests_status=True)
    found = report[instance_id]
    told = json.dumps(found.get("tests_status", "no test results were found"))
    return Verdict(stdout + f"\n{told}\n".encode(), float(found["resolved"]))
