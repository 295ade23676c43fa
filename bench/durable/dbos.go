package main

import (
	"context"
	"database/sql"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
	_ "github.com/dbos-inc/dbos-transact-golang/dbos/driver/sqlite"
)

// transact is DBOS Transact.
type transact struct {
	ctx       dbos.Context
	db        *sql.DB // nil if DBOS has opened it
	asleepNow atomic.Int64
}

// startDBOS starts it with the settings that DBOS has for SQLite: commits are not synced.
func startDBOS(ctx context.Context, dir string) (engine, error) {
	return startWith(ctx, dbos.Config{DatabaseURL: "sqlite:" + fileIn(dir)}, nil)
}

// startDBOSSynced starts it with commits that are as durable as those of goasl.
func startDBOSSynced(ctx context.Context, dir string) (engine, error) {
	db, err := sql.Open("sqlite", "file:"+fileIn(dir)+
		"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)&_pragma=busy_timeout(60000)&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(8) // as DBOS does
	return startWith(ctx, dbos.Config{SQLiteSystemDB: db}, db)
}

func startWith(ctx context.Context, cfg dbos.Config, db *sql.DB) (engine, error) {
	cfg.AppName, cfg.Logger = "chain", slog.New(slog.NewTextHandler(io.Discard, nil))
	d, err := dbos.NewContext(ctx, cfg)
	if err != nil {
		return nil, err
	}
	t := &transact{ctx: d, db: db}
	dbos.RegisterWorkflow(d, t.runChain, dbos.WithWorkflowName("chain"))
	dbos.RegisterWorkflow(d, t.runSleep, dbos.WithWorkflowName("sleep"))
	return t, dbos.Launch(d)
}

func (t *transact) runChain(ctx dbos.Context, in order) (order, error) {
	for range tasks {
		var err error
		if in, err = dbos.RunAsStep(ctx, func(context.Context) (order, error) { return in, nil }); err != nil {
			return in, err
		}
	}
	return in, nil
}

func (t *transact) runSleep(ctx dbos.Context, in order) (order, error) {
	t.asleepNow.Add(1)
	_, err := dbos.Sleep(ctx, 100*time.Hour)
	return in, err
}

func (t *transact) chain(_ context.Context, in order) (out order, err error) {
	handle, err := dbos.RunWorkflow(t.ctx, t.runChain, in)
	if err != nil {
		return out, err
	}
	return handle.GetResult()
}

func (t *transact) sleep(_ context.Context, i int) error {
	_, err := dbos.RunWorkflow(t.ctx, t.runSleep, order{i})
	return err
}

func (t *transact) asleep(n int) bool { return t.asleepNow.Load() == int64(n) }

func (t *transact) stop() error {
	dbos.Shutdown(t.ctx, 10*time.Second)
	if t.db != nil {
		return t.db.Close()
	}
	return nil
}
