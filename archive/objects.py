"""File trees as git objects, made and read in memory: no work tree, no index, no filters."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO

from common.errors import ArboretumError, TreeRejectedError
from common.files import File, FileTree, TreeLimits, check_path, check_tree

_FILE, _PROGRAM, _FOLDER = 0o100644, 0o100755, 0o040000
_TREE_BYTES = 1 << 20
_OVERHEAD = 4096


@dataclass(frozen=True)
class Encoded:
    """A file tree as git objects."""

    root: str
    """Git's name of the whole tree."""
    objects: Mapping[str, tuple[bytes, bytes]]
    """From name to type (``b"blob"`` or ``b"tree"``) and content; children before parents."""


def name_of(kind: bytes, data: bytes) -> str:
    """Return git's name of an object: the SHA-1 of its header and content, in hexadecimal."""
    header = b"%s %d\0" % (kind, len(data))
    return hashlib.sha1(header + data, usedforsecurity=False).hexdigest()


def encode_tree(tree: FileTree, limits: TreeLimits | None = None) -> Encoded:
    """Turn a file tree into blobs and trees with modes 100644, 100755 and 40000 only.

    Raises:
        TreeRejectedError: The tree breaks a rule of :func:`common.files.check_tree`.
    """
    from git.objects.fun import tree_to_stream

    check_tree(tree, limits)
    objects: dict[str, tuple[bytes, bytes]] = {}
    folders: dict[str, list[tuple[bytes, int, str]]] = {"": []}

    def add(kind: bytes, data: bytes) -> str:
        name = name_of(kind, data)
        objects[name] = (kind, data)
        return name

    for path, file in tree.items():
        folder, _, last = path.rpartition("/")
        above = folder
        while above not in folders:
            folders[above] = []
            above = above.rpartition("/")[0]
        mode = _PROGRAM if file.executable else _FILE
        folders[folder].append((bytes.fromhex(add(b"blob", file.data)), mode, last))
    root = ""
    for folder in sorted(folders, key=lambda path: (path != "", path.count("/"), path))[::-1]:
        out = BytesIO()
        tree_to_stream(sorted(folders[folder], key=_git_order), out.write)
        root = add(b"tree", out.getvalue())
        if folder:
            above, _, last = folder.rpartition("/")
            folders[above].append((bytes.fromhex(root), _FOLDER, last))
    return Encoded(root, objects)


def _git_order(entry: tuple[bytes, int, str]) -> bytes:
    _, mode, name = entry
    return name.encode() + (b"/" if mode == _FOLDER else b"")


def encode_commit(tree: str, parent: str | None, message: str, when: float) -> bytes:
    """Return the content of a commit by Arboretum at ``when`` (Unix seconds), in UTC."""
    who = f"Arboretum <arboretum@localhost> {max(int(when), 0)} +0000"
    parents = f"parent {parent}\n" if parent else ""
    return f"tree {tree}\n{parents}author {who}\ncommitter {who}\n\n{message}\n".encode()


def decode_commit(data: bytes) -> str:
    """Return the tree that a commit names.

    Raises:
        ArboretumError: It is no commit.
    """
    match = re.match(rb"tree ([0-9a-f]{40})\n", data)
    if match is None:
        raise ArboretumError("a commit in the archive is damaged")
    return match[1].decode()


def decode_tree(root: str, fetch: Callable[[str, bytes, int], bytes]) -> dict[str, File]:
    """Read a tree into memory, and never more of it than the limits allow.

    Args:
        root: Git's name of the tree.
        fetch: Returns the content of an object, given its name, its type and the number of bytes
            it may have.

    Raises:
        TreeRejectedError: It holds a link, a submodule, another mode, a hostile name or too much.
    """
    from git.objects.fun import tree_entries_from_data

    limits = TreeLimits()
    tree: dict[str, File] = {}
    waiting = [(root, "")]
    seen = size = 0
    while waiting:
        name, folder = waiting.pop()
        try:
            entries = tree_entries_from_data(fetch(name, b"tree", _TREE_BYTES))
        except (ValueError, IndexError) as error:
            raise TreeRejectedError("a tree in the archive is damaged or hostile") from error
        for binary, mode, last in entries:
            seen += 1
            if seen > 2 * limits.files + _OVERHEAD:
                raise TreeRejectedError("a tree in the archive has too many entries")
            path = check_path(folder + last)
            if mode == _FOLDER:
                waiting.append((binary.hex(), path + "/"))
            elif mode in {_FILE, _PROGRAM}:
                room = min(limits.file_bytes, limits.total_bytes - size)
                tree[path] = File(fetch(binary.hex(), b"blob", room), mode == _PROGRAM)
                size += len(tree[path].data)
            else:
                raise TreeRejectedError(f"{path!r} has the mode {mode:o}, which is not allowed")
    check_tree(tree)
    return tree
