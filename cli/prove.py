"""``doctor --prove-sandbox``: every promise of the boxes, tried on this machine."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from cli.options import chosen_sandbox, echo_json, one

if TYPE_CHECKING:
    from sandbox.checks import Proof

_MARKS = {"held": "✓", "failed": "✗", "not_promised": "-"}


def prove_sandbox(name: str | None, *, as_json: bool) -> None:
    """Try every promise of a sandbox and print promise by promise what held.

    Raises:
        typer.Exit: With 1, if a promise was broken.
        UsageError: There is no sandbox of this name.
        PrerequisiteError: The machine lacks what it needs.
    """
    from sandbox.checks import prove

    sandbox = chosen_sandbox(name)
    if not as_json:
        typer.echo(f"{sandbox.name}: trying every promise in real boxes (about a minute)")
    proofs = prove(sandbox, tell=lambda proof: None if as_json else _tell(proof))
    counts = {state: sum(proof.state == state for proof in proofs) for state in _MARKS}
    if as_json:
        checks = [asdict(proof) for proof in proofs]
        echo_json({"sandbox": sandbox.name, **counts, "checks": checks})
    else:
        typer.echo(
            f"{sandbox.name}: {counts['held']} promises held, {counts['failed']} were broken, "
            f"{counts['not_promised']} it does not make."
        )
    if counts["failed"]:
        raise typer.Exit(1)


def _tell(proof: Proof) -> None:
    typer.echo(f"{_MARKS[proof.state]} {proof.category}: {proof.promise} ({proof.name})")
    if proof.state == "failed":
        typer.echo(f"    broken: {one(proof.detail, limit=400)}")
    elif proof.detail:
        typer.echo(f"    not promised: {one(proof.detail, limit=400)}")
