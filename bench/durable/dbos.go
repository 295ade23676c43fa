package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
	_ "github.com/dbos-inc/dbos-transact-golang/dbos/driver/sqlite"
)

type order struct {
	Order int `json:"order"`
}

// runDBOS runs chains with the settings that DBOS has for SQLite: commits are not synced.
func runDBOS(ctx context.Context, dir string, c chains) (time.Duration, error) {
	return runWith(ctx, dbos.Config{DatabaseURL: "sqlite:" + fileIn(dir)}, c)
}

// runDBOSSynced runs chains with commits that are as durable as those of goasl.
func runDBOSSynced(ctx context.Context, dir string, c chains) (time.Duration, error) {
	db, err := sql.Open("sqlite", "file:"+fileIn(dir)+
		"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)&_pragma=busy_timeout(60000)&_txlock=immediate")
	if err != nil {
		return 0, err
	}
	defer db.Close()
	db.SetMaxOpenConns(8) // as DBOS does
	return runWith(ctx, dbos.Config{SQLiteSystemDB: db}, c)
}

func runWith(ctx context.Context, cfg dbos.Config, c chains) (took time.Duration, err error) {
	cfg.AppName, cfg.Logger = "chain", slog.New(slog.NewTextHandler(io.Discard, nil))
	d, err := dbos.NewContext(ctx, cfg)
	if err != nil {
		return 0, err
	}
	workflow := func(ctx dbos.Context, in order) (order, error) {
		for range c.tasks {
			var err error
			if in, err = dbos.RunAsStep(ctx, func(context.Context) (order, error) { return in, nil }); err != nil {
				return in, err
			}
		}
		return in, nil
	}
	dbos.RegisterWorkflow(d, workflow, dbos.WithWorkflowName("chain"))
	if err := dbos.Launch(d); err != nil {
		return 0, err
	}
	defer dbos.Shutdown(d, 10*time.Second)
	began := time.Now()
	err = sideBySide(c.executions, func(i int) error {
		handle, err := dbos.RunWorkflow(d, workflow, order{i})
		if err != nil {
			return err
		}
		out, err := handle.GetResult()
		if err == nil && out.Order != i {
			err = fmt.Errorf("it ends with %d, not with %d", out.Order, i)
		}
		return err
	})
	return time.Since(began), err
}
