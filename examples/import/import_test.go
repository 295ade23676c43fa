package main

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
)

func machine(t *testing.T) *asl.Machine {
	t.Helper()
	m, err := newMachine()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// The database is busy when it comes to the second customer, and the third row is bad.
func TestImport(t *testing.T) {
	asltest.New(t, machine(t)).
		Objects(map[string]string{"data/may.csv": "name,email\nAda,a@b\nBob,b@b\nCarol,\n", "results/": ""}).
		Mock("Add customer",
			asltest.Return(`"added"`),
			asltest.Fail("Database.Busy", "").OnItem(1), asltest.Return(`"added"`).OnItem(1),
			asltest.Fail("Customer.Email", "").OnItem(2)).
		Run(`{"file": "may.csv"}`).
		Succeeds().
		Path("Import", "[0] Add customer", "[1] Add customer", "[2] Add customer").
		Input("Add customer", 0, "customer", `{"name": "Ada", "email": "a@b"}`).
		MapRun("Import", asltest.ItemCounts{Succeeded: 2, Failed: 1}).
		Written("Import", "FAILED", `[{"Input": {"row": 2, "customer": {"name": "Carol", "email": ""}}, "Error": "Customer.Email"}]`)
}

func TestTooManyBadRows(t *testing.T) {
	asltest.New(t, machine(t)).
		Objects(map[string]string{"data/may.csv": "name,email\nAda,a@b\nBob,\n", "results/": ""}).
		Run(`{"file": "may.csv"}`).
		Fails("States.ExceedToleratedFailureThreshold").
		MapRun("Import", asltest.ItemCounts{Succeeded: 1, Failed: 1})
}

func TestProgress(t *testing.T) {
	dir := t.TempDir()
	if err := prepare(dir); err != nil {
		t.Fatal(err)
	}
	var told strings.Builder
	if err := importFile(t.Context(), dir, &told, progress(&told)); err != nil {
		t.Fatal(err)
	}
	if want := "SUCCEEDED: 0 running, 3 added, 2 failed\n"; !strings.Contains(told.String(), want) {
		t.Errorf("told:\n%s", told.String())
	}
}
