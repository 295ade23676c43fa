package clients

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
)

var update = flag.Bool("update", false, "write the table of docs/conformance.md")

// The clients of the table.
const (
	goName    = "SDK for Go"
	boto3Name = "boto3"
	cliName   = "AWS CLI"
	nodeName  = "SDK for JavaScript"
)

// checked has the operations that a client has called, and got the answer that was wanted.
var checked record

// record is safe for concurrent use.
type record struct {
	mu  sync.Mutex
	all map[[2]string]bool // by client and operation
}

func (r *record) add(client, operation string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.all == nil {
		r.all = map[[2]string]bool{}
	}
	r.all[[2]string{client, operation}] = true
}

// TestMain compares the table of the document with what the lives have called, or writes it.
func TestMain(m *testing.M) {
	flag.Parse()
	status := m.Run()
	if run := flag.Lookup("test.run").Value.String(); status == 0 && run == "" {
		if err := checkTable("../../docs/conformance.md", *update); err != nil {
			fmt.Fprintln(os.Stderr, err)
			status = 1
		}
	}
	os.Exit(status)
}

const (
	tableBegins = "<!-- go -C internal/clients test . -update -->\n"
	tableEnds   = "\n\n"
)

// checkTable fails if the table is not what was called. Columns of clients that this machine
// lacks are taken as they are, but not written.
func checkTable(document string, write bool) error {
	text, err := os.ReadFile(document)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(text), tableBegins)
	table, after, ended := strings.Cut(rest, tableEnds)
	if !found || !ended {
		return fmt.Errorf("%s has no table after %s", document, tableBegins)
	}
	names, lost := []string{goName, boto3Name, cliName, nodeName}, ""
	for _, name := range names {
		if !checked.ran(name) {
			lost = name
		}
	}
	want := checked.table(names, table)
	switch {
	case write && lost != "":
		return fmt.Errorf("the table is not written, since %s did not run", lost)
	case write:
		return os.WriteFile(document, []byte(before+tableBegins+want+tableEnds+after), 0o644)
	case want != table:
		return fmt.Errorf("%s is out of date: go -C internal/clients test . -update\n%s", document, want)
	}
	return nil
}

func (r *record) ran(client string) bool {
	for key := range r.all {
		if key[0] == client {
			return true
		}
	}
	return false
}

// table returns the table. Cells of clients that did not run are those of the one of before.
func (r *record) table(names []string, old string) string {
	cells := map[[2]string]string{}
	for line := range strings.SplitSeq(old, "\n") {
		if parts := strings.Split(line, "|"); len(parts) == len(names)+3 {
			for i, name := range names {
				cells[[2]string{name, strings.TrimSpace(parts[1])}] = strings.TrimSpace(parts[i+2])
			}
		}
	}
	var b strings.Builder
	b.WriteString("| operation | " + strings.Join(names, " | ") + " |\n|---" + strings.Repeat("|---", len(names)) + "|")
	for _, operation := range slices.Sorted(maps.Keys(operations)) {
		b.WriteString("\n| " + operation + " |")
		for _, name := range names {
			cell := cells[[2]string{name, operation}]
			if r.ran(name) {
				cell = map[bool]string{true: "✓", false: "–"}[r.all[[2]string{name, operation}]]
			}
			b.WriteString(" " + cell + " |")
		}
	}
	return b.String()
}
