-- What commits change is in a table of its own: they write, and processes read, short rows.

-- AUTOINCREMENT: a process may still know one that was deleted by its ID, which no other one gets.
CREATE TABLE goasl_identity (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	arn        TEXT NOT NULL UNIQUE,
	machine    INTEGER NOT NULL REFERENCES goasl_machine (id),
	version    TEXT NOT NULL,
	alias      TEXT NOT NULL,
	name       TEXT NOT NULL,
	started    INTEGER NOT NULL,
	hash       TEXT NOT NULL,
	origin     TEXT NOT NULL,
	parent     TEXT NOT NULL,
	generation INTEGER NOT NULL,
	derived    INTEGER NOT NULL
);

CREATE TABLE goasl_progress (
	execution     INTEGER PRIMARY KEY REFERENCES goasl_execution (id) ON DELETE CASCADE,
	machine       INTEGER NOT NULL,           -- this and
	started       INTEGER NOT NULL,           -- this never change: they are here for the indexes
	status        TEXT NOT NULL,
	ended         INTEGER NOT NULL,
	redrive_count INTEGER NOT NULL,
	redriven      INTEGER NOT NULL,
	stalled       TEXT NOT NULL,
	stalled_at    INTEGER NOT NULL,
	due           INTEGER NOT NULL,
	epoch         INTEGER NOT NULL DEFAULT 0,
	seq           INTEGER NOT NULL DEFAULT 0,
	owner         TEXT,                       -- NULL if the file tells of no lease
	lease         INTEGER NOT NULL DEFAULT 0, -- when it ends
	posts         INTEGER NOT NULL DEFAULT 0, -- how many there are; triggers count
	saved         INTEGER NOT NULL DEFAULT 0, -- seq of the latest snapshot
	snapshot      BLOB,                       -- the latest one, or NULL if that is in goasl_snapshot

	-- ready is from when on it can be claimed, NULL if that is not known.
	ready INTEGER AS (CASE
		WHEN stalled_at > -62135596800000000 THEN NULL
		WHEN owner IS NOT NULL THEN lease
		WHEN posts > 0 THEN -62135596800000000
		WHEN due > -62135596800000000 THEN due
	END) VIRTUAL
);

CREATE TABLE goasl_texts (
	execution INTEGER NOT NULL REFERENCES goasl_execution (id) ON DELETE CASCADE,
	seq       INTEGER NOT NULL,
	text      BLOB NOT NULL,
	PRIMARY KEY (execution, seq)
);

INSERT INTO goasl_progress (execution, machine, started, status, ended, redrive_count, redriven, stalled, stalled_at,
	due, epoch, seq, owner, lease, posts, saved)
SELECT id, machine, started, status, ended, redrive_count, redriven, stalled, stalled_at, due, epoch, seq, owner, lease, posts,
	coalesce((SELECT max(s.seq) FROM goasl_snapshot s WHERE s.execution = id), 0) FROM goasl_execution;

INSERT INTO goasl_identity SELECT id, arn, machine, version, alias, name, started, hash, origin, parent, generation, derived FROM goasl_execution;

INSERT INTO goasl_texts SELECT execution, seq, text FROM goasl_snapshot;

DROP TRIGGER goasl_posted;
DROP TRIGGER goasl_taken;
DROP TABLE goasl_snapshot;
DROP TABLE goasl_execution;
ALTER TABLE goasl_identity RENAME TO goasl_execution;
ALTER TABLE goasl_texts RENAME TO goasl_snapshot;

CREATE INDEX goasl_ready   ON goasl_progress (machine, ready) WHERE ready IS NOT NULL;
CREATE INDEX goasl_stalled ON goasl_progress (machine, stalled_at) WHERE stalled_at > -62135596800000000;
CREATE INDEX goasl_owner   ON goasl_progress (owner) WHERE owner IS NOT NULL;
CREATE INDEX goasl_ended   ON goasl_progress (ended) WHERE ended > -62135596800000000;

CREATE INDEX goasl_started                ON goasl_progress (started);
CREATE INDEX goasl_started_status         ON goasl_progress (status, started);
CREATE INDEX goasl_started_machine        ON goasl_progress (machine, started);
CREATE INDEX goasl_started_machine_status ON goasl_progress (machine, status, started);

CREATE TRIGGER goasl_posted AFTER INSERT ON goasl_post BEGIN
	UPDATE goasl_progress SET posts = posts + 1 WHERE execution = NEW.execution;
END;

CREATE TRIGGER goasl_taken AFTER DELETE ON goasl_post BEGIN
	UPDATE goasl_progress SET posts = posts - 1 WHERE execution = OLD.execution;
END;

-- Who claims, and until when that is known. One who is alone claims without the file.
CREATE TABLE goasl_claimant (
	name  TEXT PRIMARY KEY, -- of a Store, of which a process makes a new one each time
	until INTEGER NOT NULL
) WITHOUT ROWID;
