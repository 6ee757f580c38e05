-- The ledger, schema version 3. One table that only grows; everything else is a view of it.

CREATE TABLE IF NOT EXISTS events (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    at      REAL NOT NULL,                          -- Unix seconds
    kind    TEXT NOT NULL,
    variant TEXT,                                   -- the variant, or the child to be
    data    TEXT NOT NULL CHECK (json_valid(data))
);

CREATE TRIGGER IF NOT EXISTS events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER IF NOT EXISTS events_are_never_deleted BEFORE DELETE ON events
BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;

-- Without this, INSERT OR REPLACE would delete a row and fire no trigger.
CREATE TRIGGER IF NOT EXISTS events_are_never_replaced BEFORE INSERT ON events
WHEN NEW.seq IN (SELECT seq FROM events)
BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;

CREATE INDEX IF NOT EXISTS events_by_variant ON events (variant, seq);

CREATE UNIQUE INDEX IF NOT EXISTS variant_added_once ON events (variant)
WHERE kind = 'variant_added';

CREATE UNIQUE INDEX IF NOT EXISTS variant_halted_once ON events (variant)
WHERE kind = 'variant_halted';

CREATE UNIQUE INDEX IF NOT EXISTS expansion_started_once
ON events (variant, json_extract(data, '$.attempt'))
WHERE kind = 'expansion_started';

CREATE UNIQUE INDEX IF NOT EXISTS expansion_ended_once
ON events (variant, json_extract(data, '$.attempt'))
WHERE kind = 'expansion_ended';

CREATE UNIQUE INDEX IF NOT EXISTS evaluation_started_once
ON events (
    variant,
    json_extract(data, '$.task'),
    json_extract(data, '$.trial'),
    json_extract(data, '$.attempt')
)
WHERE kind = 'evaluation_started';

CREATE UNIQUE INDEX IF NOT EXISTS evaluation_ended_once
ON events (
    variant,
    json_extract(data, '$.task'),
    json_extract(data, '$.trial'),
    json_extract(data, '$.attempt')
)
WHERE kind = 'evaluation_ended';

CREATE UNIQUE INDEX IF NOT EXISTS evaluation_done_once
ON events (variant, json_extract(data, '$.task'), json_extract(data, '$.trial'))
WHERE kind = 'evaluation_ended' AND json_extract(data, '$.outcome') = 'done';

CREATE VIEW IF NOT EXISTS variants AS
SELECT
    a.seq AS seq,
    a.variant AS id,
    json_extract(a.data, '$.parent') AS parent,
    json_extract(a.data, '$.commit') AS "commit",
    json_extract(a.data, '$.tree') AS tree,
    json_extract(a.data, '$.summary') AS summary,
    json_extract(a.data, '$.created') AS created,
    json_extract(h.data, '$.reason') AS halted
FROM events AS a
LEFT JOIN events AS h ON h.kind = 'variant_halted' AND h.variant = a.variant
WHERE a.kind = 'variant_added';

-- An attempt is its ending, or its start while it has none.
CREATE VIEW IF NOT EXISTS expansions AS
SELECT
    e.seq AS seq,
    e.variant AS child,
    json_extract(e.data, '$.parent') AS parent,
    json_extract(e.data, '$.attempt') AS attempt,
    json_extract(e.data, '$.started') AS started,
    json_extract(e.data, '$.outcome') AS outcome,
    json_extract(e.data, '$.reason') AS reason,
    json_extract(e.data, '$.ended') AS ended,
    json_extract(e.data, '$.calls') AS calls,
    json_extract(e.data, '$.tokens') AS tokens,
    json_extract(e.data, '$.cost_usd') AS cost_usd,
    json_extract(e.data, '$.transcript') AS transcript
FROM events AS e
WHERE e.kind = 'expansion_ended'
OR (e.kind = 'expansion_started' AND NOT EXISTS (
    SELECT 1 FROM events AS x
    WHERE x.kind = 'expansion_ended'
    AND x.variant = e.variant
    AND json_extract(x.data, '$.attempt') = json_extract(e.data, '$.attempt')
));

CREATE VIEW IF NOT EXISTS evaluations AS
SELECT
    e.seq AS seq,
    e.variant AS variant,
    json_extract(e.data, '$.task') AS task,
    json_extract(e.data, '$.split') AS split,
    json_extract(e.data, '$.trial') AS trial,
    json_extract(e.data, '$.attempt') AS attempt,
    json_extract(e.data, '$.started') AS started,
    json_extract(e.data, '$.outcome') AS outcome,
    json_extract(e.data, '$.reward') AS reward,
    json_extract(e.data, '$.exit_status') AS exit_status,
    json_extract(e.data, '$.reason') AS reason,
    json_extract(e.data, '$.ended') AS ended,
    json_extract(e.data, '$.agent_seconds') AS agent_seconds,
    json_extract(e.data, '$.grade_seconds') AS grade_seconds,
    json_extract(e.data, '$.calls') AS calls,
    json_extract(e.data, '$.tokens') AS tokens,
    json_extract(e.data, '$.cost_usd') AS cost_usd,
    json_extract(e.data, '$.transcript') AS transcript,
    json_extract(e.data, '$.violations') AS violations,
    json_extract(e.data, '$.reused') AS reused
FROM events AS e
WHERE e.kind = 'evaluation_ended'
OR (e.kind = 'evaluation_started' AND NOT EXISTS (
    SELECT 1 FROM events AS x
    WHERE x.kind = 'evaluation_ended'
    AND x.variant = e.variant
    AND json_extract(x.data, '$.task') = json_extract(e.data, '$.task')
    AND json_extract(x.data, '$.trial') = json_extract(e.data, '$.trial')
    AND json_extract(x.data, '$.attempt') = json_extract(e.data, '$.attempt')
));
