"""What a task's Dockerfile asks for, and whether it can be had without building an image.

A Dockerfile that names the base image, a work folder and files to copy into it needs no build: a
box starts from the base image, and the files are put into it. Any other is built. The format is
told in Docker's Dockerfile reference.
"""

from __future__ import annotations

import json
import posixpath
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field

from common.errors import UsageError
from common.files import File, FileTree
from common.text import safe
from sandbox.image import base_image_tag

BASE_IMAGES = frozenset(
    {"python:3.12-slim", "docker.io/library/python:3.12-slim", "arboretum-base", "arboretum/base"}
)
"""Names that mean the base image; a tag after the last two is not looked at."""

_TAKEN = (
    "bin boot dev etc lib lib32 lib64 libx32 logs media mnt opt proc run sbin solution srv sys"
    " tests tmp usr var"
)


class NeedsBuildError(Exception):
    """A Dockerfile that has to be built; the message says why, in one clause."""


@dataclass
class _State:
    """What the lines read so far have set."""

    where: str
    context: FileTree
    folder: str = ""
    copied: dict[str, File] = field(default_factory=dict)

    def refuse(self, why: str) -> UsageError:
        return UsageError(f"{self.where} {why}.")

    def build(self, why: str) -> NeedsBuildError:
        return NeedsBuildError(f"{self.where} {why}")


def read_dockerfile(where: str, text: str, context: FileTree) -> tuple[str, dict[str, File]]:
    """Return the work folder a Dockerfile sets and the files it copies there.

    Understood are comments, line continuations, ``FROM`` the base image, ``WORKDIR`` and
    ``COPY`` without flags or patterns to a place below the last ``WORKDIR``.

    Args:
        where: The file's path, fit to be shown.
        text: The Dockerfile.
        context: The files beside it, from which ``COPY`` takes.

    Raises:
        NeedsBuildError: It needs more than that.
        UsageError: It has no FROM line, copies what is not there, or has a work folder that a box
            cannot give away.
    """
    state = _State(where, context)
    started = False
    for number, line in _instructions(text):
        state.where = f"{where}, line {number},"
        word, _, rest = line.partition(" ")
        word, rest = word.upper(), rest.strip()
        if word == "FROM" and not started:
            _from(state, rest)
            started = True
        elif word == "WORKDIR" and started and "$" not in rest:
            state.folder = posixpath.normpath(posixpath.join("/", state.folder, rest.strip("\"'")))
        elif word == "COPY" and started:
            _copy(state, rest)
        else:
            raise state.build(f"({safe(line, limit=60)}) needs an image build")
    state.where = where
    if not started:
        raise state.refuse("has no FROM line")
    return _below(state)


def is_base_image(image: str) -> bool:
    """Tell whether a name means the base image."""
    name = image.lower().partition("@")[0]
    return name in BASE_IMAGES or name.rpartition(":")[0] in BASE_IMAGES


def rebased(text: str) -> str:
    """Return a Dockerfile in which the names of the base image are the tag it has here."""

    def named(found: re.Match[str]) -> str:
        return found[1] + (base_image_tag() if is_base_image(found[2]) else found[2])

    return re.sub(r"(?im)^(\s*FROM\s+(?:--\S+\s+)*)(\S+)", named, text)


def last_workdir(text: str) -> str:
    """Return the work folder that the last stage sets, or "" where only a build can tell."""
    folder = ""
    for _, line in _instructions(text):
        word, _, rest = line.partition(" ")
        if word.upper() == "FROM":
            folder = ""
        elif word.upper() == "WORKDIR":
            folder = posixpath.normpath(posixpath.join("/", folder, rest.strip().strip("\"'")))
    return "" if "$" in folder else folder


def _instructions(text: str) -> Iterator[tuple[int, str]]:
    """Give each instruction on one line, with the number of the line it starts on."""
    start, parts = 0, list[str]()
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        start = start or number
        parts.append(stripped.removesuffix("\\").strip())
        if not stripped.endswith("\\"):
            yield start, re.sub(r"\s+", " ", " ".join(parts))
            start, parts = 0, []
    if parts:
        yield start, " ".join(parts)


def _from(state: _State, rest: str) -> None:
    if len(rest.split()) != 1:
        raise state.build("names a platform or a stage")
    if not is_base_image(rest):
        raise state.build(f"starts from {safe(rest, limit=80)!r}")


def _copy(state: _State, rest: str) -> None:
    try:
        words = json.loads(rest) if rest.startswith("[") else shlex.split(rest)
    except ValueError:
        words = []
    if len(words) < 2 or not all(isinstance(word, str) for word in words):
        raise state.refuse("is not 'COPY source destination'")
    if any(word.startswith("--") or set(word) & set("*?[$") for word in words):
        raise state.build("uses a flag, a pattern or a variable")
    *sources, dest = words
    target = posixpath.normpath(posixpath.join("/", state.folder, dest))
    into = len(sources) > 1 or dest.endswith("/") or posixpath.basename(dest) in {"", ".", ".."}
    for source in sources:
        state.copied.update(_matched(state, source, target, into))


def _matched(state: _State, source: str, target: str, into: bool) -> dict[str, File]:
    """Return what one source copies: the inside of a folder, or one file."""
    name = posixpath.normpath(source.lstrip("/") or ".")
    if name in state.context:
        return {posixpath.join(target, posixpath.basename(name)) if into else target:
                state.context[name]}  # fmt: skip
    prefix = "" if name == "." else name + "/"
    found = {
        posixpath.join(target, path.removeprefix(prefix)): file
        for path, file in state.context.items()
        if path.startswith(prefix)
    }
    if not found:
        raise state.refuse(f"copies {safe(source, limit=80)!r}, which is not in environment/")
    return found


def _below(state: _State) -> tuple[str, dict[str, File]]:
    """Make the copied paths relative to the work folder."""
    folder = state.folder
    if not folder:
        raise state.build("sets no WORKDIR")
    if (
        folder == "/"
        or folder.split("/")[1] in _TAKEN.split()
        or not re.fullmatch(r"[\w./-]+", folder)
    ):
        raise state.refuse(
            f"sets WORKDIR {safe(folder, limit=80)!r}, which a box keeps for itself;"
            " /app and /workspace are free"
        )
    outside = [path for path in state.copied if not path.startswith(folder + "/")]
    if outside:
        raise state.build(f"copies to {safe(outside[0], limit=80)!r}, which is not below {folder}")
    return folder, {path.removeprefix(folder + "/"): f for path, f in state.copied.items()}
