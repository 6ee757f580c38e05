"""What an agent left running in its box when it had ended."""

from __future__ import annotations

from common.errors import BoxGoneError
from sandbox.api import Box

_SECONDS = 10.0
# What has lost its parent is a child of process 1; commands of the host have no parent in the box.
_LIST = r"""
for folder in /proc/[0-9]*; do
    while read -r key value _; do
        [ "$key" = State: ] && state=$value
        [ "$key" = PPid: ] && [ "$value" = 1 ] && [ "$state" != Z ] || continue
        name=; IFS= read -r -d '' name < "$folder/cmdline"
        printf '%s\n' "${name:-?}"
    done < "$folder/status"
done 2>/dev/null
"""


def left_running(box: Box) -> str:
    """Return the programs of the processes that outlived the agent, or an empty string.

    Whoever hides from this gains nothing: the box ends with all that is in it.

    Raises:
        BoxGoneError: The box was killed from outside.
        MachineryError: The engine failed.
    """
    try:
        done = box.exec(["bash", "-c", _LIST], timeout=_SECONDS, cwd="/", output_limit=4096)
    except BoxGoneError as error:
        if error.out_of_memory:
            return ""
        raise
    names = done.stdout.decode("utf-8", "replace").split("\n")
    return ", ".join(dict.fromkeys(name for name in names if name))
