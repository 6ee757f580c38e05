"""Pulling an image by its digest: what a tag means is asked once, and that very image is pulled."""

from __future__ import annotations

from typing import Any

from common.errors import MachineryError
from sandbox.engine import Engine, faults


def pull_by_digest(engine: Engine, repository: str, tag: str) -> str:
    """Ask the registry for the digest behind a tag, and pull the image of that digest.

    A tag may be moved between two pulls; a digest is a hash of the image's manifest, which the
    engine checks against what it gets.

    Args:
        engine: Where the image goes.
        repository: The image's name, with the registry's host where it is not the default one.
        tag: The tag to look up.

    Returns:
        ``repository@sha256:...``, by which the engine knows the image from now on.

    Raises:
        MachineryError: No registry answers, it does not have the image, or what it sent is
            another image than its digest says.
    """
    from docker.errors import NotFound

    try:
        with faults(f"ask a registry for {repository}:{tag}"):
            told: dict[str, Any] = engine.api.inspect_distribution(f"{repository}:{tag}")
        reference = f"{repository}@{told['Descriptor']['digest']}"
        with faults(f"pull {reference}"):
            # A pull that went wrong may end without an error; then the image is not there.
            engine.api.pull(reference)
            engine.api.inspect_image(reference)
    except NotFound as error:
        raise MachineryError(f"the engine could not pull {repository}:{tag}") from error
    return reference
