package main

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"time"
)

//go:embed node.js
var nodeScript string

// node is a Node process that runs the script. It is not safe for concurrent use.
type node struct {
	folder   string // with node_modules
	command  *exec.Cmd
	in       io.WriteCloser
	out      *json.Decoder
	versions map[string]string // of Node and of the installed packages
}

// A request is a line that the script reads.
type request struct {
	Versions bool   `json:"versions,omitempty"`
	Order    *order `json:"order,omitempty"`
	ID       int    `json:"id"`
	Count    int    `json:"count,omitempty"`
}

// A reply is a line that the script writes.
type reply struct {
	Versions    map[string]string `json:"versions"`
	Output      string            `json:"output"`
	ID          int               `json:"id"`
	Nanoseconds float64           `json:"nanoseconds"`
	Error       string            `json:"error"`
}

// startNode starts Node. The error says what is missing.
func startNode(folder string) (*node, error) {
	n := &node{folder: folder, command: exec.Command("node", "--expose-gc", "-e", nodeScript, folder)}
	n.command.Stderr = os.Stderr
	var err error
	if n.in, err = n.command.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := n.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := n.command.Start(); err != nil {
		return nil, err
	}
	n.out = json.NewDecoder(bufio.NewReader(out))
	r, err := n.ask(request{Versions: true})
	if err != nil {
		return nil, errors.Join(err, n.close())
	}
	n.versions = r.Versions
	return n, nil
}

// close ends the process.
func (n *node) close() error { return errors.Join(n.in.Close(), n.command.Wait()) }

// ask sends a request and waits for the reply.
func (n *node) ask(q request) (reply, error) {
	var r reply
	if err := json.NewEncoder(n.in).Encode(q); err != nil {
		return r, fmt.Errorf("node: %w", err)
	}
	if err := n.out.Decode(&r); err != nil {
		return r, fmt.Errorf("node: %w", err)
	}
	if r.Error != "" {
		return r, errors.New(r.Error)
	}
	return r, nil
}

// prepare lets the script prepare an order.
func (n *node) prepare(o order) (runner, string, error) {
	r, err := n.ask(request{Order: &o})
	if err != nil {
		return nil, "", err
	}
	id := r.ID
	return func(count int) (sample, error) {
		r, err := n.ask(request{ID: id, Count: count})
		return sample{time: time.Duration(r.Nanoseconds)}, err
	}, r.Output, nil
}

// An npmPackage is a peer that runs in a Node process.
type npmPackage struct {
	name  string
	kinds []kind
	node  *node
}

// npmPackages returns the peers from npm.
func npmPackages(n *node) []npmPackage {
	return []npmPackage{
		{"aws-local-stepfunctions", []kind{execution, parsing, startup}, n},
		{"jsonata", []kind{expression}, n},
	}
}

func (p npmPackage) title() string   { return p.name }
func (p npmPackage) allocates() bool { return false }

func (p npmPackage) version() string {
	return fmt.Sprintf("%s %s on Node %s", p.name, p.node.versions[p.name], p.node.versions["node"])
}

// does reports whether the package does a kind of work.
func (p npmPackage) does(k kind) bool { return slices.Contains(p.kinds, k) }

func (p npmPackage) prepare(o order) (runner, string, error) {
	switch {
	case !p.does(o.Kind):
		return nil, "", errForeign
	case o.Kind == startup:
		return processes("node", "-e", nodeScript, p.node.folder, o.Definitions[0], o.Input)
	}
	return p.node.prepare(o)
}
