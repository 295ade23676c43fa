-- Times are microseconds since 1970; that of a zero time.Time is -62135596800000000.

CREATE TABLE goasl_schema (version INTEGER NOT NULL);
INSERT INTO goasl_schema VALUES (0);

CREATE TABLE goasl_machine (
	id  INTEGER PRIMARY KEY,
	arn TEXT NOT NULL UNIQUE
);

CREATE TABLE goasl_definition (
	hash TEXT NOT NULL UNIQUE,
	text BLOB NOT NULL
);

CREATE TABLE goasl_execution (
	id            INTEGER PRIMARY KEY,
	arn           TEXT NOT NULL UNIQUE,
	machine       INTEGER NOT NULL REFERENCES goasl_machine (id),
	version       TEXT NOT NULL,
	alias         TEXT NOT NULL,
	name          TEXT NOT NULL,
	status        TEXT NOT NULL,
	started       INTEGER NOT NULL,
	ended         INTEGER NOT NULL,
	redrive_count INTEGER NOT NULL,
	redriven      INTEGER NOT NULL,
	stalled       TEXT NOT NULL,
	stalled_at    INTEGER NOT NULL,
	hash          TEXT NOT NULL,
	origin        TEXT NOT NULL,
	parent        TEXT NOT NULL,
	generation    INTEGER NOT NULL,
	derived       INTEGER NOT NULL,
	due           INTEGER NOT NULL,
	epoch         INTEGER NOT NULL DEFAULT 0,
	seq           INTEGER NOT NULL DEFAULT 0,
	owner         TEXT,                       -- NULL if nobody has the lease
	lease         INTEGER NOT NULL DEFAULT 0, -- when it ends
	posts         INTEGER NOT NULL DEFAULT 0, -- how many there are; triggers count

	-- ready is from when on it can be claimed, NULL if that is not known.
	ready INTEGER AS (CASE
		WHEN stalled_at > -62135596800000000 THEN NULL
		WHEN owner IS NOT NULL THEN lease
		WHEN posts > 0 THEN -62135596800000000
		WHEN due > -62135596800000000 THEN due
	END) VIRTUAL
);

CREATE INDEX goasl_ready   ON goasl_execution (machine, ready) WHERE ready IS NOT NULL;
CREATE INDEX goasl_stalled ON goasl_execution (machine, stalled_at) WHERE stalled_at > -62135596800000000;
CREATE INDEX goasl_owner   ON goasl_execution (owner) WHERE owner IS NOT NULL;
CREATE INDEX goasl_ended   ON goasl_execution (ended) WHERE ended > -62135596800000000;

CREATE INDEX goasl_started                ON goasl_execution (started);
CREATE INDEX goasl_started_status         ON goasl_execution (status, started);
CREATE INDEX goasl_started_machine        ON goasl_execution (machine, started);
CREATE INDEX goasl_started_machine_status ON goasl_execution (machine, status, started);

CREATE TABLE goasl_snapshot (
	execution INTEGER NOT NULL REFERENCES goasl_execution (id) ON DELETE CASCADE,
	seq       INTEGER NOT NULL,
	text      BLOB NOT NULL,
	PRIMARY KEY (execution, seq)
) WITHOUT ROWID;

-- Records and events have row IDs: what many executions add is then written side by side.
CREATE TABLE goasl_record (
	execution INTEGER NOT NULL REFERENCES goasl_execution (id) ON DELETE CASCADE,
	seq       INTEGER NOT NULL,
	text      BLOB NOT NULL,
	PRIMARY KEY (execution, seq)
);

CREATE TABLE goasl_events (
	execution INTEGER NOT NULL REFERENCES goasl_execution (id) ON DELETE CASCADE,
	seq       INTEGER NOT NULL,
	text      BLOB NOT NULL,
	PRIMARY KEY (execution, seq)
);

-- AUTOINCREMENT: the number of a post that was deleted is never used again.
CREATE TABLE goasl_post (
	number    INTEGER PRIMARY KEY AUTOINCREMENT,
	execution INTEGER NOT NULL REFERENCES goasl_execution (id) ON DELETE CASCADE,
	key       TEXT NOT NULL,
	text      BLOB NOT NULL
);

CREATE INDEX goasl_post_execution ON goasl_post (execution, number);
CREATE UNIQUE INDEX goasl_post_key ON goasl_post (execution, key) WHERE key <> '';

CREATE TRIGGER goasl_posted AFTER INSERT ON goasl_post BEGIN
	UPDATE goasl_execution SET posts = posts + 1 WHERE id = NEW.execution;
END;

CREATE TRIGGER goasl_taken AFTER DELETE ON goasl_post BEGIN
	UPDATE goasl_execution SET posts = posts - 1 WHERE id = OLD.execution;
END;

CREATE TABLE goasl_object (
	kind    TEXT NOT NULL,
	name    TEXT NOT NULL,
	version INTEGER NOT NULL,
	value   BLOB NOT NULL,
	PRIMARY KEY (kind, name)
);
