"""File trees as values: what goes into a box, what comes out, what git keeps.

A tree is a mapping from a relative POSIX path to a :class:`File`. Everything that comes out of a
box passes :func:`from_tar`, which admits regular files with plain names only.
"""

from __future__ import annotations

import io
import tarfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from common.errors import TreeRejectedError


@dataclass(frozen=True)
class File:
    """One regular file: its bytes and whether it is executable."""

    data: bytes
    executable: bool = False


FileTree = Mapping[str, File]
"""Relative POSIX path to file. Folders exist by their files only."""

Change = Mapping[str, "File | None"]
"""What turns one tree into another: path to new file, or ``None`` for a deletion."""


@dataclass(frozen=True)
class TreeLimits:
    """Bounds on a tree that comes out of a box."""

    files: int = 2000
    file_bytes: int = 2 << 20
    total_bytes: int = 32 << 20


def check_path(path: str) -> str:
    """Return ``path`` if it is a plain relative path that is the same on every system.

    Raises:
        TreeRejectedError: It is absolute, climbs, is too long, names ``.git``, or holds
            control, format or otherwise invisible characters.
    """
    shown = path.encode("unicode_escape").decode()[:80]
    if not path or len(path) > 240 or path.startswith("/") or "\\" in path or ":" in path:
        raise TreeRejectedError(f"the path {shown!r} is not a plain relative path")
    if any(unicodedata.category(c)[0] in "CZ" and c != " " for c in path):
        raise TreeRejectedError(f"the path {shown!r} holds an invisible character")
    for part in path.split("/"):
        folded = part.casefold().rstrip(". ")
        if part in {"", ".", ".."} or part != part.strip():
            raise TreeRejectedError(f"the path {shown!r} is not a plain relative path")
        if folded in {".git", "git~1"} or folded.startswith(".git/"):
            raise TreeRejectedError(f"the path {shown!r} names git's own folder")
    return path


def check_tree(tree: FileTree, limits: TreeLimits | None = None) -> None:
    """Check names, count, sizes and collisions of a tree.

    Raises:
        TreeRejectedError: With the first rule that is broken.
    """
    limits = limits or TreeLimits()
    if len(tree) > limits.files:
        raise TreeRejectedError(f"{len(tree)} files, more than the {limits.files} allowed")
    seen: dict[str, str] = {}
    total = 0
    for path, file in tree.items():
        check_path(path)
        folded = unicodedata.normalize("NFC", path).casefold()
        if folded in seen:
            raise TreeRejectedError(f"{path!r} and {seen[folded]!r} differ only in letter case")
        seen[folded] = path
        if len(file.data) > limits.file_bytes:
            raise TreeRejectedError(
                f"{path!r} has {len(file.data)} bytes, more than the {limits.file_bytes} allowed"
            )
        total += len(file.data)
    if total > limits.total_bytes:
        raise TreeRejectedError(f"{total} bytes in all, more than the {limits.total_bytes} allowed")
    for path in tree:
        parts = path.split("/")
        if any("/".join(parts[:n]) in tree for n in range(1, len(parts))):
            raise TreeRejectedError(f"{path!r} lies under a path that is a file")


def read_folder(folder: Path, limits: TreeLimits | None = None) -> dict[str, File]:
    """Read a host folder that we own into a tree, leaving caches and ``.git`` out.

    Raises:
        TreeRejectedError: The folder holds a link or breaks the limits.
    """
    tree: dict[str, File] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if any(p in {"__pycache__", ".git"} or p.endswith(".pyc") for p in name.split("/")):
            continue
        if path.is_symlink():
            raise TreeRejectedError(f"{name!r} is a symbolic link")
        if path.is_file():
            tree[name] = File(path.read_bytes(), bool(path.stat().st_mode & 0o100))
    check_tree(tree, limits)
    return tree


def write_folder(tree: FileTree, folder: Path) -> None:
    """Write a checked tree below ``folder``, which is created; nothing there is followed.

    Raises:
        TreeRejectedError: The tree breaks a rule.
        FileExistsError: A file of the tree is there already.
    """
    check_tree(tree)
    for name, file in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as out:
            out.write(file.data)
        path.chmod(0o755 if file.executable else 0o644)


def to_tar(tree: FileTree) -> bytes:
    """Pack a tree as an uncompressed tar, byte for byte the same for the same tree."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name in sorted(tree):
            info = tarfile.TarInfo(name)
            info.size = len(tree[name].data)
            info.mode = 0o755 if tree[name].executable else 0o644
            tar.addfile(info, io.BytesIO(tree[name].data))
    return out.getvalue()


def from_tar(stream: IO[bytes], limits: TreeLimits | None = None) -> dict[str, File]:
    """Unpack a hostile tar stream in memory, member by member.

    Python caches (``__pycache__``) are left out: they are made by running, not by writing.

    Args:
        stream: A file object; it is read once, forward only.
        limits: Bounds, checked before a member's bytes are read.

    Raises:
        TreeRejectedError: A link, a device, a bad name, too many or too large.
    """
    limits = limits or TreeLimits()
    tree: dict[str, File] = {}
    members = total = 0
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            for member in tar:
                members += 1
                if members > 4 * limits.files:
                    raise TreeRejectedError(f"more than {4 * limits.files} entries")
                name = member.name.removeprefix("./")
                if member.isdir() or "__pycache__" in name.split("/"):
                    continue
                check_path(name)
                if not member.isreg():
                    raise TreeRejectedError(f"{name!r} is a link or a device, not a regular file")
                total += member.size
                if member.size > limits.file_bytes or total > limits.total_bytes:
                    raise TreeRejectedError(f"{name!r} makes the tree larger than allowed")
                if len(tree) >= limits.files:
                    raise TreeRejectedError(f"more than the {limits.files} files allowed")
                source = tar.extractfile(member)
                data = source.read() if source else b""
                tree[name] = File(data, bool(member.mode & 0o100))
    except (tarfile.TarError, UnicodeError, ValueError, EOFError) as error:
        raise TreeRejectedError("the archive from the box is damaged") from error
    check_tree(tree, limits)
    return tree


def changes(before: FileTree, after: FileTree) -> dict[str, File | None]:
    """Return the change that turns ``before`` into ``after``."""
    changed: dict[str, File | None] = {p: f for p, f in after.items() if before.get(p) != f}
    changed.update({p: None for p in before if p not in after})
    return changed


def apply_change(before: FileTree, change: Change) -> dict[str, File]:
    """Return ``before`` with ``change`` applied; ``before`` itself is left as it was."""
    after = {**before, **{p: f for p, f in change.items() if f is not None}}
    return {p: f for p, f in after.items() if not (p in change and change[p] is None)}


def placed(trees: Mapping[str, FileTree]) -> FileTree:
    """Join trees for several absolute folders into one for ``/``: each put costs an exec."""
    return {f"{at[1:]}/{path}": file for at, tree in trees.items() for path, file in tree.items()}
