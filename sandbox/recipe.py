"""How an image is made that boxes start from instead of the base image: data, no engine."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

from common.files import FileTree

REPOSITORY = "arboretum-task"
"""The repository of every image that was built here; its tag is a hash of what it is made from."""
LABEL = "arboretum.task-image"
"""The label of every image that was built here, by which ``prune`` finds them."""


@dataclass(frozen=True)
class ImageRecipe:
    """An image to pull, or a Dockerfile to build with the files beside it."""

    pulled: str = ""
    """The reference of an image that is taken as it is; empty where one is built."""
    packaged: str = ""
    """What a ``BoxSpec`` calls an image that the sandbox makes of the base image and packages of
    the host (``sandbox.torch_image.TORCH``); empty for any other."""
    dockerfile: str = ""
    context: FileTree = field(default_factory=dict)
    network: bool = False
    """Whether its build asks for a network; it gets one only where the operator allows it."""
    timeout: float = 600.0
    """Seconds the build may take."""
    ours: bool = False
    """Written by Arboretum: built without asking the operator, with what it asks for."""
    id: str = ""
    """The engine's digest of the image, once it is there (``evaluator.images.prepare``): a name may
    come to mean another image, and a build with a network gives another each time."""

    @property
    def start_from(self) -> str:
        """What a ``BoxSpec`` calls it: the very image that was found, where it was looked for."""
        return self.packaged or self.id or self.reference

    @property
    def reference(self) -> str:
        """The name by which the engine knows the image; of a built one a hash of its recipe."""
        if self.pulled or self.packaged:
            return self.pulled or self.packaged
        files = {
            path: [hashlib.sha256(file.data).hexdigest(), file.executable]
            for path, file in self.context.items()
        }
        text = json.dumps([self.dockerfile, files, self.network], sort_keys=True)
        return f"{REPOSITORY}:{hashlib.sha256(text.encode()).hexdigest()[:24]}"
