"""A sandbox over another one, to build on."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.api import Box, BoxSpec, Sandbox


class SandboxAround:
    """A sandbox.api.Sandbox: what a subclass does not say itself is the other one's.

    Args:
        sandbox: The other one, which makes the boxes.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    @property
    def name(self) -> str:
        """Which kind it is."""
        return self._sandbox.name

    @property
    def not_promised(self) -> Mapping[str, str]:
        """The checks it does not promise to pass, each with why."""
        return self._sandbox.not_promised

    @property
    def image_digest(self) -> str:
        """The identity of the base image boxes start from."""
        return self._sandbox.image_digest

    def start(self, spec: BoxSpec) -> Box:
        """Start a box; see :meth:`sandbox.api.Sandbox.start`."""
        return self._sandbox.start(spec)

    def kill(self, run: str, variant: str | None = None) -> list[str]:
        """Kill boxes by label; see :meth:`sandbox.api.Sandbox.kill`."""
        return self._sandbox.kill(run, variant)

    def reap(self) -> list[str]:
        """Remove boxes that nobody needs; see :meth:`sandbox.api.Sandbox.reap`."""
        return self._sandbox.reap()
