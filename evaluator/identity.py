"""The identity of a task: a hash over everything that decides what is measured."""

from __future__ import annotations

import dataclasses
import hashlib
import json

from evaluator.api import Task


def identified(task: Task) -> Task:
    """Return the task with its digest: sha256 of its fields as sorted JSON.

    Each file stands in it as its own sha256.
    """
    fields = {k: v for k, v in vars(task).items() if k not in {"digest", "notes", "otherwise"}}
    fields["limits"] = vars(task.limits)
    fields["tree"] = vars(task.tree)
    fields["verifier_limits"] = vars(task.verifier_limits) if task.verifier_limits else None
    fields["training"] = vars(task.training) if task.training else None
    for key in ("image", "verifier_image"):
        fields[key] = fields[key] and fields[key].reference
    for key in ("env", "verifier_env", "solution_env"):
        fields[key] = dict(fields[key])
    for key in ("files", "tests", "solution"):
        fields[key] = {
            path: [hashlib.sha256(file.data).hexdigest(), file.executable]
            for path, file in fields[key].items()
        }
    whole = hashlib.sha256(json.dumps(fields, sort_keys=True).encode())
    return dataclasses.replace(task, digest=whole.hexdigest())
