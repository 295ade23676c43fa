package sqlitestore

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
)

//go:embed schema1.sql
var schema1 string

//go:embed schema2.sql
var schema2 string

// migrations lead from each version to the next one, the first one from none.
var migrations = []string{schema1, schema2}

// migrate brings the tables to the newest version, in the caller's transaction. Foreign keys must
// not be enforced meanwhile, as SQLite asks of who replaces a table. The version has a table of its
// own, as a program that keeps its tables in the same file may use user_version.
func migrate(ctx context.Context, q querier) error {
	version, err := schemaVersion(ctx, q)
	if err != nil {
		return err
	}
	if version > len(migrations) {
		return fmt.Errorf("the file has schema version %d, and this version of goasl knows none above %d: use a newer one", version, len(migrations))
	}
	for _, m := range migrations[version:] {
		if _, err := q.ExecContext(ctx, m); err != nil {
			return err
		}
	}
	// Also if it stays: a file that is read-only is found now, and not by the first commit.
	_, err = q.ExecContext(ctx, `UPDATE goasl_schema SET version = ?`, len(migrations))
	return err
}

// schemaVersion returns 0 if there are no tables.
func schemaVersion(ctx context.Context, q querier) (version int, err error) {
	var name string
	err = q.QueryRowContext(ctx, `SELECT name FROM sqlite_schema WHERE name = 'goasl_schema'`).Scan(&name)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err == nil {
		err = q.QueryRowContext(ctx, `SELECT version FROM goasl_schema`).Scan(&version)
	}
	return version, err
}
