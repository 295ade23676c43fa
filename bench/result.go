package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/goasl/goasl/bench/part"
)

// results are those of the parts, by their names.
type results map[string]Result

// A Result is what a part reported in a run.
type Result struct {
	Run    Run         `json:"run"`
	Report part.Report `json:"report"`
}

// A Run says when and where parts were measured.
type Run struct {
	Began     time.Time `json:"began"`
	Go        string    `json:"go"`
	System    string    `json:"system"`
	Processor string    `json:"processor"`
	Cores     int       `json:"cores"`
	Rounds    int       `json:"rounds"`
	Round     string    `json:"round"`
	Quick     bool      `json:"quick,omitempty"`
}

// thisRun returns the run that begins now.
func thisRun(s part.Settings) Run {
	return Run{
		Began: time.Now().UTC().Truncate(time.Second), Go: runtime.Version(),
		System: runtime.GOOS + "/" + runtime.GOARCH, Processor: processor(), Cores: runtime.GOMAXPROCS(0),
		Rounds: s.Rounds, Round: s.Round.String(), Quick: s.Quick,
	}
}

// processor returns the name of the processor, "" where it is not known.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	_, name, _ := strings.Cut(string(text), "model name\t: ")
	name, _, _ = strings.Cut(name, "\n")
	return name
}

// String returns a line about the run.
func (r Run) String() string {
	quick := ""
	if r.Quick {
		quick = "; QUICK: smaller works, to see that all of them run"
	}
	return fmt.Sprintf("%s, %s, %s, %d cores of %s; medians with -rounds %d and -round %s%s",
		r.Began.Format(time.DateOnly), r.Go, r.System, r.Cores, r.Processor, r.Rounds, r.Round, quick)
}

// readResults reads a file of results. Without a file there are none.
func readResults(name string) (results, error) {
	all := results{}
	if name == "" {
		return all, nil
	}
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return all, nil
}

// rowDepth is how deep a row is in the text of results: below the part, its report, the tables, a
// table and its rows.
const rowDepth = 6

// write writes a file of results, in which each row is on one line.
func (all results) write(name string) error {
	text, err := json.MarshalIndent(all, "", "\t")
	if err != nil {
		return err
	}
	var b strings.Builder
	for line := range strings.Lines(string(text) + "\n") {
		inner := strings.TrimLeft(line, "\t")
		depth := len(line) - len(inner)
		switch {
		case depth == rowDepth && inner == "{\n":
			b.WriteString(strings.TrimSuffix(line, "\n"))
		case depth == rowDepth && strings.HasPrefix(inner, "}"):
			b.WriteString(inner)
		case depth > rowDepth:
			b.WriteString(strings.TrimSuffix(inner, "\n"))
		default:
			b.WriteString(line)
		}
	}
	return os.WriteFile(name, []byte(b.String()), 0o644)
}
