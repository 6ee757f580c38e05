"""Boxes with torch, in each kind of sandbox that the tests have."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from sandbox.api import BoxSpec, Limits
from sandbox.choose import open_sandbox
from sandbox.torch_image import TORCH, requirements

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(find_spec("torch") is None, reason="needs the extra ml"),
]

_ADD = "import numpy, safetensors.torch, torch; print(torch.ones(2, 2).sum().item())"
_SPOIL = "import torch; open(torch.__file__, 'a').write('#')"


def test_the_image_names_each_package_with_its_version() -> None:
    found = dict(one.split("==") for one in requirements())
    assert {"torch", "numpy", "safetensors", "typing-extensions"} <= set(found)
    assert not {"pytest", "docker"} & set(found)


@pytest.mark.docker
@pytest.mark.parametrize("name", ["docker-runc", "bubblewrap"])
def test_a_box_computes_and_cannot_change_its_packages(name: str) -> None:
    sandbox = open_sandbox(name)
    limits = Limits(memory_mb=1024)
    box = sandbox.start(BoxSpec("test-torch", name, "probe", image=TORCH, limits=limits))
    try:
        added = box.exec(["python3", "-I", "-c", _ADD], timeout=300)
        assert added.stdout.strip() == b"4.0", added.stderr[-500:]
        spoiled = box.exec(["python3", "-I", "-c", _SPOIL], timeout=300)
        assert spoiled.exit_code == 1
        assert b"Read-only file system" in spoiled.stderr or b"Permission denied" in spoiled.stderr
    finally:
        box.kill()
