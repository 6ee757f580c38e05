"""Which agent a name means: a folder with an agent in it, or a variant of a run."""

from __future__ import annotations

from pathlib import Path

from archive.ledger import Ledger
from archive.store import VariantStore
from common.errors import UsageError
from common.files import FileTree, read_folder
from evolution.admission import ENTRY_POINT
from evolution.checkout import check_free
from evolution.run import open_run


def load_agent(name: str, runs_root: Path, *, allow_halted: bool = False) -> FileTree:
    """Return the source of an agent.

    Args:
        name: A folder, such as one that was checked out, or ``RUN:VARIANT``.
        runs_root: The folder that holds the runs.
        allow_halted: Take a halted or quarantined variant too.

    Raises:
        UsageError: There is no such agent, or it was stopped.
        TreeRejectedError: The folder holds a link or too much.
    """
    folder = Path(name)
    if folder.is_dir():
        tree = read_folder(folder)
        if ENTRY_POINT not in tree:
            raise UsageError(
                f"{folder} is not an agent: it has no {ENTRY_POINT}.",
                "Check one out with: arboretum checkout RUN VARIANT DIR",
            )
        return tree
    run, colon, variant = name.partition(":")
    if not colon:
        raise UsageError(
            f"There is no agent {name!r}.", "Name a folder with an agent, or RUN:VARIANT."
        )
    home = open_run(runs_root, run)
    with Ledger(home.ledger, readonly=True) as ledger:
        check_free(ledger.variant(variant), allow_halted=allow_halted)
    return VariantStore.open(home.archive).read(variant)
