"""One exercise as its track lays it out: its solution's files, its tests, its example."""

from __future__ import annotations

import fnmatch
import json
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from common.errors import TreeRejectedError, UsageError
from common.files import File, FileTree, TreeLimits, read_folder
from common.text import safe
from evaluator.polyglot.languages import LANGUAGES, Language

_LIMITS = TreeLimits(files=500, file_bytes=2 << 20, total_bytes=16 << 20)
_BUILD_FILES = frozenset({"CMakeLists.txt", "Cargo.toml"})
"""Part of a solution, and never among the files that an agent is asked to edit."""
_REFERENCE = ".meta/src/reference/java/"


class _Files(BaseModel):
    model_config = ConfigDict(extra="ignore")

    solution: list[str]
    test: list[str]
    example: list[str] = []


class _Config(BaseModel):
    """``.meta/config.json``, as far as it is used."""

    model_config = ConfigDict(extra="ignore")

    files: _Files


@dataclass(frozen=True)
class Exercise:
    """One exercise."""

    slug: str
    language: str
    tree: FileTree
    """All its files."""
    solution: tuple[str, ...]
    """What is taken from the agent; everything else is restored."""
    tests: tuple[str, ...]
    """What its configuration calls tests; what its language calls so comes on top."""
    examples: tuple[str, ...]

    @property
    def traits(self) -> Language:
        """How its language is tested."""
        return LANGUAGES[self.language]

    @property
    def needs_crates(self) -> bool:
        """Whether it, or its example, names crates."""
        manifests = (self.tree.get(name) for name in ("Cargo.toml", ".meta/Cargo-example.toml"))
        return any(
            file and re.search(rb"(?m)^\[dependencies\]\s*\w", file.data) for file in manifests
        )

    def edited(self) -> list[str]:
        """Return the files that the agent is asked to edit."""
        return [path for path in self.solution if path not in _BUILD_FILES]

    def shown(self) -> FileTree:
        """Return what the agent finds: no tests, no example, nothing of the track's own."""
        hidden = (".meta/", ".docs/", ".approaches/", *self.traits.left_out)
        return {
            path: file
            for path, file in self.tree.items()
            if not path.startswith(hidden) and not self.is_test(path)
        }

    def judged(self) -> FileTree:
        """Return the pristine files that the tests are run with, all of them switched on."""
        return {
            path: self._switched_on(path, file)
            for path, file in self.tree.items()
            if not path.startswith((".meta/", ".docs/", ".approaches/", *self.traits.left_out))
        }

    def example(self) -> Mapping[str, File]:
        """Return the track's own solution, in the places where the tests look for it."""
        found = dict(self._placed(path) for path in self.examples if path in self.tree)
        cargo = self.tree.get(".meta/Cargo-example.toml")
        return {**found, "Cargo.toml": cargo} if cargo else found

    def instructions(self) -> str:
        """Return what the agent is told: introduction, instructions, and which files to edit."""
        names = ("introduction.md", "instructions.md", "instructions.append.md")
        parts = [self._document(name) for name in names]
        return "\n\n".join([*(part for part in parts if part), _told(self.edited())]) + "\n"

    def _document(self, name: str) -> str:
        file = self.tree.get(f".docs/{name}")
        return file.data.decode("utf-8", "replace").strip() if file else ""

    def is_test(self, path: str) -> bool:
        """Tell whether a file is a test, shown to no agent."""
        name = posixpath.basename(path)
        return path in self.tests or any(fnmatch.fnmatch(name, one) for one in self.traits.tests)

    def _switched_on(self, path: str, file: File) -> File:
        """Undo what a track does to give its tests one at a time."""
        pattern = self.traits.switched_off
        if pattern is None or not self.is_test(path):
            return file
        text = pattern.sub(self.traits.switched_on, file.data.decode("utf-8", "replace"))
        return File(text.encode(), file.executable)

    def _placed(self, path: str) -> tuple[str, File]:
        """Return where an example's file belongs, and the file."""
        if path.startswith(_REFERENCE):
            return f"src/main/java/{path.removeprefix(_REFERENCE)}", self.tree[path]
        suffix = posixpath.splitext(path)[1]
        same = [one for one in self.edited() if posixpath.splitext(one)[1] == suffix]
        return (same or self.edited())[0], self.tree[path]


def _told(edited: list[str]) -> str:
    return (
        f"Make the solution in these files: {', '.join(edited)}. They are in the work folder; keep"
        " the names of functions and classes that are there, for hidden tests call them. Only"
        " these files count. Use the standard library alone: nothing can be installed."
    )


def read_exercise(folder: Path, language: str) -> Exercise:
    """Read one exercise's folder.

    Raises:
        UsageError: A file is missing or malformed.
    """
    where = safe(str(folder), limit=300)
    try:
        tree = read_folder(folder, _LIMITS)
        text = tree[".meta/config.json"].data
        files = _Config.model_validate(json.loads(text)).files
    except TreeRejectedError as error:
        raise UsageError(f"{where} is not an exercise: {error.message}.") from error
    except (KeyError, ValueError, ValidationError, OSError, RecursionError) as error:
        raise UsageError(f"{where} has no .meta/config.json that names its files.") from error
    ignored = {*files.test, *files.example}
    solution = [path for path in files.solution if path in tree and path not in ignored]
    taken = [path for path in solution if not path.startswith((".meta/", ".docs/"))]
    if not taken or not any(path in tree for path in files.test):
        raise UsageError(f"{where} has no solution or no tests among its files.")
    return Exercise(
        folder.name, language, tree, tuple(taken), tuple(files.test), tuple(files.example)
    )
