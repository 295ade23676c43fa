package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/durable/sqlitestore"
	"github.com/goasl/goasl/state"
)

const machine = "arn:aws:states:us-east-1:123456789012:stateMachine:orders"

// target is a store with executions, which have owners if they are not to be woken.
type target struct {
	*sqlitestore.Store
	now  time.Time
	rows []durable.Row
}

// open makes a store with what a work needs to commit n times.
func open(file string, w work, n int) (*target, error) {
	s, err := sqlitestore.Open(file)
	if err != nil {
		return nil, err
	}
	t := &target{Store: s, now: time.Now()}
	if w.wakes {
		return t, t.create(n, w.size)
	}
	if err := t.create(w.writers*w.atOnce, w.size); err != nil {
		return nil, err
	}
	t.rows, err = t.claim(w.writers * w.atOnce)
	return t, err
}

// create creates executions that are due.
func (t *target) create(n, size int) error {
	for i := 0; i < n; {
		var all []durable.Created
		for ; i < n && len(all) < 500; i++ {
			arn := fmt.Sprintf("arn:aws:states:us-east-1:123456789012:execution:orders:4d1b1c70-0001-4000-8000-%012d", i)
			all = append(all, durable.Created{
				Row: durable.Row{
					Summary: durable.Summary{ARN: arn, Machine: machine, Name: arn[len(arn)-36:], Status: state.Running, Started: t.now},
					Hash:    "hash", Due: t.now,
				},
				Definition: []byte("definition"), Snapshot: make([]byte, size),
			})
		}
		if err := t.Create(context.Background(), all...); err != nil {
			return err
		}
	}
	return nil
}

func (t *target) claim(most int) (rows []durable.Row, err error) {
	all, err := t.Claim(context.Background(), durable.Claim{Owner: "me", Machines: []string{machine}, Now: t.now, Until: t.now.Add(time.Hour), Max: most})
	for _, one := range all {
		rows = append(rows, one.Row)
	}
	return rows, err
}

// next is a commit that follows what a row says.
func next(r durable.Row) durable.Commit {
	return durable.Commit{ARN: r.ARN, Owner: "me", Epoch: r.Epoch, Seq: r.Seq + 1, Status: r.Status, Due: r.Due}
}

// commit commits a record for each row.
func (t *target) commit(rows []durable.Row, size int) error {
	all := make([]durable.Commit, len(rows))
	for i := range rows {
		all[i] = next(rows[i])
		all[i].Record = make([]byte, size)
		rows[i].Seq++
	}
	errs, err := t.Commit(context.Background(), all...)
	return errors.Join(append(errs, err)...)
}

// sleep commits a snapshot for each row, and gives it back until it is due again.
func (t *target) sleep(rows []durable.Row, size int) error {
	all := make([]durable.Commit, len(rows))
	for i := range rows {
		all[i] = next(rows[i])
		all[i].Snapshot, all[i].Due, all[i].Release = make([]byte, size), t.now.Add(time.Hour), true
	}
	errs, err := t.Commit(context.Background(), all...)
	return errors.Join(append(errs, err)...)
}
