-- The ledger, schema version 3. One table that only grows; everything else is a view of it, or, as
-- the nodes at the end, kept by triggers and to be had from it again.

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

-- What a reader asks for by kind is rare; the rest is found by variant.
CREATE INDEX IF NOT EXISTS events_that_are_rare ON events (kind, seq)
WHERE kind NOT IN (
    'variant_added', 'expansion_started', 'expansion_ended',
    'evaluation_started', 'evaluation_ended'
);

CREATE INDEX IF NOT EXISTS evaluations_with_violations ON events (seq)
WHERE kind = 'evaluation_ended' AND json_array_length(data, '$.violations') > 0;

-- The family tree, a row for every variant and every child to be: what its events add up to. A
-- console shows a run of 100,000 variants without reading millions of events.
CREATE TABLE IF NOT EXISTS nodes (
    id          TEXT PRIMARY KEY,
    parent      TEXT,                               -- of the latest attempt
    born        INTEGER NOT NULL,                   -- its first event: the order of age
    created     REAL,                               -- Unix seconds
    "commit"    TEXT NOT NULL DEFAULT '',           -- empty while it is no variant
    tree        TEXT NOT NULL DEFAULT '',
    summary     TEXT NOT NULL DEFAULT '',
    outcome     TEXT,                               -- of the latest attempt to make it
    reason      TEXT NOT NULL DEFAULT '',
    halted      TEXT,
    quarantined TEXT,
    children    INTEGER NOT NULL DEFAULT 0,
    running     INTEGER NOT NULL DEFAULT 0,         -- evaluations
    done        INTEGER NOT NULL DEFAULT 0,
    faults      INTEGER NOT NULL DEFAULT 0,
    violations  INTEGER NOT NULL DEFAULT 0,         -- evaluations that had any
    train_n     INTEGER NOT NULL DEFAULT 0,
    train_sum   REAL NOT NULL DEFAULT 0,            -- of rewards
    select_n    INTEGER NOT NULL DEFAULT 0,
    select_sum  REAL NOT NULL DEFAULT 0,
    holdout_n   INTEGER NOT NULL DEFAULT 0,
    holdout_sum REAL NOT NULL DEFAULT 0,
    calls       INTEGER NOT NULL DEFAULT 0,
    tokens      INTEGER NOT NULL DEFAULT 0,
    cost_usd    REAL NOT NULL DEFAULT 0,
    seconds     REAL NOT NULL DEFAULT 0             -- agents at work
);

CREATE INDEX IF NOT EXISTS nodes_by_parent ON nodes (parent, born);

CREATE INDEX IF NOT EXISTS nodes_by_standing ON nodes (select_n, select_sum, born, id)
WHERE halted IS NULL AND quarantined IS NULL;

-- One row: the sum of all nodes.
CREATE TABLE IF NOT EXISTS totals (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    nodes       INTEGER NOT NULL DEFAULT 0,
    variants    INTEGER NOT NULL DEFAULT 0,
    done        INTEGER NOT NULL DEFAULT 0,
    running     INTEGER NOT NULL DEFAULT 0,
    making      INTEGER NOT NULL DEFAULT 0,
    violations  INTEGER NOT NULL DEFAULT 0,
    tokens      INTEGER NOT NULL DEFAULT 0,
    cost_usd    REAL NOT NULL DEFAULT 0
);

INSERT OR IGNORE INTO totals (one) VALUES (1);

CREATE TRIGGER IF NOT EXISTS totals_grow AFTER INSERT ON nodes
BEGIN
    UPDATE totals SET
        nodes = nodes + 1,
        variants = variants + (NEW."commit" <> ''),
        making = making + (NEW."commit" = '' AND NEW.outcome IS NULL);
END;

CREATE TRIGGER IF NOT EXISTS totals_follow
AFTER UPDATE OF "commit", outcome, done, running, violations, tokens, cost_usd ON nodes
BEGIN
    UPDATE totals SET
        variants = variants + (NEW."commit" <> '') - (OLD."commit" <> ''),
        making = making + (NEW."commit" = '' AND NEW.outcome IS NULL)
            - (OLD."commit" = '' AND OLD.outcome IS NULL),
        done = done + NEW.done - OLD.done,
        running = running + NEW.running - OLD.running,
        violations = violations + NEW.violations - OLD.violations,
        tokens = tokens + NEW.tokens - OLD.tokens,
        cost_usd = cost_usd + NEW.cost_usd - OLD.cost_usd;
END;

CREATE TRIGGER IF NOT EXISTS nodes_begin AFTER INSERT ON events
WHEN NEW.kind = 'expansion_started'
BEGIN
    INSERT INTO nodes (id, parent, born, created)
    VALUES (
        NEW.variant, json_extract(NEW.data, '$.parent'), NEW.seq,
        json_extract(NEW.data, '$.started')
    )
    ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, outcome = NULL, reason = '';
END;

CREATE TRIGGER IF NOT EXISTS nodes_end AFTER INSERT ON events
WHEN NEW.kind = 'expansion_ended'
BEGIN
    UPDATE nodes SET
        outcome = json_extract(NEW.data, '$.outcome'),
        reason = coalesce(json_extract(NEW.data, '$.reason'), ''),
        calls = calls + coalesce(json_extract(NEW.data, '$.calls'), 0),
        tokens = tokens + coalesce(json_extract(NEW.data, '$.tokens'), 0),
        cost_usd = cost_usd + coalesce(json_extract(NEW.data, '$.cost_usd'), 0)
    WHERE id = NEW.variant;
END;

CREATE TRIGGER IF NOT EXISTS nodes_become_variants AFTER INSERT ON events
WHEN NEW.kind = 'variant_added'
BEGIN
    INSERT INTO nodes (id, parent, born, created, "commit", tree, summary)
    VALUES (
        NEW.variant, json_extract(NEW.data, '$.parent'), NEW.seq,
        json_extract(NEW.data, '$.created'), json_extract(NEW.data, '$.commit'),
        json_extract(NEW.data, '$.tree'), json_extract(NEW.data, '$.summary')
    )
    ON CONFLICT (id) DO UPDATE SET
        created = excluded.created, "commit" = excluded."commit", tree = excluded.tree,
        summary = excluded.summary;
END;

CREATE TRIGGER IF NOT EXISTS nodes_are_judged AFTER INSERT ON events
WHEN NEW.kind IN ('variant_halted', 'variant_quarantined', 'variant_released')
BEGIN
    UPDATE nodes SET
        halted = CASE NEW.kind WHEN 'variant_halted'
            THEN json_extract(NEW.data, '$.reason') ELSE halted END,
        quarantined = CASE NEW.kind WHEN 'variant_quarantined'
            THEN json_extract(NEW.data, '$.reason')
            WHEN 'variant_released' THEN NULL ELSE quarantined END
    WHERE id = NEW.variant;
END;

CREATE TRIGGER IF NOT EXISTS nodes_start_a_task AFTER INSERT ON events
WHEN NEW.kind = 'evaluation_started'
BEGIN
    UPDATE nodes SET running = running + 1 WHERE id = NEW.variant;
END;

CREATE TRIGGER IF NOT EXISTS nodes_end_a_task AFTER INSERT ON events
WHEN NEW.kind = 'evaluation_ended'
BEGIN
    UPDATE nodes SET
        running = running - 1,
        done = done + (json_extract(NEW.data, '$.outcome') = 'done'),
        faults = faults + (json_extract(NEW.data, '$.outcome') = 'error'),
        violations = violations + (coalesce(json_array_length(NEW.data, '$.violations'), 0) > 0),
        calls = calls + coalesce(json_extract(NEW.data, '$.calls'), 0),
        tokens = tokens + coalesce(json_extract(NEW.data, '$.tokens'), 0),
        cost_usd = cost_usd + coalesce(json_extract(NEW.data, '$.cost_usd'), 0),
        seconds = seconds + coalesce(json_extract(NEW.data, '$.agent_seconds'), 0)
    WHERE id = NEW.variant;
END;

-- A score counts tasks: of several trials of one task it takes their mean.
CREATE TRIGGER IF NOT EXISTS nodes_are_scored AFTER INSERT ON events
WHEN NEW.kind = 'evaluation_ended' AND json_extract(NEW.data, '$.outcome') = 'done'
BEGIN
    UPDATE nodes SET
        train_n = train_n + (gain.split = 'train') * gain.first,
        train_sum = train_sum + (gain.split = 'train') * gain.reward,
        select_n = select_n + (gain.split = 'select') * gain.first,
        select_sum = select_sum + (gain.split = 'select') * gain.reward,
        holdout_n = holdout_n + (gain.split = 'holdout') * gain.first,
        holdout_sum = holdout_sum + (gain.split = 'holdout') * gain.reward
    FROM (
        SELECT
            json_extract(NEW.data, '$.split') AS split,
            count(*) = 0 AS first,
            (json_extract(NEW.data, '$.reward') + coalesce(sum(json_extract(e.data, '$.reward')), 0))
                / (count(*) + 1) - coalesce(avg(json_extract(e.data, '$.reward')), 0) AS reward
        FROM events AS e
        WHERE e.variant = NEW.variant AND e.seq < NEW.seq AND e.kind = 'evaluation_ended'
        AND json_extract(e.data, '$.outcome') = 'done'
        AND json_extract(e.data, '$.task') = json_extract(NEW.data, '$.task')
    ) AS gain
    WHERE id = NEW.variant;
END;

CREATE TRIGGER IF NOT EXISTS nodes_are_born AFTER INSERT ON nodes
BEGIN
    UPDATE nodes SET children = children + 1 WHERE id = NEW.parent;
END;

CREATE TRIGGER IF NOT EXISTS nodes_move AFTER UPDATE OF parent ON nodes
WHEN OLD.parent IS NOT NEW.parent
BEGIN
    UPDATE nodes SET children = children - 1 WHERE id = OLD.parent;
    UPDATE nodes SET children = children + 1 WHERE id = NEW.parent;
END;
