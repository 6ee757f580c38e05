from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.ledger import Ledger
from archive.records import Outcome, Variant
from common.errors import UsageError
from evolution.config import RunConfig, save_config
from evolution.incidents import acknowledge, read_incidents, read_notes, release
from evolution.run import RunFolder


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    made = RunFolder(tmp_path / "runs" / "demo")
    made.path.mkdir(parents=True)
    save_config(RunConfig.model_validate({}), made.config)
    return made


@pytest.fixture
def ledger(folder: RunFolder) -> Iterator[Ledger]:
    with Ledger(folder.ledger) as made:
        for name in ("v0000", "v0001"):
            made.add_variant(Variant(name, None, "c", "t", "a change", 1.0))
        yield made


def trouble(ledger: Ledger) -> None:
    ledger.note("alert", variant="v0000", level="warn", rule="network", box="b", line="curl x")
    ledger.quarantine("v0000", "processes: 250", "overseer@here")
    ledger.quarantine("v0001", "repetition: 50", "overseer@here")
    ledger.release("v0001", "a loop of retries", "me@here")
    ledger.halt(["v0001"], "wall_time", "overseer@here")
    ledger.halt(["v0000"], "enough", "me@here")
    ledger.note("budget_spent", budget="v0001", short_of="tokens")


def test_every_kind_is_found_newest_first(folder: RunFolder, ledger: Ledger) -> None:
    begun = ledger.start_evaluation("v0001", "slug", "select")
    seen = ("patched: len", "claims_results")
    ledger.end_evaluation(replace(begun, outcome=Outcome.DONE, reward=1.0, violations=seen))
    trouble(ledger)
    found = read_incidents(folder, ledger)
    assert [(one.kind, one.variant, one.holds) for one in found] == [
        ("budget", "", False),
        ("halt", "v0001", False),
        ("quarantine", "v0001", False),
        ("quarantine", "v0000", True),
        ("alert", "v0000", False),
        ("violation", "v0001", False),
    ]
    assert "replaced parts of its interpreter (len)" in found[-1].text
    assert read_incidents(folder, ledger, limit=2) == found[:2]


def test_a_note_stays_with_its_incident(folder: RunFolder, ledger: Ledger) -> None:
    trouble(ledger)
    before, seq = read_incidents(folder, ledger), ledger.last_seq()
    acknowledge(folder, [before[0].number, before[1].number], "looked, harmless", "me@here")
    acknowledge(folder, [before[0].number], "looked again\x1b[2J", "you@here")
    notes = [one.note for one in read_incidents(folder, ledger)]
    assert [note.note if note else None for note in notes[:3]] == [
        "looked again",
        "looked, harmless",
        None,
    ]
    assert ledger.last_seq() == seq
    with folder.acknowledged.open("ab") as file:
        file.write(b'{"numbers": [1], "no')
    assert len(read_notes(folder)) == 2


def test_what_is_no_incident_or_no_note_is_refused(folder: RunFolder, ledger: Ledger) -> None:
    trouble(ledger)
    with pytest.raises(UsageError, match="no incident 9999"):
        acknowledge(folder, [9999], "x", "me@here")
    with pytest.raises(UsageError, match="needs a note"):
        acknowledge(folder, [read_incidents(folder, ledger)[0].number], " ", "me@here")
    assert read_notes(folder) == []


def test_a_quarantine_is_released_once(folder: RunFolder, ledger: Ledger) -> None:
    ledger.quarantine("v0000", "processes: 250", "overseer@here")
    with pytest.raises(UsageError, match="needs a reason"):
        release(folder, "v0000", "", "me@here")
    assert release(folder, "v0000", "a build", "me@here")
    assert not release(folder, "v0000", "a build", "me@here")
    assert [one.holds for one in read_incidents(folder, ledger)] == [False]


def test_the_commands_list_and_note(folder: RunFolder, ledger: Ledger) -> None:
    trouble(ledger)

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cli.entry", *words, "--runs", str(folder.path.parent)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    listed = json.loads(run("incidents", "demo", "--json").stdout)
    number = listed[0]["number"]
    assert listed[0]["text"] == "the budget of v0001 ran out of tokens"
    done = run("acknowledge", "demo", str(number), "--note", "a small budget")
    assert done.returncode == 0, done.stderr
    shown = run("incidents", "demo").stdout
    assert "curl x" in shown
    assert "small budget" not in shown
    assert "small budget" in run("incidents", "demo", "--all").stdout
    assert run("acknowledge", "demo", "12345", "--note", "x").returncode == 2
