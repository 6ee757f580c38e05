"""The files of the base image as a folder: what bubblewrap shows a box as its root, read-only.

They are taken once from the engine's base image, where an engine answers. Where none does, root
makes them from Debian's packages, as the image itself is made. The folder is named after the
recipe, so it can be copied to a machine that has neither an engine nor root.
"""

from __future__ import annotations

import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, cast

from common.errors import MachineryError, PrerequisiteError
from sandbox import hosts
from sandbox.engine import Engine, faults
from sandbox.image import Progress, base_image_tag, ensure_base_image, make_tree, run_program


def cache_folder() -> Path:
    """Return where root folders are kept: boxes of root's run as others, who must get there."""
    if os.geteuid() == 0:
        return Path("/var/cache/arboretum")
    from platformdirs import user_cache_path

    return user_cache_path("arboretum")


def rootfs_folder() -> Path:
    """Return where the base image's files are, or will be."""
    return cache_folder() / "rootfs" / base_image_tag().partition(":")[2]


def ensure_rootfs(progress: Progress | None = None) -> Path:
    """Return the folder of the base image's files, after making it if it is missing.

    Args:
        progress: Called with one plain line per step.

    Raises:
        PrerequisiteError: There is no engine to take them from and no way to make them here.
        MachineryError: Making them failed.
    """
    from filelock import FileLock

    folder = rootfs_folder()
    if folder.is_dir():
        return folder
    tell = progress or (lambda _line: None)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if folder.is_dir():
            return folder
        with tempfile.TemporaryDirectory(prefix="making-", dir=folder.parent) as scratch:
            made = Path(scratch) / "root"
            made.mkdir(mode=0o755)
            if not _from_engine(made, tell):
                _from_packages(made, folder, tell)
            _settle(made)
            made.rename(folder)
    return folder


def _from_engine(made: Path, tell: Progress) -> bool:
    """Write the engine's base image to a folder; tell whether there is an engine."""
    try:
        engine = Engine()
    except PrerequisiteError:
        tell("base image: no Docker engine answers; it is made here for bubblewrap")
        return False
    image = ensure_base_image(tell)
    tell("base image: copying its files for bubblewrap")
    with faults("copy the base image"):
        box = engine.api.create_container(image=image, command=["true"], network_disabled=True)
        try:
            _unpack(engine.api.export(box["Id"], chunk_size=1 << 20), made)
        finally:
            engine.api.remove_container(box["Id"], force=True, v=True)
    return True


def _unpack(chunks: Iterable[bytes], made: Path) -> None:
    """Write a tar's folders, files and links below ``made``; devices stay out."""
    with tarfile.open(fileobj=cast("IO[bytes]", _Chunks(iter(chunks))), mode="r|") as tar:
        for member in tar:
            if member.isdev() or member.name.split("/")[0] in {"dev", "proc", "sys"}:
                continue
            member.mode |= 0o700 if member.isdir() else 0o400
            member.mode &= 0o755
            # "tar" keeps absolute links, which are the image's own and lead nowhere outside.
            tar.extract(member, made, set_attrs=not member.issym(), filter=_as_is)


def _as_is(member: tarfile.TarInfo, path: str) -> tarfile.TarInfo:
    """Keep a member within the folder, and owned by whoever unpacks it."""
    safe = tarfile.tar_filter(member, path)
    return safe.replace(uid=os.geteuid(), gid=os.getegid(), uname="", gname="", deep=False)


class _Chunks:
    """A forward-only file of the pieces of a stream."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._ready = b""

    def read(self, size: int) -> bytes:
        """Return ``size`` bytes, fewer at the end."""
        parts, missing = [self._ready], size - len(self._ready)
        while missing > 0 and (chunk := next(self._chunks, b"")):
            parts.append(chunk)
            missing -= len(chunk)
        whole = b"".join(parts)
        self._ready = whole[size:]
        return whole[:size]


def _from_packages(made: Path, folder: Path, tell: Progress) -> None:
    try:
        make_tree(made, tell)
    except PrerequisiteError as error:
        raise PrerequisiteError(
            "the files of the base image are missing, and they cannot be made here",
            f"Run this once where a Docker engine runs, or as root on Debian, and copy {folder} "
            f"here. ({error.message})",
        ) from error
    # Opened by nobody in a box: devices of the tree are not shown.
    shutil.rmtree(made / "dev", ignore_errors=True)


def _settle(made: Path) -> None:
    """Write what an engine would put into each box."""
    for name, text in (("hostname", "sandbox\n"), ("hosts", hosts.TEXT), ("resolv.conf", "")):
        path = made / "etc" / name
        path.unlink(missing_ok=True)
        path.write_text(text, encoding="utf-8")
    run_program("chmod", "-R", "go-w", str(made / "etc"))
    if not (made / "usr/bin/python3").exists() and not (made / "usr/local/bin/python3").exists():
        raise MachineryError("the base image's files were made, but there is no Python in them")
