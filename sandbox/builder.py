"""Images other than the base image: built once from a Dockerfile, or pulled, and found by name.

A build runs the Dockerfile's commands as root in containers of the engine, with the engine's own
profile and not a box's: that is what an image build is. So nothing is built unless the operator
allowed it, and the network is off unless that was allowed too (``Builds``). Layers are the
engine's; two images that begin alike share them.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from typing import IO, Any, Literal, cast

from common.errors import MachineryError, PrerequisiteError, UsageError
from common.files import File, TreeLimits, from_tar, to_tar
from common.text import safe
from sandbox.engine import Engine, faults
from sandbox.recipe import LABEL, ImageRecipe
from sandbox.tarstream import TarReader

Builds = Literal["never", "offline", "network"]
"""What the operator allows: no build, builds without a network, builds that may use it."""

_MEMORY = 4 << 30
# What the builder says of itself, and no command of a Dockerfile does.
_OWN_WORDS = ("--->", "Removing intermediate container")
# What process 1 of a box, its commands and its files need of an image.
_NEEDED = "for it in python3 sh timeout tar grep; do command -v $it >/dev/null || echo $it; done"


def ensure_image(
    engine: Engine, recipe: ImageRecipe, builds: Builds, tell: Callable[[str], None]
) -> None:
    """Make sure that the engine has a recipe's image, by a pull or a build.

    Args:
        engine: Where the image goes.
        recipe: What to make.
        builds: What the operator allows.
        tell: Called with one plain line per step.

    Raises:
        PrerequisiteError: It would have to be built and that is not allowed, or an image it
            starts from is not here and no registry answers.
        UsageError: Its Dockerfile cannot be built, or the image cannot be a box.
        MachineryError: The engine failed.
    """
    if has_image(engine, recipe.reference):
        return
    if recipe.pulled:
        _pull(engine, recipe.pulled, tell)
        _check_usable(engine, recipe.pulled)
        return
    if builds == "never" and not recipe.ours:
        raise PrerequisiteError(
            "an image has to be built, which runs a Dockerfile's commands as root in a container",
            "If you trust it: arboretum benchmarks check BENCHMARK --build offline (or network).",
        )
    for image in _starts_from(recipe.dockerfile):
        if not has_image(engine, image):
            _pull(engine, image, tell)
    _build(engine, recipe, recipe.network and (recipe.ours or builds == "network"), tell)
    try:
        _check_usable(engine, recipe.reference)
    except UsageError:
        with faults("remove an image"):
            engine.api.remove_image(recipe.reference)
        raise


def has_image(engine: Engine, reference: str) -> bool:
    """Tell whether the engine has an image.

    Raises:
        MachineryError: The engine failed.
    """
    return _inspect(engine, reference) is not None


def image_id(engine: Engine, reference: str) -> str:
    """Return the digest of an image.

    Raises:
        MachineryError: The engine failed, or the image is gone.
    """
    return str(_there(engine, reference)["Id"])


def image_environment(engine: Engine, reference: str) -> dict[str, str]:
    """Return the variables that an image sets (``ENV``).

    Raises:
        MachineryError: The engine failed, or the image is gone.
    """
    pairs = (entry.partition("=") for entry in _config(engine, reference).get("Env") or [])
    return {name: value for name, _, value in pairs}


def image_workdir(engine: Engine, reference: str) -> str:
    """Return the work folder that an image sets, or "".

    Raises:
        MachineryError: The engine failed, or the image is gone.
    """
    return str(_config(engine, reference).get("WorkingDir") or "")


def image_files(engine: Engine, reference: str, folder: str, limits: TreeLimits) -> dict[str, File]:
    """Read a folder out of an image, which is not started for it.

    Raises:
        TreeRejectedError: It holds a link, a device, a hostile name, or too much.
        MachineryError: The engine failed.
    """
    from docker.errors import NotFound

    with faults("look into an image"):
        made = engine.api.create_container(reference, command=["true"], labels={LABEL: "look"})
        try:
            stream, _ = engine.api.get_archive(made["Id"], folder)
            name = folder.rstrip("/").rpartition("/")[2]
            return _below(stream, name, limits)
        except NotFound:
            return {}
        finally:
            engine.api.remove_container(made["Id"], force=True)


def _below(stream: Iterator[bytes], name: str, limits: TreeLimits) -> dict[str, File]:
    """Read what the engine sends of a folder, without the folder's own name."""
    reader = TarReader(((1, chunk) for chunk in stream), limits)
    tree = from_tar(cast("IO[bytes]", reader), limits)
    return {path.removeprefix(f"{name}/"): file for path, file in tree.items()}


def built_images(engine: Engine) -> dict[str, int]:
    """Return the images that were built here, each with its size in bytes, shared layers included.

    Raises:
        MachineryError: The engine failed.
    """
    with faults("list images"):
        found = engine.api.images(filters={"label": LABEL})
    return {(image["RepoTags"] or [image["Id"]])[0]: int(image["Size"]) for image in found}


def prune(engine: Engine, chosen: Collection[str] = ()) -> dict[str, int]:
    """Remove the images that were built here and are not in use; return them with their sizes.

    Args:
        engine: Where they are.
        chosen: Only these references; all of them by default.

    Raises:
        MachineryError: The engine failed.
    """
    from docker.errors import APIError, NotFound

    gone = {}
    for reference, size in built_images(engine).items():
        if chosen and reference not in chosen:
            continue
        try:
            engine.api.remove_image(reference)
        except NotFound:
            continue
        except APIError as error:
            if error.status_code != 409:
                raise MachineryError(f"the engine could not remove {reference}") from error
        else:
            gone[reference] = size
    return gone


def _inspect(engine: Engine, reference: str) -> dict[str, Any] | None:
    from docker.errors import NotFound

    try:
        with faults("look for an image"):
            found: dict[str, Any] = engine.api.inspect_image(reference)
    except NotFound:
        return None
    return found


def _there(engine: Engine, reference: str) -> dict[str, Any]:
    found = _inspect(engine, reference)
    if found is None:
        raise MachineryError(f"the image {safe(reference, limit=100)} is gone")
    return found


def _config(engine: Engine, reference: str) -> dict[str, Any]:
    config: dict[str, Any] = _there(engine, reference).get("Config") or {}
    return config


def _starts_from(dockerfile: str) -> list[str]:
    """Return the images that FROM lines name; stages, and names with variables, left out."""
    stages, images = {"scratch"}, []
    for line in dockerfile.splitlines():
        words = [word for word in line.split() if not word.startswith("--")]
        if len(words) > 1 and words[0].upper() == "FROM":
            if words[1].lower() not in stages and "$" not in words[1]:
                images.append(words[1])
            if len(words) == 4 and words[2].upper() == "AS":
                stages.add(words[3].lower())
    return images


def _pull(engine: Engine, reference: str, tell: Callable[[str], None]) -> None:
    from docker.errors import NotFound

    tell(f"image {safe(reference, limit=100)}: asking a registry for it")
    name, _, tag = reference.partition(":") if "/" not in reference else _tagged(reference)
    try:
        with faults(f"pull {safe(reference, limit=100)}"):
            engine.api.pull(name, tag=None if "@" in reference else tag or "latest")
            engine.api.inspect_image(reference)
    except (NotFound, MachineryError) as error:
        raise PrerequisiteError(
            f"the image {safe(reference, limit=100)!r} is not here and no registry gave it",
            "Get it with docker pull, or bring it here with docker save and docker load.",
        ) from error


def _tagged(reference: str) -> tuple[str, str, str]:
    """Split a reference with a host, whose port has a colon too."""
    head, slash, last = reference.rpartition("/")
    name, colon, tag = last.partition(":")
    return head + slash + name, colon, tag


def _build(engine: Engine, recipe: ImageRecipe, network: bool, tell: Callable[[str], None]) -> None:
    """Build with the engine's classic builder, which every engine has."""
    tell(f"image {recipe.reference}: building it{'' if network else ' without a network'}")
    deadline = time.monotonic() + recipe.timeout
    try:
        # Hanging up ends the build, and its containers with it.
        with faults("build an image"), closing(_started(engine, recipe, network)) as lines:
            said = _follow(lines, deadline, recipe, tell)
    except MachineryError as error:
        if time.monotonic() < deadline:
            raise
        raise _late(recipe) from error
    if not has_image(engine, recipe.reference):
        hint = "It had no network; where the task asks for one, --build network gives it one."
        raise UsageError(
            f"its Dockerfile cannot be built: {said or 'the builder said nothing'}",
            "" if network else hint,
        )


def _started(engine: Engine, recipe: ImageRecipe, network: bool) -> Any:
    return engine.api.build(
        fileobj=io.BytesIO(_context(recipe)),
        custom_context=True,
        tag=recipe.reference,
        rm=True,
        forcerm=True,
        # Not every engine has a bridge.
        network_mode="host" if network else "none",
        labels={LABEL: "1"},
        container_limits={"memory": _MEMORY, "memswap": _MEMORY},
        use_config_proxy=False,
        decode=True,
        timeout=recipe.timeout,
    )


def _late(recipe: ImageRecipe) -> UsageError:
    return UsageError(f"its Dockerfile was not built within its {recipe.timeout:g} s.")


def _follow(
    lines: Iterator[dict[str, Any]],
    deadline: float,
    recipe: ImageRecipe,
    tell: Callable[[str], None],
) -> str:
    """Read what the builder says to its end; return the last line, or the error."""
    last = ""
    for line in lines:
        if "error" in line:
            said = f"{safe(str(line['error']), limit=200).rstrip('.')}."
            return f"{last.rstrip('.')}. {said}" if last else said
        text = safe(str(line.get("stream", "")), limit=160).strip()
        if text and not text.startswith(_OWN_WORDS):
            last = text
        if text.startswith("Step "):
            tell(f"image {recipe.reference}: {text}")
        if time.monotonic() > deadline:
            raise _late(recipe)
    return last


def _context(recipe: ImageRecipe) -> bytes:
    """Return the build context: all the files, whatever a .dockerignore says."""
    tree = {**recipe.context, "Dockerfile": File(recipe.dockerfile.encode())}
    return to_tar({path: file for path, file in tree.items() if path != ".dockerignore"})


def _check_usable(engine: Engine, reference: str) -> None:
    """Refuse an image that lacks what a box is made of."""
    from docker.errors import APIError

    with faults("try an image"):
        api = engine.api
        config = api.create_host_config(
            network_mode="none", cap_drop=["ALL"], mem_limit=256 << 20, pids_limit=64
        )
        made = api.create_container(
            reference,
            entrypoint=["sh", "-c", _NEEDED],
            command=[],
            user="10001:10001",
            host_config=config,
            labels={LABEL: "try"},
        )
        try:
            api.start(made["Id"])
            api.wait(made["Id"], timeout=60)
            missing = api.logs(made["Id"]).decode("utf-8", "replace").split()
        except APIError:
            missing = ["sh"]
        finally:
            api.remove_container(made["Id"], force=True)
    if missing:
        raise UsageError(
            f"the image {safe(reference, limit=100)} cannot be a box: it has no"
            f" {safe(', '.join(missing), limit=100)}.",
            "A box needs python3, sh, timeout, tar and grep; install them in its Dockerfile.",
        )
