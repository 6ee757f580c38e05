from __future__ import annotations

from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING

from sandbox import cgroups

if TYPE_CHECKING:
    from pathlib import Path


def test_groups_are_found_at_any_depth_and_by_both_names(tmp_path: Path) -> None:
    one, other = "a" * 64, "b" * 64
    (tmp_path / "docker" / one).mkdir(parents=True)
    (tmp_path / "user.slice" / "system.slice" / f"docker-{other}.scope").mkdir(parents=True)
    found = cgroups.find([one, other, "c" * 64], tmp_path)
    assert {name: folder.name for name, folder in found.items()} == {
        one: one,
        other: f"docker-{other}.scope",
    }


def test_groups_are_found_while_others_come_and_go(tmp_path: Path) -> None:
    stay = [f"{number:064x}" for number in range(40)]
    for name in stay:
        (tmp_path / "docker" / name).mkdir(parents=True)
    done = Event()

    def churn() -> None:
        while not done.is_set():
            for number in range(40):
                (tmp_path / "docker" / f"other-{number}").mkdir(exist_ok=True)
            for number in range(40):
                with suppress(FileNotFoundError):
                    (tmp_path / "docker" / f"other-{number}").rmdir()

    others = Thread(target=churn)
    others.start()
    try:
        for _ in range(500):
            assert cgroups.find(stay, tmp_path).keys() == set(stay)
    finally:
        done.set()
        others.join()
