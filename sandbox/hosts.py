"""What ``localhost`` is in a box, without the engine's own network.

An engine that is asked for no network still makes one for each container (a program that enters its
name space, an endpoint, records on disk one after the other, and all of it away again at the end)
although the only thing that comes of it is a file, /etc/hosts. With a network *disabled* the kernel
makes the same empty name space, and a box starts in half the time; but then the engine shows an
empty /etc/hosts in the place of the image's own. So the base image has the file, and every box gets
it mounted, read-only, from where the engine keeps that image's layer.
"""

from __future__ import annotations

from typing import Any

from common.files import File, to_tar
from sandbox.engine import Engine, faults

PLACE = "/etc/hosts"
TEXT = "127.0.0.1 localhost sandbox\n::1 ip6-localhost ip6-loopback\n"


def add(engine: Engine, image: str, tag: str) -> None:
    """Make an image of another one and the file.

    Args:
        engine: Where the image is.
        image: The image to build on.
        tag: What the made image is called.

    Raises:
        MachineryError: The engine could not.
    """
    api = engine.api
    with faults("put a file into an image"):
        made = api.create_container(image=image, command=["true"], network_disabled=True)["Id"]
        try:
            api.put_archive(made, "/", to_tar({PLACE.lstrip("/"): File(TEXT.encode())}))
            api.commit(made, *tag.split(":"))
        finally:
            api.remove_container(made, force=True, v=True)


def find(engine: Engine, image: str) -> str:
    """Return where the engine keeps the base image's file, a path on its machine.

    Empty where it has no such image, or does not say where it keeps a layer, as with containerd's
    image store: then a box needs the engine's network for its /etc/hosts.

    Args:
        engine: What has the image.
        image: An image whose last layer has the file.

    Raises:
        MachineryError: The engine failed.
    """
    from docker.errors import NotFound

    try:
        with faults("look at an image"):
            told: dict[str, Any] = engine.api.inspect_image(image)
    except NotFound:
        return ""
    layer = ((told.get("GraphDriver") or {}).get("Data") or {}).get("UpperDir")
    return f"{layer}{PLACE}" if layer else ""
