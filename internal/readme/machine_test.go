package readme

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/items"

	"github.com/google/go-cmp/cmp"
)

// machineFile is a file below testdata/supported or testdata/unsupported; see
// testdata/README.md.
type machineFile struct {
	Comment    string                     `json:"comment"`
	Definition json.RawMessage            `json:"definition"`
	Text       string                     `json:"text"`
	Type       asl.Type                   `json:"type"`
	Values     map[string]string          `json:"substitutions"`
	Input      json.RawMessage            `json:"input"`
	Tasks      map[string][]answer        `json:"tasks"`
	Machines   map[string]json.RawMessage `json:"machines"`
	Objects    map[string]string          `json:"objects"`

	Output   json.RawMessage `json:"output"`
	Error    string          `json:"error"`
	Cause    *string         `json:"cause"`
	Seconds  int             `json:"seconds"`
	Problems []string        `json:"problems"`
}

// answer is what one call of a task returns.
type answer struct {
	Output json.RawMessage `json:"output"`
	Error  string          `json:"error"`
	Cause  string          `json:"cause"`
	Sleep  int             `json:"sleep"`
}

// monday is when all executions start.
var monday = time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)

func TestMachines(t *testing.T) {
	for _, folder := range []string{"supported", "unsupported"} {
		files, err := filepath.Glob(filepath.Join(root(t), "testdata", folder, "*.json"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no files: %v", err)
		}
		for _, file := range files {
			t.Run(folder+"/"+filepath.Base(file), func(t *testing.T) { readMachine(t, file).test(t) })
		}
	}
}

func readMachine(t *testing.T, file string) *machineFile {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	f := &machineFile{Type: asl.Standard, Input: json.RawMessage("{}")}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(f); err != nil {
		t.Fatal(err)
	}
	if f.Text == "" {
		f.Text = string(f.Definition)
	}
	return f
}

func (f *machineFile) test(t *testing.T) {
	m, err := asl.Parse([]byte(f.Text), asl.WithType(f.Type), asl.WithSubstitutions(f.Values))
	if diff := cmp.Diff(f.Problems, problems(err)); diff != "" {
		t.Fatalf("problems (-want +got):\n%s", diff)
	}
	if err != nil {
		return
	}
	result, err := m.Execute(context.Background(), f.Input, f.options(t)...)
	if result == nil {
		t.Fatal(err)
	}
	if took := result.Ended.Sub(monday); took != time.Duration(f.Seconds)*time.Second {
		t.Errorf("it took %v, want %d s", took, f.Seconds)
	}
	if f.Error != "" {
		f.testError(t, err)
		return
	}
	if err != nil || !bytes.Equal(f.Output, result.Output) {
		t.Errorf("output %s, error %v\nwant   %s", result.Output, err, f.Output)
	}
}

func (f *machineFile) testError(t *testing.T, err error) {
	t.Helper()
	var got *asl.Error
	if !errors.As(err, &got) || got.Name != f.Error {
		t.Fatalf("error %v, want %s", err, f.Error)
	}
	if f.Cause != nil && got.Cause != *f.Cause {
		t.Errorf("cause %q, want %q", got.Cause, *f.Cause)
	}
}

// problems lists what a definition was refused for.
func problems(err error) []string {
	var list diag.List
	if !errors.As(err, &list) {
		return nil
	}
	var texts []string
	for _, d := range list {
		texts = append(texts, fmt.Sprintf("%s at %s", d.Code, d.Location))
	}
	return texts
}

func (f *machineFile) options(t *testing.T) []asl.Option {
	var mux asl.Mux
	for name, definition := range f.Machines {
		mux.HandleMachine(name, asl.MustParse(string(definition)))
	}
	store := items.NewMemory()
	for name, text := range f.Objects {
		bucket, key, _ := strings.Cut(name, "/")
		store.Set(bucket, key, text)
	}
	opts := []asl.Option{asl.WithClock(asl.NewVirtualClock(monday)), asl.WithResolver(&mux), asl.WithObjects(store)}
	for state, answers := range f.Tasks {
		opts = append(opts, asl.WithTask(state, task(t, state, slices.Clone(answers))))
	}
	return opts
}

// task returns a task that gives the answers one after the other.
func task(t *testing.T, state string, answers []answer) asl.TaskFunc {
	return func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		if len(answers) == 0 {
			t.Errorf("the task of %q is called too often", state)
			return nil, asl.NewError("Test.NoAnswer", "")
		}
		a := answers[0]
		answers = answers[1:]
		if a.Error != "" {
			return nil, asl.NewError(a.Error, a.Cause)
		}
		if a.Sleep > 0 {
			return a.Output, asl.TaskInfoFrom(ctx).Sleep(ctx, time.Duration(a.Sleep)*time.Second)
		}
		return a.Output, nil
	}
}
