"""The image of boxes that train networks: the base image with torch, numpy and safetensors.

The packages are copied from the Python that runs Arboretum, where boxes have the same Python and
the packages are there; else pip gets them for the boxes' Python.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

from common.errors import MachineryError, PrerequisiteError
from sandbox.api import Sandbox
from sandbox.engine import Engine, faults
from sandbox.image import Progress, base_image_id, run_program
from sandbox.rootfs import rootfs_folder

TORCH = "arboretum-torch"
"""What a ``BoxSpec`` calls the image; the tag is found when a box is started."""
PACKAGES = ("torch", "numpy", "safetensors")
_PATIENCE = 900
"""Seconds."""
_RECIPE = 1
_LEFT_OUT = ("torch/include/", "torch/share/", "torch/test/")
_ASK = "import sys, sysconfig; print('%d.%d' % sys.version_info[:2], sysconfig.get_path('purelib'))"
_HINT = "Install the extra: pip install 'arboretum[ml]'."


def ensure_torch(sandbox: Sandbox, tell: Progress) -> str:
    """Make what boxes with torch start from, so that no box has to wait for it.

    Returns:
        Its digest.

    Raises:
        PrerequisiteError: The packages are not there and cannot be had.
        MachineryError: The engine failed.
    """
    if sandbox.name == "bubblewrap":
        return ensure_torch_layer(rootfs_folder(), tell)[0].name
    return ensure_torch_image(Engine(), sandbox.image_digest, tell)


def ensure_torch_image(engine: Engine, base: str, tell: Progress) -> str:
    """Return the digest of the image, after making it if the engine lacks it.

    Args:
        engine: Where it is made.
        base: The digest of the base image.
        tell: Called with one plain line per step.

    Raises:
        PrerequisiteError: The packages are not there and cannot be had.
        MachineryError: The engine failed.
    """
    from filelock import FileLock
    from platformdirs import user_cache_path

    needed = requirements()
    recipe = json.dumps([_RECIPE, base, needed, _LEFT_OUT])
    tag = f"{TORCH}:{hashlib.sha256(recipe.encode()).hexdigest()[:16]}"
    with FileLock(user_cache_path("arboretum", ensure_exists=True) / "torch-image.lock"):
        if base_image_id(engine, tag) is None:
            _make(engine, base, tag, needed, tell)
        found = base_image_id(engine, tag)
    if found is None:
        raise MachineryError("the torch image was made but the engine does not show it")
    return found


def ensure_torch_layer(root: Path, tell: Progress) -> tuple[Path, str]:
    """Return a folder of the packages, and the place in a box where Python looks for them.

    Args:
        root: The folder of the base image's files.
        tell: Called with one plain line per step.

    Raises:
        PrerequisiteError: The packages are not there and cannot be had.
    """
    from filelock import FileLock

    python, place = _find_python(root)
    recipe = json.dumps([_RECIPE, python, requirements(), _LEFT_OUT])
    folder = root.parent.parent / "torch" / hashlib.sha256(recipe.encode()).hexdigest()[:16]
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if not folder.is_dir():
            with tempfile.TemporaryDirectory(prefix="making-", dir=folder.parent) as scratch:
                made = Path(scratch) / "site"
                made.mkdir(mode=0o755)
                gather(requirements(), python, made, tell)
                made.rename(folder)
    return folder, place


def _find_python(root: Path) -> tuple[str, str]:
    """Return the version of the Python of an unpacked image, and where it looks for packages."""
    for home, packages in (("usr/local/lib", "site-packages"), ("usr/lib", "dist-packages")):
        for library in sorted((root / home).glob("python3.*/os.py")):
            name = library.parent.name
            return name.removeprefix("python"), f"/usr/local/lib/{name}/{packages}"
    raise MachineryError("there is no Python in the files of the base image")


def requirements() -> list[str]:
    """Return the packages with all they need, as ``name==version``, sorted.

    Raises:
        PrerequisiteError: One of them is not installed.
    """
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found: dict[str, str] = {}
    waiting = [Requirement(name) for name in PACKAGES]
    while waiting:
        asked = waiting.pop()
        name = canonicalize_name(asked.name)
        if name in found or (asked.marker and not asked.marker.evaluate({"extra": ""})):
            continue
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            raise PrerequisiteError(
                f"{name}, which boxes of this benchmark need, is not installed", _HINT
            ) from None
        found[name] = package.version
        waiting += [Requirement(line) for line in package.requires or ()]
    return sorted(f"{name}=={version}" for name, version in found.items())


def gather(needed: list[str], python: str, into: Path, tell: Progress) -> None:
    """Write the packages to a folder that a Python of version ``python`` can import from.

    Raises:
        PrerequisiteError: They cannot be had for this Python.
    """
    if python == f"{sys.version_info.major}.{sys.version_info.minor}" and sys.platform == "linux":
        tell("torch image: copying the packages of this Python")
        for one in needed:
            _copy(metadata.distribution(one.partition("==")[0]), into)
        return
    tell(f"torch image: getting the packages for Python {python}")
    argv = [sys.executable, "-m", "pip", "install", "--quiet", "--no-input", "--no-deps"]
    argv += ["--only-binary=:all:", "--implementation=cp", f"--python-version={python}"]
    argv += [f"--platform={name}" for name in _platforms()]
    argv += ["--target", str(into), *needed]
    done = run_program(*argv)
    if done.returncode:
        said = " ".join(done.stderr.split())[-300:]
        raise PrerequisiteError(
            f"pip could not get the packages for the boxes' Python {python}: {said}",
            f"Run Arboretum with Python {python}: then its own packages are copied.",
        )


def _platforms() -> list[str]:
    """Return the tags of wheels that run on Debian 12 (glibc 2.36) and newer."""
    machine = platform.machine()
    return [f"manylinux_2_{minor}_{machine}" for minor in range(36, 16, -1)] + [
        f"manylinux2014_{machine}"
    ]


def _copy(package: metadata.Distribution, into: Path) -> None:
    for file in package.files or ():
        name = file.as_posix()
        if name.startswith(("..", "/")) or name.startswith(_LEFT_OUT) or name.endswith(".a"):
            continue
        source, target = Path(str(package.locate_file(file))), into / name
        if not source.is_file():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)


def _make(engine: Engine, base: str, tag: str, needed: list[str], tell: Progress) -> None:
    """Copy the packages into a container of the base image, compile them, and keep that."""
    python, place = _ask_python(engine, base)
    with tempfile.TemporaryDirectory(prefix="arboretum-torch-") as scratch:
        folder, tar = Path(scratch) / "site", Path(scratch) / "site.tar"
        folder.mkdir()
        gather(needed, python, folder, tell)
        with tarfile.open(tar, "w") as packed:
            packed.add(folder, place.lstrip("/"), filter=_of_root)
        size = tar.stat().st_size >> 20
        tell(f"torch image: packing {size} MB into the image, and compiling (about a minute)")
        command = ["python3", "-m", "compileall", "-q", "-j", "0", place]
        with _patience(engine), faults("make the torch image"):
            box = _container(engine, base, command)
            try:
                with tar.open("rb") as data:
                    engine.api.put_archive(box, "/", data)
                engine.api.start(box)
                engine.api.wait(box, timeout=_PATIENCE)
                repository, version = tag.split(":")
                engine.api.commit(box, repository, version, conf={"Cmd": ["python3"]})
            finally:
                engine.api.remove_container(box, force=True, v=True)


@contextmanager
def _patience(engine: Engine) -> Iterator[None]:
    """Let the engine take its time: hundreds of megabytes are written."""
    api, before = engine.api, engine.api.timeout
    api.timeout = _PATIENCE
    try:
        yield
    finally:
        api.timeout = before


def _ask_python(engine: Engine, base: str) -> tuple[str, str]:
    """Return the version of the boxes' Python, and where it looks for packages."""
    with faults("ask for the Python of the base image"):
        box = _container(engine, base, ["python3", "-c", _ASK])
        try:
            engine.api.start(box)
            engine.api.wait(box, timeout=120)
            told = engine.api.logs(box).decode().split()
        finally:
            engine.api.remove_container(box, force=True, v=True)
    if len(told) != 2:
        raise MachineryError("the Python of the base image does not tell its version")
    return told[0], told[1]


def _container(engine: Engine, image: str, command: list[str]) -> str:
    made: dict[str, Any] = engine.api.create_container(
        image=image, command=command, network_disabled=True
    )
    return str(made["Id"])


def _of_root(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.mode |= 0o755 if member.isdir() else 0o444
    return member.replace(uid=0, gid=0, uname="", gname="", deep=False)
