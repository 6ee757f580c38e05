"""What an agent left running in its box when it had ended."""

from __future__ import annotations

from common.errors import BoxGoneError
from sandbox.api import Box

_SECONDS = 10.0
# Commands that the host started have no parent in the box. The relay is the host's own.
_LIST = r"""
own=$$
for folder in /proc/[0-9]*; do
    pid=${folder#/proc/}; parent=
    { while read -r key value; do [ "$key" = PPid: ] && parent=$value; done < "$folder/status"; } \
        2>/dev/null
    case $pid:$parent in 1:*|"$own":*|*:0|*:|*:"$own") continue ;; esac
    IFS= read -r -d '' name < "$folder/cmdline" 2>/dev/null || [ -n "$name" ] || continue
    printf '%s\n' "${name:-?}"
done
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
