"""Taking a variant home: its source as a project of its own, with a note on where it comes from."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from archive.ledger import Ledger
from archive.records import Variant
from archive.store import VariantStore
from archive.tree import FamilyTree
from common.errors import UsageError
from common.files import File, write_folder
from common.text import safe
from evaluator.statistics import score
from evolution.admission import ENTRY_POINT
from evolution.config import load_config
from evolution.environment import environment_read
from evolution.run import RunFolder

PROVENANCE = "PROVENANCE.json"
ENTRY_MODULE = ENTRY_POINT.partition("/")[0]


@dataclass(frozen=True)
class Plan:
    """What a checkout will write."""

    variant: str
    target: Path
    """An absolute path that is free."""
    files: dict[str, File]
    keys: tuple[str, ...]
    """Variables of the environment that it reads when it runs on its own."""

    @property
    def size(self) -> int:
        """Bytes in all."""
        return sum(len(file.data) for file in self.files.values())

    @property
    def commands(self) -> tuple[str, ...]:
        """How to try it where it will be, and how to let it work in a box."""
        home = shlex.quote(str(self.target))
        return (
            f"cd {home} && python3 -m {ENTRY_MODULE} self-test",
            f'arboretum solve {home} --repo DIR "what to do"',
        )


def plan(folder: RunFolder, variant: str, target: Path, *, allow_halted: bool = False) -> Plan:
    """Return what :func:`write` would write; nothing is written.

    Args:
        folder: The run.
        variant: Its id.
        target: Where to; missing, or an empty folder.
        allow_halted: Take a halted or quarantined variant too.

    Raises:
        UsageError: The variant is unknown, halted or quarantined, or the folder is not empty.
    """
    with Ledger(folder.ledger, readonly=True) as ledger:
        tree = FamilyTree(ledger.variants(), ledger.expansions(), ledger.evaluations())
    found = tree.variant(variant)
    check_free(found, allow_halted=allow_halted)
    # A link at the end is refused, not followed.
    target = Path(os.path.abspath(target.expanduser()))  # noqa: PTH100
    if target.is_symlink() or target.is_file() or (target.is_dir() and any(target.iterdir())):
        raise UsageError(f"{target} is there and not an empty folder.", "Name another folder.")
    files = dict(VariantStore.open(folder.archive).read(variant))
    keys = environment_read(files)
    note = json.dumps(provenance(folder, tree, variant), indent=2) + "\n"
    files[PROVENANCE] = File(note.encode())
    return Plan(variant, target, files, keys)


def write(planned: Plan) -> None:
    """Write a variant's source and its provenance into its folder, whole or not at all.

    Raises:
        OSError: The disk refuses.
    """
    _write(planned.files, planned.target)


def check_free(variant: Variant, *, allow_halted: bool) -> None:
    """Refuse a variant that was stopped, unless the operator says that it may be.

    Raises:
        UsageError: It is halted or quarantined.
    """
    if variant.free or allow_halted:
        return
    state = "was halted" if variant.halted is not None else "is quarantined"
    why = safe(variant.halted or variant.quarantined or "", limit=120)
    raise UsageError(
        f"{variant.id} {state} ({why}).",
        "Read its diff first; then add --allow-halted if you want it all the same.",
    )


def provenance(folder: RunFolder, tree: FamilyTree, variant: str) -> dict[str, Any]:
    """Return where a variant comes from and how it was measured, as plain values."""
    config = load_config(folder.config)
    found = tree.variant(variant)
    splits = {split: list(tree.rewards(variant, split).values()) for split in _SPLITS}
    return {
        "format": 1,
        "run": folder.name,
        "variant": variant,
        "tree": found.tree,
        "commit": found.commit,
        "created": found.created,
        "checked_out": time.time(),
        "halted": found.halted,
        "quarantined": found.quarantined,
        "model": config.model,
        "benchmark": config.benchmark,
        "scores": {split: asdict(score(rewards)) for split, rewards in splits.items() if rewards},
        "lineage": [
            {"variant": one.id, "commit": one.commit, "summary": one.summary}
            for one in map(tree.variant, tree.lineage(variant))
        ],
    }


_SPLITS = ("train", "select", "holdout")


def _write(files: dict[str, File], target: Path) -> None:
    """Write a folder beside its place and move it there in one step."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        write_folder(files, part)
        part.chmod(0o755)
        part.rename(target)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
