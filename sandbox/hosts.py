"""What ``localhost`` is in a box, without the engine's own network.

An engine that is asked for no network still makes one for each container (a program that enters its
name space, an endpoint, records on disk one after the other, and all of it away again at the end)
although the only thing that comes of it is a file, /etc/hosts. With a network *disabled* the kernel
makes the same empty name space, and a box starts in half the time; but then the engine shows an
empty /etc/hosts in the place of the image's own. So the base image has the file, and a box gets it
mounted from there, from where the engine keeps the image's layer.

It is there many times over: two boxes with the same file could talk to each other by its locks.
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterator
from typing import Any

from common.files import File, FileTree, to_tar
from sandbox.engine import Engine, faults

PLACE = "/etc/hosts"
TEXT = "127.0.0.1 localhost\n::1 ip6-localhost ip6-loopback\n"
COPIES = 512
"""More than one process has boxes at a time; each process goes through all copies in turn."""
_FOLDER = "usr/share/arboretum-hosts"


def files() -> FileTree:
    """Return what an image needs."""
    return {f"{_FOLDER}/{number}": File(TEXT.encode()) for number in range(COPIES)}


def add(engine: Engine, image: str, tag: str) -> None:
    """Make an image of another one and the copies.

    Args:
        engine: Where the image is.
        image: The image to build on.
        tag: What the made image is called.

    Raises:
        MachineryError: The engine could not.
    """
    api = engine.api
    with faults("put files into an image"):
        made = api.create_container(image=image, command=["true"], network_disabled=True)["Id"]
        try:
            api.put_archive(made, "/", to_tar(files()))
            api.commit(made, *tag.split(":"))
        finally:
            api.remove_container(made, force=True, v=True)


def find(engine: Engine, image: str) -> Iterator[str]:
    """Return where the engine keeps the base image's copies: paths on its machine, each in turn.

    They are empty where it has no such image, or does not say where it keeps a layer: then a box
    needs the engine's network for its /etc/hosts.

    Args:
        engine: What has the image.
        image: An image whose last layer has the copies.

    Raises:
        MachineryError: The engine failed.
    """
    from docker.errors import NotFound

    try:
        with faults("look at an image"):
            told: dict[str, Any] = engine.api.inspect_image(image)
    except NotFound:
        return itertools.repeat("")
    layer = ((told.get("GraphDriver") or {}).get("Data") or {}).get("UpperDir")
    if not layer:
        return itertools.repeat("")
    first = secrets.randbelow(COPIES)
    numbers = [*range(first, COPIES), *range(first)]
    # Not a generator: several threads take from it at once.
    return itertools.cycle([f"{layer}/{_FOLDER}/{number}" for number in numbers])
