"""Boxes as Docker containers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from common.errors import MachineryError, PrerequisiteError
from sandbox import hosts
from sandbox import owner as owners
from sandbox.api import BoxSpec
from sandbox.box import LinkedBox
from sandbox.docker_link import DockerLink
from sandbox.engine import Engine, faults, remove
from sandbox.gpu import check_gpus
from sandbox.gvisor import GVISOR, GVISOR_WEAKER
from sandbox.image import BUILD_HINT, Progress, base_image_id, base_image_tag
from sandbox.killing import DockerKiller, Found, find_labelled
from sandbox.labels import DEADLINE, OWNER
from sandbox.profile import container_config
from sandbox.torch_image import TORCH, ensure_torch_image

_RUNSC_HINT = "As root on Debian: `scripts/gvisor` installs runsc (gVisor) and registers it."


class DockerSandbox:
    """sandbox.api.Sandbox on a Docker engine; safe to use from several threads.

    Args:
        owner: Who the boxes belong to, for :meth:`reap`; this process by default.
        image: The base image; the one ``ensure_base_image`` made by default. One without
            ``python3`` cannot be a box: see :class:`sandbox.api.BoxSpec`.
        runtime: What runs the containers: "runc", or "runsc" for gVisor.
        tell: Called with one plain line per step while the torch image is made.

    Raises:
        PrerequisiteError: No engine answers, it does not offer the runtime, or the base image is
            not there yet.
    """

    def __init__(
        self,
        owner: str | None = None,
        image: str | None = None,
        runtime: str = "runc",
        tell: Progress = lambda _line: None,
    ) -> None:
        self._engine = Engine()
        self._runtime = runtime
        if runtime not in self._engine.runtimes():
            raise PrerequisiteError(
                f"the engine does not offer the runtime {runtime!r}", _RUNSC_HINT
            )
        self._owner = owner or owners.this_process()
        found = base_image_id(self._engine, image)
        if found is None:
            raise PrerequisiteError("the base image of the boxes is missing", BUILD_HINT)
        self._image = found
        self._tell = tell
        self._torch = ""
        self._hosts = hosts.find(self._engine, base_image_tag())

    @property
    def name(self) -> str:
        """Which kind it is: "docker-runc" or "docker-gvisor"."""
        return "docker-gvisor" if self._runtime == GVISOR else f"docker-{self._runtime}"

    @property
    def not_promised(self) -> Mapping[str, str]:
        """The checks it does not promise to pass, each with why."""
        return GVISOR_WEAKER if self._runtime == GVISOR else {}

    @property
    def image_digest(self) -> str:
        """The identity of the base image boxes start from."""
        return self._image

    def start(self, spec: BoxSpec) -> LinkedBox:
        """Start a box; see :meth:`sandbox.api.Sandbox.start`."""
        from docker.errors import NotFound

        image = self._image_of(spec)
        if spec.limits.gpus:
            check_gpus(spec.limits.gpus, self._runtime)
        try:
            container = self._create(spec, image)
        except NotFound as error:
            raise PrerequisiteError(
                f"the engine has no image {image!r}", f"Get it with: docker pull {image}"
            ) from error
        try:
            with faults("start a box"):
                self._engine.api.start(container)
        except BaseException as error:
            remove(self._engine, container)
            if isinstance(error, NotFound):
                raise MachineryError("the box vanished before it started") from error
            raise
        link = DockerLink(self._engine, container, frail=self._runtime == GVISOR)
        return LinkedBox(link, spec)

    def _create(self, spec: BoxSpec, image: str) -> str:
        hosts_file = self._hosts
        try:
            return self._made(spec, image, hosts_file)
        except MachineryError:
            if not hosts_file:
                raise
            # The base image may be gone meanwhile, or somebody forbids such mounts.
            self._hosts = ""
            return self._made(spec, image, "")

    def _made(self, spec: BoxSpec, image: str, hosts_file: str) -> str:
        api = self._engine.api
        config = container_config(api, spec, image, self._owner, self._runtime, hosts_file)
        with faults("create a box"):
            made: dict[str, Any] = api.create_container(**config)
        return str(made["Id"])

    def _image_of(self, spec: BoxSpec) -> str:
        if spec.image == TORCH:
            # Two threads that get here at once wait for each other in there.
            self._torch = self._torch or ensure_torch_image(self._engine, self._image, self._tell)
            return self._torch
        return spec.image or self._image

    def kill(self, run: str, variant: str | None = None) -> list[str]:
        """Kill the boxes of a run, or of one variant, by label alone; return their ids."""
        return _end(DockerKiller().find(run, None if variant is None else [variant]))

    def kill_own(self) -> list[str]:
        """Kill every box of this sandbox's owner, for an orderly end; return their ids."""
        return _end(find_labelled([f"{OWNER}={self._owner}"]))

    def reap(self) -> list[str]:
        """Remove boxes whose owner process is dead or whose deadline has passed; return ids."""
        reaped = []
        for box in self._boxes([OWNER]):
            deadline = box["Labels"].get(DEADLINE, "")
            ends = float(deadline) if deadline.isdigit() else None
            if owners.is_orphaned(box["Labels"][OWNER], ends):
                remove(self._engine, box["Id"])
                reaped.append(box["Id"])
        return reaped

    def _boxes(self, labels: list[str]) -> list[dict[str, Any]]:
        with faults("list boxes"):
            found: list[dict[str, Any]] = self._engine.api.containers(
                all=True, filters={"label": labels}
            )
        return found


def _end(boxes: Sequence[Found]) -> list[str]:
    DockerKiller().kill(boxes)
    return [box.id for box in boxes]
