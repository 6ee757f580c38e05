"""Killing and measuring bubblewrap's boxes from any process, by their records."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sandbox import cgroups, records
from sandbox.killing import Found, at_once
from sandbox.usage import BoxUsage, group_usage


class BubblewrapKiller:
    """sandbox.killing.Killer for boxes that no engine keeps a list of."""

    def find(
        self, run: str, variants: Collection[str] | None = None, owner: str | None = None
    ) -> list[Found]:
        """Return boxes by their records; see :meth:`sandbox.killing.Killer.find`."""
        return [
            Found(one.id, one.run, one.variant, one.role)
            for one in records.records()
            if one.run == run
            and (variants is None or one.variant in variants)
            and owner in {None, one.owner}
        ]

    def kill(self, boxes: Sequence[Found]) -> None:
        """Kill boxes; see :meth:`sandbox.killing.Killer.kill`."""
        wanted = {box.id for box in boxes}
        known = {one.id: one for one in records.records() if one.id in wanted}
        at_once(lambda box: records.end(known[box]), list(known))


class BubblewrapMeter:
    """sandbox.usage.Meter for bubblewrap: all is unknown where boxes have no control group."""

    def usage(self, box: str) -> BoxUsage | None:
        """Return what a box uses now; see :meth:`sandbox.usage.Meter.usage`."""
        record = next((one for one in records.records() if one.id == box), None)
        top = cgroups.processes_folder()
        if record is None:
            return None
        folders = [f for f in record.group.folders if top is not None and f.is_relative_to(top)]
        return group_usage(folders[0], top) if folders and top is not None else BoxUsage()
