"""Trying an agent before it is taken home: the checks that every admitted change has passed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from common.files import FileTree
from evolution.alone import LABEL, Alone, Means, alone
from evolution.preflight import preflight
from gateway.models import OFFLINE


def smoke_test(
    agent: FileTree,
    means: Means,
    *,
    progress: Callable[[str], None] = lambda _line: None,
    began: Callable[[Alone], None] = lambda _alone: None,
) -> str:
    """Run an agent's self-test and a toy task in boxes; no model is asked.

    Args:
        agent: Its source.
        means: What the operator gives.
        progress: Called with lines on what is being prepared.
        began: Called with what can end it, before the first box starts.

    Returns:
        Why it failed, or an empty string.

    Raises:
        PrerequisiteError: There is no engine or no image.
        MachineryError: The engine failed.
    """
    with alone("smoke", replace(means, model=OFFLINE), progress=progress) as found:
        began(found)
        return preflight(found.machinery, LABEL, agent)
