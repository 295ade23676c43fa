// Command distributed is the part of bench in which a distributed Map runs over the rows of a CSV
// file, with a task that does nothing, and writes its results to a directory. Beside it, a plain
// Go loop reads the same rows and writes the same records.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/goasl/goasl/bench/part"
)

// peers import the rows of a directory, by name.
var peers = map[string]func(dir string) error{"goasl": runMap, "plain loop": runLoop}

var children = part.Children{"import": func(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("import: %q; want a peer and a directory", args)
	}
	values, err := work(args[0], args[1])
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(values)
}}

func main() { part.Main(part.Parts{"distributed": measure}, children) }

// measure makes a table with a row for each number of rows.
func measure(s part.Settings) (*part.Report, error) {
	t := part.Table{
		Title: "distributed Map", Scale: "rows", Peers: []string{"goasl", "plain loop"},
		Measures: []part.Measure{{Name: "processor's time", Unit: part.Nanoseconds}, {Name: "memory", Unit: part.Bytes}},
	}
	for rows := 1_000; rows <= s.Some(1_000_000, 10_000); rows *= 10 {
		r := part.Row{Name: part.Grouped(rows), Of: "row", Number: rows}
		if !s.Selected.MatchString(r.Name) {
			continue
		}
		var err error
		r.Figures, err = part.Turns(min(3, s.Rounds), t.Peers, func(peer string) ([]float64, error) { return once(peer, rows) })
		if err != nil {
			return nil, err
		}
		t.Rows = append(t.Rows, r)
	}
	return &part.Report{Tables: []part.Table{t}}, nil
}

// once runs a peer over so many rows in a process of its own. It returns the processor's time
// of a row, and the memory of all of it.
func once(peer string, rows int) ([]float64, error) {
	dir, err := os.MkdirTemp("", "distributed")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := prepare(dir, rows); err != nil {
		return nil, err
	}
	var values []float64
	if err := part.Run(&values, "import", peer, dir); err != nil {
		return nil, err
	}
	values[0] /= float64(rows)
	return values, nil
}

// work runs a peer, and returns the processor's time and the memory that it took.
func work(peer, dir string) ([]float64, error) {
	run := peers[peer]
	if run == nil {
		return nil, fmt.Errorf("there is no peer %q", peer)
	}
	began := part.Begin()
	if err := run(dir); err != nil {
		return nil, err
	}
	_, processor := began.End()
	return []float64{processor, float64(memory())}, nil
}

// prepare makes the directory in/rows.csv with rows, and the directory out.
func prepare(dir string, rows int) error {
	for _, folder := range []string{"in", "out"} {
		if err := os.Mkdir(filepath.Join(dir, folder), 0o777); err != nil {
			return err
		}
	}
	var text bytes.Buffer
	text.WriteString("a,b\n")
	for i := range rows {
		text.WriteString(strconv.Itoa(i) + ",item " + strconv.Itoa(i) + "\n")
	}
	return os.WriteFile(filepath.Join(dir, "in", "rows.csv"), text.Bytes(), 0o666)
}
