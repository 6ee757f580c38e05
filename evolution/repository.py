"""A repository of the operator's as a tree of files: what an agent gets a copy of."""

from __future__ import annotations

import os
import stat
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from archive.plumbing import Git
from common.errors import TreeRejectedError, UsageError
from common.files import File, FileTree, TreeLimits, check_path, check_tree, read_folder
from common.text import safe

LIMITS = TreeLimits(files=5000, file_bytes=8 << 20, total_bytes=64 << 20)
"""Bounds on a repository that is handed to an agent."""


@dataclass(frozen=True)
class Repository:
    """The files of a repository as they lie in its folder now."""

    files: FileTree
    left_out: str
    """What of it the agent does not get, in words; empty where it gets all."""


def read_repository(folder: Path) -> Repository:
    """Read a folder: the tracked files of a git work tree, all files of any other folder.

    Git is asked for names only; it runs no hook, no filter and no monitor of the repository. Files
    that git does not track stay out, since nobody said that a model may see them. So do links,
    submodules and ``__pycache__``, which cannot be put into a box.

    Raises:
        UsageError: There is no such folder, nothing in it, or too much for an agent.
    """
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.", "Name the repository with --repo DIR.")
    try:
        if (folder / ".git").exists():
            files, left_out = _tracked(folder)
        else:
            files, left_out = read_folder(folder, LIMITS), ""
            check_tree(files, LIMITS)
    except TreeRejectedError as error:
        raise UsageError(
            f"{folder} cannot be given to an agent: {error.message}.",
            f"It takes up to {LIMITS.files} files of {LIMITS.file_bytes >> 20} MiB each, "
            f"{LIMITS.total_bytes >> 20} MiB in all, without links; name a folder inside it.",
        ) from error
    if not files:
        hint = "Only what git tracks is given to an agent: git add it first." if left_out else ""
        raise UsageError(f"{folder} holds no file for an agent.", hint)
    return Repository(files, left_out)


def _tracked(folder: Path) -> tuple[FileTree, str]:
    git = Git(folder / ".git", work_tree=folder)
    names = sorted({os.fsdecode(name) for name in git.run("ls-files", "-z").split(b"\0") if name})
    tree: dict[str, File] = {}
    left: Counter[str] = Counter()
    home, size = os.path.realpath(folder), 0
    for name in names:
        path = folder / name
        try:
            status = path.lstat()
        except OSError:
            continue
        if kind := _unfit(name, status.st_mode, os.path.realpath(path) != os.path.join(home, name)):  # noqa: PTH118
            left[kind] += 1
            continue
        size += status.st_size
        _check_size(name, len(tree) + 1, status.st_size, size)
        tree[check_path(name)] = File(path.read_bytes(), bool(status.st_mode & 0o100))
    check_tree(tree, LIMITS)
    others = git.run("ls-files", "-z", "--others", "--exclude-standard", "--directory")
    left["untracked files"] = others.count(b"\0")
    return tree, ", ".join(f"{kind} ({count})" for kind, count in left.items() if count)


def _unfit(name: str, mode: int, elsewhere: bool) -> str:
    """Say as what a file stays out, in the plural; empty where it is fit."""
    if stat.S_ISDIR(mode):
        return "submodules"
    if elsewhere or not stat.S_ISREG(mode):
        return "links"
    return "caches" if "__pycache__" in name.split("/") else ""


def _check_size(name: str, files: int, size: int, total: int) -> None:
    """Refuse before reading what :func:`common.files.check_tree` would refuse after."""
    shown = safe(name, limit=80)
    if files > LIMITS.files:
        raise TreeRejectedError(f"it has more than {LIMITS.files} files")
    if size > LIMITS.file_bytes:
        raise TreeRejectedError(f"{shown!r} has {size} bytes")
    if total > LIMITS.total_bytes:
        raise TreeRejectedError(f"it has more than {LIMITS.total_bytes >> 20} MiB")
