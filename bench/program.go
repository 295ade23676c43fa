package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/goasl/goasl/bench/part"
)

// A program measures a part. It is in a folder, which may be in a module of its own. The picture
// of the part has a title.
type program struct{ part, folder, picture string }

// parts are what is measured, in this order. Each has a block in the document.
var parts = []program{
	{"core", "core", "Time of a peer, as a multiple of goasl's"},
	{"jsonata", "core", "Time of an evaluation, as a multiple of goasl's"},
	{"distributed", "distributed", "Processor's time of a row, as a multiple of goasl's"},
	{"durable", "durable", "Time of a stored task, as a multiple of goasl's with SQLite"},
	{"store", "store", "Time of a commit, as a multiple of goasl's"},
	{"waiting", "durable", "Memory of an execution that waits, as a multiple of goasl's in memory"},
	{"server", "server", "Time of an execution over HTTP, as a multiple of goasl's in memory"},
	{"graph", "graph", "Time of a picture, as a multiple of goasl's"},
	{"telemetry", "telemetry", "Time of a task, as a multiple of that without telemetry"},
	{"command", "command", "Time and size of a command, as a multiple of asl's"},
}

// command is the command that measures the part.
func (p program) command() string { return "go run ./bench -run " + p.part }

// builder returns what builds a program from its folder in the folder from, which is in the
// program's own module, and returns its file in the folder to.
func builder(to, from string) func(p program) (file string, err error) {
	return func(p program) (string, error) {
		file := filepath.Join(to, p.folder)
		build := exec.Command("go", "build", "-C", filepath.Join(from, p.folder), "-o", file, ".")
		if text, err := build.CombinedOutput(); err != nil {
			return "", fmt.Errorf("go build: %w: %s", err, text)
		}
		return file, nil
	}
}

// measure runs the program in a file.
func (p program) measure(ctx context.Context, file string, s part.Settings) (*part.Report, error) {
	began := time.Now()
	cmd := exec.CommandContext(ctx, file, append([]string{p.part}, s.Args()...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	report := new(part.Report)
	if err := json.Unmarshal(out, report); err != nil {
		return nil, err
	}
	report.Seconds = math.Ceil(time.Since(began).Seconds())
	round(report)
	return report, nil
}

// round leaves values the digits that say something.
func round(r *part.Report) {
	for _, t := range r.Tables {
		for _, row := range t.Rows {
			for _, f := range row.Figures {
				for i, v := range f.Values {
					fmt.Sscanf(fmt.Sprintf("%.4g", v), "%g", &f.Values[i]) // it is a number
				}
			}
		}
	}
}
