// Jsonatabench measures package jsonata and jsonata-js, in one run on one machine.
//
//	npm install --prefix FOLDER jsonata@2.2.2
//	go run ./internal/jsonatabench -reference FOLDER
//
// It needs Node. In both, the input is decoded and the expression compiled before, and
// every value of the result is read. A time is that of one evaluation, the best of five
// rounds.
package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonvalue"
)

//go:embed reference.js
var script string

// expressions are the expressions that are measured.
var expressions = []string{
	"$states.input.a.b",
	`{"id": $states.input.a.b, "name": $states.input.name, "tags": ["x", $states.input.a.b]}`,
	"$sum($states.input.items.price)",
	"$states.input.items[price > 500]",
	`$states.input.name & " has " & $states.input.a.b & " of " & $states.input.name`,
	"$map($states.input.items, function($i) { $i.price * 2 })",
	"$filter($states.input.items, function($i) { $i.price > 500 })",
	"$merge([$states.input.a, $states.input.c, {\"e\": 1}])",
	"$now()",
}

// input returns an input with a thousand items.
func input() string {
	var b strings.Builder
	b.WriteString(`{"a":{"b":42,"x":"y"},"c":{"d":[1,2,3],"x":"z"},"name":"a name","items":[`)
	for i := range 1000 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%d,"name":"item %d","price":%d.%02d}`, i, i, i*7919%1000, i%100)
	}
	b.WriteString("]}")
	return b.String()
}

// A measurement is what one evaluation takes.
type measurement struct {
	nanoseconds float64
	allocations float64
}

func main() {
	folder := flag.String("reference", "", "the folder with node_modules/jsonata")
	flag.Parse()
	if err := run(*folder, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "jsonatabench:", err)
		os.Exit(1)
	}
}

func run(folder string, w io.Writer) error {
	text := input()
	v, err := jsonvalue.ParseString(text)
	if err != nil {
		return err
	}
	size(v) // decodes it
	theirs, err := measureReference(folder, text)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "expression\tns here\tns jsonata-js\tratio\tallocations here")
	for i, source := range expressions {
		m, err := measure(source, v)
		if err != nil {
			return fmt.Errorf("%s: %w", source, err)
		}
		fmt.Fprintf(table, "%s\t%.0f\t%.0f\t%.1f\t%.0f\n", source, m.nanoseconds, theirs[i], theirs[i]/m.nanoseconds, m.allocations)
	}
	return table.Flush()
}

// measureReference returns the nanoseconds that jsonata-js takes for each expression.
func measureReference(folder, text string) ([]float64, error) {
	question, err := json.Marshal(map[string]any{"input": json.RawMessage(text), "expressions": expressions})
	if err != nil {
		return nil, err
	}
	node := exec.Command("node", "-e", script, folder)
	node.Stdin, node.Stderr = bytes.NewReader(question), os.Stderr
	out, err := node.Output()
	if err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	var times []float64
	for line := range strings.Lines(string(out)) {
		t, err := strconv.ParseFloat(strings.TrimSpace(line), 64)
		if err != nil {
			return nil, err
		}
		times = append(times, t)
	}
	if len(times) != len(expressions) {
		return nil, fmt.Errorf("node answered %d of %d expressions", len(times), len(expressions))
	}
	return times, nil
}

// evaluation compiles an expression and returns a function that evaluates it over an
// input.
func evaluation(source string, v jsonvalue.Value) (func() (jsonvalue.Value, error), error) {
	x, err := jsonata.Compile(source)
	if err != nil {
		return nil, err
	}
	states := jsonvalue.OfObject([]jsonvalue.Member{{Name: "input", Value: v}})
	env := jsonata.Env{Now: time.Now(), Lookup: func(name string) jsonvalue.Value {
		if name == "states" {
			return states
		}
		return jsonvalue.Value{}
	}}
	return func() (jsonvalue.Value, error) {
		return x.Eval(context.Background(), jsonvalue.Value{}, env)
	}, nil
}

// measure evaluates an expression over an input that is decoded.
func measure(source string, v jsonvalue.Value) (measurement, error) {
	evaluate, err := evaluation(source, v)
	if err != nil {
		return measurement{}, err
	}
	if _, err := evaluate(); err != nil {
		return measurement{}, err
	}
	once := func() {
		result, _ := evaluate() // as the first time
		size(result)
	}
	m := measurement{allocations: testing.AllocsPerRun(100, once)}
	const round = 100 * time.Millisecond
	for rounds, count := 0, 1; rounds < 5; {
		start := time.Now()
		for range count {
			once()
		}
		elapsed := time.Since(start)
		if elapsed < round {
			count *= 2
			continue
		}
		if each := float64(elapsed.Nanoseconds()) / float64(count); rounds == 0 || each < m.nanoseconds {
			m.nanoseconds = each
		}
		rounds++
	}
	return m, nil
}

// size reads every value of a result.
func size(v jsonvalue.Value) float64 {
	switch v.Kind() {
	case jsonvalue.String:
		return float64(len(v.Text()))
	case jsonvalue.Number:
		f, _ := v.Float64()
		return f
	}
	sum := 0.0
	for _, e := range v.Elements() {
		sum += size(e)
	}
	for _, m := range v.Members() {
		sum += size(m)
	}
	return sum
}
