"""The warden after its engine's death, where the sandbox does not answer at once."""

from __future__ import annotations

import shutil
import time
from collections.abc import Collection, Sequence
from pathlib import Path

import pytest

from archive.ledger import Ledger
from common.errors import MachineryError
from evolution import warden
from evolution.launch import make_run
from sandbox.killing import Found
from sandbox.owner import this_process
from tests.evolution.tiny import tiny_config, write_benchmark


class LoadedKiller:
    """A killer whose engine answers at the third time of asking."""

    def __init__(self, run: str) -> None:
        self.asked = 0
        self.boxes = [Found("box", run, "v0000", "evaluate")]

    def find(
        self,
        run: str,
        variants: Collection[str] | None = None,
        owner: str | None = None,
    ) -> list[Found]:
        self.asked += 1
        if self.asked < 3:
            raise MachineryError("the engine does not answer")
        return list(self.boxes)

    def kill(self, boxes: Sequence[Found]) -> None:
        for box in boxes:
            self.boxes.remove(box)


def test_an_engine_s_boxes_are_removed_once_they_can_be_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_run(tmp_path / "runs", "r", tiny_config(write_benchmark(tmp_path / "tiny")))
    killer = LoadedKiller(folder.label)
    monkeypatch.setattr(warden, "killer_of", lambda _folder: killer)
    monkeypatch.setattr(warden, "_SULK_SECONDS", 0.01)
    monkeypatch.setattr(warden, "_LATE_SECONDS", 0.5)
    (folder.path / "STOP").write_text("enough")
    warden.watch(folder, f"{this_process()}0")  # of a start time that never was
    assert killer.boxes == []
    assert capsys.readouterr().err.count("the engine does not answer") == 2
    assert not (folder.path / "STOP").exists()
    with Ledger(folder.ledger, readonly=True) as ledger:
        assert [event.data["reason"] for event in ledger.events_of("halt_run")] == ["enough"]


def test_it_leaves_when_the_run_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_run(tmp_path / "runs", "r", tiny_config(write_benchmark(tmp_path / "tiny")))
    killer = LoadedKiller(folder.label)
    killer.asked = 2
    monkeypatch.setattr(killer, "kill", lambda _boxes: shutil.rmtree(folder.path))
    monkeypatch.setattr(warden, "killer_of", lambda _folder: killer)
    began = time.monotonic()
    warden.watch(folder, f"{this_process()}0")
    assert time.monotonic() < began + 60
