"""What is asked for GPUs; no GPU is needed to see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from common.errors import PrerequisiteError
from sandbox import gpu
from sandbox.api import BoxSpec, Limits
from sandbox.profile import container_config


@pytest.fixture
def devices(tmp_path: Path) -> Path:
    for name in ("nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm", "null"):
        (tmp_path / name).touch()
    return tmp_path


def test_a_box_with_a_gpu_asks_the_engine_for_one() -> None:
    import docker

    api = docker.APIClient(base_url="tcp://127.0.0.1:9", version="1.41")
    for wanted in (0, 1):
        spec = BoxSpec("r", "v", "grade", limits=Limits(gpus=wanted))
        asked = container_config(api, spec, "image", "owner", "runc")["host_config"]
        requests = asked.get("DeviceRequests") or []
        assert [(one["Count"], one["Capabilities"]) for one in requests] == (
            [(1, [["gpu"]])] if wanted else []
        )
        assert asked["NetworkMode"] == "none"
        assert asked["ReadonlyRootfs"]


def test_bubblewrap_shows_the_gpus_asked_for_and_no_more(devices: Path) -> None:
    argv = gpu.binds(1, devices)
    shown = [argv[i + 2] for i, word in enumerate(argv) if word == "--dev-bind"]
    assert shown == ["/dev/nvidia0", "/dev/nvidiactl", "/dev/nvidia-uvm"]
    assert gpu.binds(0, devices) == []


def test_no_gpu_is_told_before_a_box_is_started(tmp_path: Path, devices: Path) -> None:
    gpu.check_gpus(2, devices=devices)
    with pytest.raises(PrerequisiteError, match="has no NVIDIA GPU"):
        gpu.check_gpus(1, devices=tmp_path / "none")
    with pytest.raises(PrerequisiteError, match="has 2 NVIDIA GPUs"):
        gpu.check_gpus(3, devices=devices)
    with pytest.raises(PrerequisiteError, match="under gVisor gets no GPU"):
        gpu.check_gpus(1, "runsc", devices)
    gpu.check_gpus(0, "runsc", tmp_path / "none")
