"""The family tree read page by page: only what is asked for, from the ledger's summary of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from archive import rows
from archive.conditions import NUMBERS, ORDERS, Condition, state_sql, where
from archive.database import Database
from archive.records import Event


@dataclass(frozen=True, slots=True)
class Member:
    """A variant, or a child that is being made or was never made, with what it adds up to."""

    id: str
    parent: str | None
    born: int
    """The number of its first event: the order of age."""
    created: float
    commit: str
    """Empty while it is no variant."""
    tree: str
    summary: str
    reason: str
    """Why the latest attempt to make it ended as it did."""
    halted: str | None
    quarantined: str | None
    children: int
    running: int
    done: int
    faults: int
    violations: int
    """Evaluations in which something was seen that could be meant to raise a score."""
    train_n: int
    train_sum: float
    select_n: int
    select_sum: float
    holdout_n: int
    holdout_sum: float
    calls: int
    tokens: int
    cost_usd: float
    seconds: float
    """How long its agents worked."""
    state: str = ""
    """A key of :data:`archive.conditions.STATES`."""

    def rewards(self, split: str) -> tuple[int, float]:
        """Return how many rewards it has on a split, and their sum."""
        return {
            "train": (self.train_n, self.train_sum),
            "select": (self.select_n, self.select_sum),
            "holdout": (self.holdout_n, self.holdout_sum),
        }[split]


@dataclass(frozen=True)
class Totals:
    """What all of a run's nodes add up to."""

    nodes: int
    variants: int
    evaluations: int
    """Those that gave a reward."""
    boxes: int
    """Expansions and evaluations that have begun and not ended."""
    violations: int
    tokens: int
    cost_usd: float


_NAMES = tuple(f.name for f in fields(Member) if f.name != "state")
_CLADE = (
    "WITH RECURSIVE clade(id) AS (SELECT value FROM json_each(?1) UNION"
    " SELECT nodes.id FROM nodes JOIN clade ON nodes.parent = clade.id)"
)
_THERE = "(\"commit\" <> '' OR outcome IS NULL)"
"""A variant, or a child that is being made; not one that could not be made."""
_LIVES = f"halted IS NULL AND {_THERE}"


class Family:
    """Reads the tree of one ledger; safe to use from several threads.

    Args:
        database: The ledger's file.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def members(self, ids: Iterable[str], *, alive: bool) -> dict[str, Member]:
        """Return nodes by id; an id that is not known is left out.

        Args:
            ids: Their ids.
            alive: Whether an engine works on the run; without one nothing runs, whatever it left
                unfinished.
        """
        wanted = list(ids)
        found = []
        for at in range(0, len(wanted), 500):
            part = wanted[at : at + 500]
            marks = ", ".join("?" * len(part))
            found += self._read(f"WHERE id IN ({marks})", part, alive)
        return {member.id: member for member in found}

    def children(
        self, parent: str | None, *, alive: bool, order: str = "age", limit: int, offset: int = 0
    ) -> list[Member]:
        """Return a page of the nodes below one, or with ``None`` of the roots."""
        tail = f"WHERE parent IS ? ORDER BY {ORDERS[order]} LIMIT ? OFFSET ?"
        return self._read(tail, (parent, limit, offset), alive)

    def select(
        self,
        conditions: Sequence[Condition],
        *,
        alive: bool,
        order: str = "age",
        limit: int,
        offset: int = 0,
    ) -> list[Member]:
        """Return a page of the nodes that meet all conditions."""
        test, values = where(conditions, alive)
        tail = f"WHERE {test} ORDER BY {ORDERS[order]} LIMIT ? OFFSET ?"
        return self._read(tail, (*values, limit, offset), alive)

    def count(self, conditions: Sequence[Condition], *, alive: bool) -> int:
        """Count the nodes that meet all conditions."""
        test, values = where(conditions, alive)
        with self._database.read() as tx:
            query = f"SELECT count(*) FROM nodes WHERE {test}"  # noqa: S608
            return int(tx.execute(query, values).fetchone()[0])

    def find(self, text: str, start: str | None, *, backward: bool = False) -> str | None:
        """Return the next node, by age, that has ``text`` in its id, summary or reason.

        Args:
            text: What is looked for; upper and lower case are the same.
            start: The node to go on from; the search goes round.
            backward: Look for the one before.
        """
        test, values = where([Condition("text", "=", text)], alive=True)
        order, sign = ("DESC", "<") if backward else ("ASC", ">")
        query = (
            f"SELECT id FROM nodes WHERE {test} ORDER BY"  # noqa: S608
            f" born {sign} coalesce((SELECT born FROM nodes WHERE id = ?), 0) DESC,"
            f" born {order} LIMIT 1"
        )
        with self._database.read() as tx:
            row = tx.execute(query, (*values, start)).fetchone()
        return None if row is None else str(row[0])

    def lineage(self, name: str, *, alive: bool) -> list[Member]:
        """Return the nodes from the root down to this one, itself included."""
        with self._database.read() as tx:
            names = tx.execute(
                "WITH RECURSIVE up(id, far) AS (SELECT ?1, 0 UNION SELECT nodes.parent, far + 1"
                " FROM nodes JOIN up ON nodes.id = up.id WHERE nodes.parent IS NOT NULL)"
                " SELECT id FROM up ORDER BY far DESC",
                (name,),
            ).fetchall()
        known = self.members([row[0] for row in names], alive=alive)
        return [known[row[0]] for row in names if row[0] in known]

    def living(self, name: str) -> list[str]:
        """Return those of a clade that a halt can still end, in no special order."""
        query = f"{_CLADE} SELECT id FROM nodes JOIN clade USING (id) WHERE {_LIVES}"  # noqa: S608
        with self._database.read() as tx:
            return [row[0] for row in tx.execute(query, (json.dumps([name]),))]

    def descendants(self, names: Sequence[str] | None) -> list[str]:
        """Return these nodes and all below them, or with ``None`` all nodes, oldest first.

        Children that could not be made are left out.
        """
        there = f"{_THERE} ORDER BY born"
        with self._database.read() as tx:
            if names is None:
                found = tx.execute(f"SELECT id FROM nodes WHERE {there}")  # noqa: S608
            else:
                query = f"{_CLADE} SELECT id FROM nodes JOIN clade USING (id) WHERE {there}"  # noqa: S608
                found = tx.execute(query, (json.dumps(list(names)),))
            return [row[0] for row in found]

    def making(self) -> dict[str, str]:
        """Return the children that are being made, each with its parent."""
        query = "SELECT id, parent FROM nodes WHERE \"commit\" = '' AND outcome IS NULL"
        with self._database.read() as tx:
            return dict(tx.execute(query).fetchall())

    def halted(self) -> set[str]:
        """Return those that were halted, children that were being made among them."""
        with self._database.read() as tx:
            found = tx.execute("SELECT id FROM nodes WHERE halted IS NOT NULL")
            return {row[0] for row in found}

    def dead_clades(self, names: Iterable[str]) -> set[str]:
        """Return those of these nodes of whose clades nothing lives."""
        query = f"{_CLADE} SELECT 1 FROM nodes JOIN clade USING (id) WHERE {_LIVES} LIMIT 1"  # noqa: S608
        with self._database.read() as tx:
            return {
                name
                for name in names
                if tx.execute(query, (json.dumps([name]),)).fetchone() is None
            }

    def lives_above(self, names: Iterable[str]) -> dict[str, bool]:
        """Return these nodes and all above them, oldest first, each with whether it lives."""
        query = (
            "WITH RECURSIVE up(id) AS (SELECT value FROM json_each(?1) UNION SELECT parent"  # noqa: S608
            " FROM nodes JOIN up USING (id) WHERE parent IS NOT NULL)"
            f" SELECT id, {_LIVES} FROM nodes JOIN up USING (id) ORDER BY born"
        )
        with self._database.read() as tx:
            return {row[0]: bool(row[1]) for row in tx.execute(query, (json.dumps([*names]),))}

    def changed(self, after: int) -> tuple[set[str], int]:
        """Return the nodes that events after a number are about, and the newest number."""
        with self._database.read() as tx:
            found = tx.execute("SELECT variant, seq FROM events WHERE seq > ?", (after,)).fetchall()
        return {row[0] for row in found if row[0]}, max((row[1] for row in found), default=after)

    def totals(self) -> Totals:
        """Return what the nodes of the run add up to."""
        with self._database.read() as tx:
            row = tx.execute(
                "SELECT nodes, variants, done, running + making, violations, tokens, cost_usd"
                " FROM totals"
            ).fetchone()
        return Totals(*row)

    def standings(self, share: float) -> list[tuple[float, int, str]]:
        """Return what there is of results on ``select``: sum, count and the oldest that has both.

        Only free variants with at least ``share`` of the most evaluations count.
        """
        query = (
            "SELECT select_sum, select_n, id, min(born) FROM nodes WHERE select_n > 0"
            " AND select_n >= ? * (SELECT max(select_n) FROM nodes WHERE halted IS NULL"
            " AND quarantined IS NULL) AND halted IS NULL AND quarantined IS NULL"
            " GROUP BY select_sum, select_n"
        )
        with self._database.read() as tx:
            return [(row[0], row[1], row[2]) for row in tx.execute(query, (share,))]

    def spread(self, columns: int, rows: int) -> list[tuple[float, float]]:
        """Return where measured variants lie: by their number, and by their mean on ``select``.

        Args:
            columns: Into how many parts the numbers are divided; one of several variants that
                share a part and a height is returned.
            rows: Into how many parts the way from 0 to 1 is divided.
        """
        number, mean = "CAST(substr(id, 2) AS INTEGER)", NUMBERS["score"]
        query = (
            f"SELECT {number} AS number, {mean} AS mean FROM nodes WHERE select_n > 0"  # noqa: S608
            f" GROUP BY number * ? / (1 + (SELECT max({number}) FROM nodes)), CAST(mean * ? AS INT)"
        )
        with self._database.read() as tx:
            return [(row[0], row[1]) for row in tx.execute(query, (columns, rows))]

    def suspicious(self, limit: int) -> list[Event]:
        """Return the newest ends of evaluations with violations, oldest first."""
        query = (
            "SELECT seq, at, kind, variant, data FROM events WHERE kind = 'evaluation_ended'"
            " AND json_array_length(data, '$.violations') > 0 ORDER BY seq DESC LIMIT ?"
        )
        with self._database.read() as tx:
            return [rows.to_event(row) for row in tx.execute(query, (limit,))][::-1]

    def _read(self, tail: str, values: Sequence[Any], alive: bool) -> list[Member]:
        names = rows.columns(_NAMES)
        query = f"SELECT {names}, {state_sql(alive)} FROM nodes {tail}"  # noqa: S608
        with self._database.read() as tx:
            return [Member(*row) for row in tx.execute(query, tuple(values))]
