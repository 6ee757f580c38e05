"""NVIDIA GPUs for boxes: what the engine is asked for, and what bubblewrap shows of the host."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

from common.environment import without_secrets
from common.errors import PrerequisiteError

DEVICES = Path("/dev")
_NUMBERED = re.compile(r"nvidia\d+")
_SHARED = ("nvidiactl", "nvidia-uvm", "nvidia-uvm-tools")
_DRIVER = re.compile(r"\s(?:libcuda|libnvidia-ml|libnvidia-ptxjitcompiler)\.so\S*\s.*=> (/\S+)")
_HINT = "Use tasks of the CPU size here, or a machine whose `nvidia-smi` shows a GPU."


def found_gpus(devices: Path = DEVICES) -> list[Path]:
    """Return the device files of the GPUs of this machine."""
    return sorted(path for path in devices.glob("nvidia*") if _NUMBERED.fullmatch(path.name))


def check_gpus(wanted: int, runtime: str = "runc", devices: Path = DEVICES) -> None:
    """Check that a box can have ``wanted`` GPUs.

    Raises:
        PrerequisiteError: The machine has fewer, or gVisor runs the boxes.
    """
    if wanted and runtime == "runsc":
        raise PrerequisiteError(
            "a box under gVisor gets no GPU", "Use --sandbox docker-runc for tasks that need one."
        )
    there = len(found_gpus(devices))
    if there < wanted:
        has = f"{there or 'no'} NVIDIA GPU{'s' * (there > 1)}"
        needs = f"{wanted} GPU{'s' * (wanted > 1)}"
        raise PrerequisiteError(f"a task needs {needs}, and this machine has {has}", _HINT)


def requests(wanted: int) -> list[dict[str, Any]] | None:
    """Return what the engine is asked for, as ``docker run --gpus N`` asks it."""
    if not wanted:
        return None
    from docker.types import DeviceRequest

    return [DeviceRequest(driver="nvidia", count=wanted, capabilities=[["gpu"]])]


def binds(wanted: int, devices: Path = DEVICES) -> list[str]:
    """Return bubblewrap's arguments that show the first GPUs and the driver's libraries.

    Raises:
        PrerequisiteError: There are not so many GPUs.
    """
    if not wanted:
        return []
    check_gpus(wanted, devices=devices)
    shown = found_gpus(devices)[:wanted]
    shown += [path for name in _SHARED if (path := devices / name).exists()]
    argv: list[str] = []
    for path in shown:
        argv += ["--dev-bind", str(path), f"/dev/{path.name}"]
    for library in _driver_libraries():
        argv += ["--ro-bind", library, library]
    return argv


def _driver_libraries() -> list[str]:
    """Return the driver's libraries, which belong to the host's kernel and not to an image."""
    try:
        asked = subprocess.run(
            ["ldconfig", "-p"], capture_output=True, text=True, env=without_secrets(), check=False
        )
    except FileNotFoundError:
        return []
    return sorted(set(_DRIVER.findall(asked.stdout)))
