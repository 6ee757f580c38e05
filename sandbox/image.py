"""The base image of the boxes: found by a tag that names its recipe, else made once."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from common.environment import without_secrets
from common.errors import MachineryError, PrerequisiteError
from sandbox import hosts
from sandbox.engine import Engine, faults
from sandbox.registry import pull_by_digest

PULLED = ("python", "3.12-slim")
SUITE = "bookworm"
PACKAGES = ("python3", "python-is-python3")
# What a box has no use for; the setuid bits are inert in a box and gone all the same.
_CLEAN = r"""
rm -rf var/cache/apt/* var/lib/apt/lists/* var/log/* usr/share/doc/* usr/share/man/* \
    usr/share/locale/* usr/share/info/* tmp/*
find . -xdev -perm /6000 -exec chmod a-s {} +
mkdir -p workspace opt logs tests solution
chmod 0755 root
"""
BUILD_HINT = "Run `make setup`, which makes it once (about a minute)."

Progress = Callable[[str], None]


def base_image_tag() -> str:
    """Return the tag of the base image: a hash of everything that decides what is in it."""
    recipe = json.dumps([PULLED, SUITE, PACKAGES, _CLEAN, hosts.TEXT])
    return f"arboretum-base:{hashlib.sha256(recipe.encode()).hexdigest()[:16]}"


def base_image_id(engine: Engine | None = None, image: str | None = None) -> str | None:
    """Return the digest of the base image if the engine has it; nothing is built or pulled.

    Args:
        engine: The engine to ask; found anew by default.
        image: Another image to ask for.

    Raises:
        PrerequisiteError: No engine answers.
        MachineryError: The engine failed.
    """
    from docker.errors import NotFound

    engine = engine or Engine()
    try:
        with faults("look for the base image"):
            found: dict[str, str] = engine.api.inspect_image(image or base_image_tag())
    except NotFound:
        return None
    return found["Id"]


def ensure_base_image(progress: Progress | None = None) -> str:
    """Return the digest of the base image, after making it if the engine lacks it.

    It is ``python:3.12-slim`` where a registry answers, and otherwise made of Debian's own
    packages. Two processes that ask at once make it once.

    Args:
        progress: Called with one plain line per step.

    Raises:
        PrerequisiteError: No engine, or no way to make the image here; the hint says what to do.
        MachineryError: The engine or the build failed.
    """
    from filelock import FileLock
    from platformdirs import user_cache_path

    engine = Engine()
    if found := base_image_id(engine):
        return found
    tell = progress or (lambda _line: None)
    lock = user_cache_path("arboretum", ensure_exists=True) / "base-image.lock"
    with FileLock(lock):
        if base_image_id(engine) is None and not _pull(engine, tell):
            _build(engine.api, tell)
        made = base_image_id(engine)
    if made is None:
        raise MachineryError("the base image was made but the engine does not show it")
    return made


def _pull(engine: Engine, tell: Progress) -> bool:
    """Pull the public image and make ours of it; tell whether that worked."""
    tell(f"base image: asking a registry for {':'.join(PULLED)}")
    try:
        reference = pull_by_digest(engine, *PULLED)
    except MachineryError:
        tell("base image: no registry answers")
        return False
    tell(f"base image: {reference}")
    hosts.add(engine, reference, base_image_tag())
    return True


def make_tree(root: Path, tell: Progress) -> None:
    """Make the files of the base image from Debian's packages in the folder ``root``.

    Raises:
        PrerequisiteError: This user may not, or a tool or the packages are missing.
        MachineryError: Cleaning them up failed.
    """
    if os.geteuid() != 0:
        raise PrerequisiteError(
            "no registry answers, and only root can make the base image from Debian's packages",
            "Run `sudo make setup` once, or log Docker in to a registry that has python:3.12-slim.",
        )
    if shutil.which("debootstrap") is None:
        raise PrerequisiteError(
            "no registry answers, and debootstrap is missing to make the base image",
            "Run: apt-get install debootstrap, then `make setup` again.",
        )
    tell("base image: making it from Debian's packages (about 40 seconds)")
    include = f"--include={','.join(PACKAGES)}"
    try:
        _run("debootstrap", "--variant=minbase", include, SUITE, str(root), *_mirror())
    except MachineryError as error:
        raise PrerequisiteError(
            error.message,
            "Check that `apt-get update` works here, then run `make setup` again.",
        ) from error
    _run("sh", "-euc", f"cd {root}\n{_CLEAN}")
    (root / hosts.PLACE.lstrip("/")).write_text(hosts.TEXT, encoding="utf-8")


def _build(api: Any, tell: Progress) -> None:
    with tempfile.TemporaryDirectory(prefix="arboretum-image-") as scratch:
        root, tar = Path(scratch) / "root", Path(scratch) / "image.tar"
        make_tree(root, tell)
        _run("tar", "-C", str(root), "--numeric-owner", "--one-file-system", "-cf", str(tar), ".")
        tell("base image: importing it")
        repository, tag = base_image_tag().split(":")
        with faults("import the base image"):
            answer = api.import_image_from_file(str(tar), repository=repository, tag=tag)
    if '"error"' in answer:
        raise MachineryError(f"the engine could not import the base image: {answer[-300:]}")


def _mirror() -> list[str]:
    """Return the mirror that this machine's own apt uses for the suite, if it uses one."""
    asked = ("apt-get", "indextargets", "--format", "$(CODENAME) $(REPO_URI)")
    try:
        listed = run_program(*asked).stdout
    except FileNotFoundError:
        return []
    pairs = (line.split() for line in listed.splitlines())
    return [pair[1] for pair in pairs if len(pair) == 2 and pair[0] == SUITE][:1]


def run_program(*argv: str) -> subprocess.CompletedProcess[str]:
    """Run a program that helps to make an image, without the keys of this process."""
    env = without_secrets()
    return subprocess.run(
        argv, capture_output=True, text=True, errors="replace", env=env, check=False
    )


def _run(*argv: str) -> None:
    done = run_program(*argv)
    if done.returncode:
        said = " ".join((done.stdout + done.stderr).split())[-300:]
        raise MachineryError(f"{argv[0]} failed while making the base image: {said}")
