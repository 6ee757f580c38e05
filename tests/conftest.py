from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from sandbox.docker import DockerSandbox


def pytest_configure() -> None:
    """No example of a property has a time limit: other tests run beside it, on any machine."""
    hypothesis.settings.register_profile("untimed", deadline=None)
    hypothesis.settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def plain_boxes() -> Iterator[None]:
    """Boxes under runc, the fastest, also where gVisor is registered, unless told otherwise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ARBORETUM_SANDBOX", os.environ.get("ARBORETUM_SANDBOX", "docker-runc"))
        yield


@pytest.fixture(scope="session")
def sandbox() -> Iterator[DockerSandbox]:
    """Real boxes on the real engine; what a test leaves behind is removed at the end."""
    from sandbox.docker import DockerSandbox
    from sandbox.image import ensure_base_image

    ensure_base_image()
    made = DockerSandbox()
    made.reap()
    yield made
    made.kill_own()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """In CI a test that needs the engine may not be skipped: that would be a silent hole."""
    outcome: Any = yield
    report = outcome.get_result()
    skipped = report.skipped and not hasattr(report, "wasxfail")
    if skipped and os.environ.get("ARBORETUM_CI") and item.get_closest_marker("docker"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} needs the Docker engine and was skipped"
