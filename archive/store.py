"""The archive repository: a bare git repository of ours with one branch per variant."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Collection, Mapping
from io import BytesIO
from pathlib import Path
from typing import Self

from archive.objects import decode_commit, decode_tree, encode_commit, encode_tree, name_of
from archive.plumbing import Git, GitError
from archive.records import Commit, by_age, check_variant_id
from common.errors import PrerequisiteError, UsageError
from common.files import File, FileTree, TreeLimits
from common.text import safe

_BRANCHES = "refs/heads/variant/"
_ABSENT = "0" * 40
_COMMIT_BYTES = 1 << 16


class VariantStore:
    """Variants as commits, safe to use from several threads and several processes.

    Trees go in blob by blob and come out object by object: there is no work tree, no index and
    no checkout, so nothing a variant puts in its tree (attributes, modules, hooks) has any effect.
    """

    def __init__(self, git: Git) -> None:
        self._git = git

    @classmethod
    def create(cls, path: Path | str) -> Self:
        """Make an empty archive at ``path``, which must not exist yet.

        Raises:
            UsageError: Something is there.
            PrerequisiteError: There is no git, or no room.
        """
        path = Path(path)
        if path.exists():
            raise UsageError(f"{path} exists already", "choose another name for the run")
        git = Git(path)
        try:
            git.run("init", "--quiet", "--bare", "--template=", "--initial-branch=variant/v0000")
        except GitError as error:
            raise PrerequisiteError(error.message, "check the folder's owner and space") from error
        return cls(git)

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Open an archive.

        Raises:
            UsageError: There is none at ``path``.
            PrerequisiteError: There is no git.
        """
        path = Path(path)
        git = Git(path)
        if not all((path / part).exists() for part in ("HEAD", "objects", "refs")):
            raise UsageError(f"there is no archive at {path}", "check the name of the run")
        return cls(git)

    @staticmethod
    def tree_hash(tree: FileTree) -> str:
        """Return git's name of a tree without writing it: equal for byte-identical agents.

        Raises:
            TreeRejectedError: The tree breaks a rule.
        """
        return encode_tree(tree).root

    def commit(
        self,
        variant: str,
        tree: FileTree,
        *,
        parent: str | None,
        message: str,
        trailers: Mapping[str, str] | None = None,
        when: float | None = None,
    ) -> Commit:
        """Write a variant's tree and commit, and make its branch.

        Doing the same again (same tree, parent, message and time) changes nothing.

        Args:
            variant: Its id.
            tree: Its files.
            parent: Its parent's id, whose commit becomes the git parent; ``None`` for the seed.
            message: Untrusted text on what changed.
            trailers: Facts for the end of the message, such as ``Arboretum-Run`` and
                ``Arboretum-Model``; ``Arboretum-Variant`` and ``-Parent`` are added.
            when: Unix seconds; now, if it is not given.

        Raises:
            TreeRejectedError: The tree breaks a rule.
            UsageError: The id, the parent or a trailer is wrong, or the branch has another commit.
            PrerequisiteError: The disk is full.
        """
        check_variant_id(variant)
        above = None if parent is None else self._commit_of(parent)
        encoded = encode_tree(tree)
        text = _message(variant, parent, message, trailers or {})
        when = time.time() if when is None else when
        data = encode_commit(encoded.root, above, text, when)
        commit = name_of(b"commit", data)
        self._write({**encoded.objects, commit: (b"commit", data)})
        try:
            self._git.run("update-ref", "--no-deref", _BRANCHES + variant, commit, _ABSENT)
        except GitError as error:
            there = self.variants().get(variant)
            if there is None:
                raise
            if there != commit:
                raise UsageError(f"the branch of {variant} has another commit already") from error
        return Commit(commit, encoded.root)

    def read(self, ref: str) -> dict[str, File]:
        """Return a variant's files, byte for byte as they were committed.

        Raises:
            UsageError: There is no such variant.
            TreeRejectedError: The tree holds a link, a submodule, a hostile name or too much.
            ArboretumError: An object is missing or damaged.
        """
        commit = self._commit_of(ref)
        with self._git.objects() as objects:
            root = decode_commit(objects.fetch(commit, b"commit", _COMMIT_BYTES))
            return decode_tree(root, objects.fetch)

    def diff(self, old: str, new: str, *, limit: int = 1 << 20) -> str:
        """Return what changed between two variants as a unified diff: untrusted text.

        Binary files and files above 512 KiB are told in one line. Bytes that are not UTF-8 are
        replaced, so the result is to be read, not applied.

        Args:
            old: Id of the earlier variant.
            new: Id of the later variant.
            limit: Bytes kept; a last line says when the diff was cut.

        Raises:
            UsageError: There is no such variant.
        """
        pair = (self._commit_of(old), self._commit_of(new))
        options = ("-r", "--patch", "--no-ext-diff", "--no-textconv", "--no-renames", "--no-color")
        out, cut = self._git.run_bounded(
            "diff-tree", *options, "--end-of-options", *pair, "--", limit=limit
        )
        text = out.decode("utf-8", "replace")
        return f"{text}\n… (the diff is longer than {limit} bytes and was cut)\n" if cut else text

    def patch(self, old: FileTree, new: FileTree, limits: TreeLimits) -> bytes:
        """Return what turns one tree into another, byte for byte, for ``git apply``.

        Both are written into the archive; neither becomes a variant.

        Raises:
            TreeRejectedError: A tree breaks a rule or the limits.
            PrerequisiteError: The disk is full.
        """
        trees = [encode_tree(old, limits), encode_tree(new, limits)]
        for tree in trees:
            self._write(tree.objects)
        options = ("-r", "--patch", "--binary", "--full-index", "--no-ext-diff", "--no-textconv")
        pair = (tree.root for tree in trees)
        return self._git.run("diff-tree", *options, "--no-renames", "--end-of-options", *pair)

    def variants(self) -> dict[str, str]:
        """Return every variant's id and commit, oldest first."""
        out = self._git.run("for-each-ref", "--format=%(refname) %(objectname)", _BRANCHES)
        pairs = [line.split() for line in out.decode().splitlines()]
        found = {ref.removeprefix(_BRANCHES): commit for ref, commit in pairs}
        return {name: found[name] for name in sorted(found, key=by_age)}

    def set_aside(self, recorded: Collection[str]) -> list[str]:
        """Free the ids of branches whose variant never got into the ledger.

        An engine killed between the commit and its record leaves such a branch. Its commit stays
        reachable below ``refs/aside/``.

        Args:
            recorded: The ids the ledger knows.

        Returns:
            The ids that are free again.
        """
        lost = {name: commit for name, commit in self.variants().items() if name not in recorded}
        orders = [
            f"update refs/aside/{name}/{commit} {commit}\ndelete {_BRANCHES}{name} {commit}\n"
            for name, commit in lost.items()
        ]
        if orders:
            self._git.run("update-ref", "--no-deref", "--stdin", stdin="".join(orders).encode())
        return list(lost)

    def _commit_of(self, variant: str) -> str:
        ref = _BRANCHES + check_variant_id(variant)
        out = self._git.run("for-each-ref", "--format=%(objectname)", ref).decode().split()
        if len(out) != 1:
            raise UsageError(
                f"there is no variant {variant} in the archive", "`arboretum tree` lists them"
            )
        return out[0]

    def _write(self, objects: Mapping[str, tuple[bytes, bytes]]) -> None:
        from gitdb import IStream  # type: ignore[import-untyped]
        from gitdb.db import LooseObjectDB  # type: ignore[import-untyped]

        folder = self._git.path / "objects"
        database = LooseObjectDB(str(folder))
        try:
            for name, (kind, data) in objects.items():
                if not database.has_object(bytes.fromhex(name)):
                    database.store(IStream(kind, len(data), BytesIO(data)))
                    _sync(folder / name[:2] / name[2:])
        except OSError as error:
            raise PrerequisiteError(
                f"the archive {self._git.path} cannot be written: {error.strerror}",
                "free some space on this disk and check who owns the run's folder",
            ) from error


def _sync(path: Path) -> None:
    """Wait until a file is on the disk: the ledger will say that its variant exists."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _message(variant: str, parent: str | None, message: str, trailers: Mapping[str, str]) -> str:
    body = safe(message, limit=8000, multiline=True).strip() or f"variant {variant}"
    # A line that looks like one of our trailers would be a variant speaking in our name.
    body = re.sub(r"(?im)^([^\S\n]*arboretum-)", r"> \1", body)
    facts = {**trailers, "Arboretum-Variant": variant}
    if parent is not None:
        facts["Arboretum-Parent"] = parent
    for name in facts:
        if re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,39}", name) is None:
            raise UsageError(f"{safe(name, limit=40)!r} cannot be the name of a trailer")
    lines = [f"{name}: {safe(value, limit=200)}" for name, value in facts.items()]
    return "\n".join([body, "", *lines])
