"""``halt``, ``pause`` and ``release``: read by argparse, for a halt may not wait for typer.

Loading typer takes longer than killing eight boxes.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.tell import tell
from common.errors import ArboretumError, UsageError

if TYPE_CHECKING:
    from evolution.halting import Halt, Pause
    from evolution.run import RunFolder
    from sandbox.killing import Found

SUMMARIES = {
    "halt": "Halt variants for good and kill their boxes; works while the engine hangs or is dead.",
    "pause": "Start nothing new in a run, until it is resumed.",
    "release": "End the quarantine that the overseer put a variant in.",
}


def main(arguments: Sequence[str]) -> None:
    """Run one of these commands and leave with the exit code."""
    command, *words = (word for word in arguments if word != "--debug")
    parsed = _parser(command).parse_intermixed_args(words)
    try:
        _COMMANDS[command](parsed)
    except ArboretumError as error:
        if "--debug" in arguments or os.environ.get("ARBORETUM_DEBUG"):
            raise
        sys.exit(tell(error))
    except KeyboardInterrupt:
        sys.exit(130)


def _parser(command: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"arboretum {command}", description=SUMMARIES[command], allow_abbrev=False
    )
    add = parser.add_argument
    add("run", metavar="RUN", help="Name of a run.")
    if command == "halt":
        add("variants", nargs="*", metavar="VARIANT", help="Ids, like v0003.")
        add("--clade", action="store_true", help="All descendants too.")
        add("--all", action="store_true", help="Every variant of the run.")
    elif command == "release":
        add("variant", metavar="VARIANT", help="Id, like v0003.")
    else:
        add("--now", action="store_true", help="Kill what runs; resume does it again.")
    add("--reason", default="", metavar="TEXT", help="Why; kept for good.")
    add("--dry-run", action="store_true", help="Only say what would be done.")
    add("--json", action="store_true", help="Print JSON for programs.")
    where = "Folder of the runs. Default: ARBORETUM_RUNS or the user's data."
    add("--runs", type=Path, metavar="PATH", help=where)
    return parser


def _folder(parsed: argparse.Namespace) -> RunFolder:
    from evolution.run import open_run, runs_root

    return open_run(runs_root(parsed.runs), parsed.run)


def _halt(parsed: argparse.Namespace) -> None:
    from evolution.halting import halt, killer_of
    from evolution.operator import this_operator

    folder = _folder(parsed)
    if bool(parsed.variants) == parsed.all:
        raise UsageError("Name the variants to halt, or say --all.")
    done = halt(
        folder,
        killer_of(folder),
        parsed.variants,
        clade=parsed.clade,
        everything=parsed.all,
        reason=parsed.reason or ("dry run" if parsed.dry_run else ""),
        operator=this_operator(),
        dry_run=parsed.dry_run,
    )
    newly = folder.name if done.unread else _names(done.newly)
    halted = newly if done.unread else f"{_names(done.variants)}: {len(done.newly)} newly"
    _report(
        parsed,
        folder,
        done,
        {
            "variants": done.variants,
            "newly_halted": done.newly,
            "boxes_killed": [box.id for box in done.boxes],
            "unread": done.unread,
        },
        would=f"Would halt {newly}",
        did=f"Halted {halted}, {len(done.boxes)} boxes killed, {done.seconds:.2f} s.",
        unread=done.unread,
    )


def _pause(parsed: argparse.Namespace) -> None:
    from evolution.halting import killer_of, pause
    from evolution.operator import this_operator

    folder = _folder(parsed)
    done = pause(
        folder,
        killer_of(folder),
        now=parsed.now,
        reason=parsed.reason,
        operator=this_operator(),
        dry_run=parsed.dry_run,
    )
    ending = f"{len(done.boxes)} boxes killed" if parsed.now else "what runs ends by itself"
    word = "Paused" if done.changed else "Was paused already:"
    _report(
        parsed,
        folder,
        done,
        {"changed": done.changed},
        would=f"Would pause {folder.name}",
        did=f"{word} {folder.name}, {ending}. Go on with: arboretum resume {folder.name}",
    )


def _report(
    parsed: argparse.Namespace,
    folder: RunFolder,
    done: Halt | Pause,
    told: dict[str, Any],
    *,
    would: str,
    did: str,
    unread: str = "",
) -> None:
    """Say what was done, or would be, as JSON or as a sentence."""
    if parsed.json:
        _print_json(
            {
                "run": folder.name,
                "dry_run": parsed.dry_run,
                **told,
                "boxes": [asdict(box) for box in done.boxes],
                "recorded": done.recorded,
                "seconds": done.seconds,
            }
        )
    elif parsed.dry_run:
        _print(f"{would} and kill {len(done.boxes)} boxes.")
        _list(done.boxes)
    else:
        _print(did)
        if unread:
            _print(f"The order holds, but is not in the ledger, which cannot be read: {unread}")
        else:
            _tell_unrecorded(done.recorded)


def _release(parsed: argparse.Namespace) -> None:
    from archive.ledger import Ledger
    from evolution.incidents import release
    from evolution.operator import this_operator

    folder = _folder(parsed)
    if parsed.dry_run:
        with Ledger(folder.ledger, readonly=True) as ledger:
            changed = ledger.variant(parsed.variant).quarantined is not None
    else:
        changed = release(folder, parsed.variant, parsed.reason, this_operator())
    if parsed.json:
        told = {"run": folder.name, "dry_run": parsed.dry_run}
        _print_json({**told, "variant": parsed.variant, "changed": changed})
    elif changed:
        _print(f"{'Would release' if parsed.dry_run else 'Released'} {parsed.variant}.")
    else:
        _print(f"{parsed.variant} is not quarantined.")


_COMMANDS = {"halt": _halt, "pause": _pause, "release": _release}


def _names(variants: Sequence[str]) -> str:
    return ", ".join(variants) or "nothing new"


def _list(boxes: Sequence[Found]) -> None:
    from common.text import safe

    for box in boxes:
        _print(f"  {box.id[:12]}  {safe(box.variant, limit=20)}  {safe(box.role, limit=20)}")


def _tell_unrecorded(recorded: bool) -> None:
    if not recorded:
        _print(
            "The order holds, but another process keeps the ledger locked: the engine writes it "
            "there when it goes on, or else the next one does."
        )


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


def _print_json(value: dict[str, Any]) -> None:
    _print(json.dumps(value, indent=2, ensure_ascii=True))
