// Command server is the part of bench that measures how many executions of a machine with two
// Pass states a server of Step Functions' API runs in a second, over HTTP: that of package sfnapi
// with a store in memory and with SQLite, and moto's.
//
// Each server is a process of its own. A round starts executions for some time, each client one
// after another, and ends when all of them have succeeded. moto only keeps what is started: told
// to run executions, moto 5.2.1 answers each StartExecution after the first with status 500. So
// its figure is that of its least work.
package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/goasl/goasl/bench/part"
)

// children serve from the store that they are told, until the standard input ends.
var children = part.Children{"serve": func(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("serve: %q; want a store", args)
	}
	return serve(args[0], os.Stdin, os.Stdout)
}}

func main() { part.Main(part.Parts{"server": measure}, children) }

// measure makes a table with a row for each number of clients.
func measure(s part.Settings) (*part.Report, error) {
	report := &part.Report{}
	all := []string{memory, sqlite}
	version, err := motoVersion()
	if err == nil {
		all = append(all, moto)
		report.Versions = []string{version}
	} else {
		report.LeftOut = []string{err.Error()}
	}
	t := part.Table{Title: "server, executions in a second", Peers: all, Measures: []part.Measure{{Name: "executions", Unit: part.PerSecond}}}
	round := time.Duration(s.Some(2000, 200)) * time.Millisecond
	for _, clients := range []int{1, 8, 32} {
		r := part.Row{Name: fmt.Sprintf("%d clients", clients)}
		if clients == 1 {
			r.Name = "1 client"
		}
		if !s.Selected.MatchString(r.Name) {
			continue
		}
		r.Figures, err = part.Turns(min(3, s.Rounds), all, func(name string) ([]float64, error) {
			rate, err := rate(name, clients, round)
			return []float64{rate}, err
		})
		if err != nil {
			return nil, err
		}
		t.Rows = append(t.Rows, r)
	}
	report.Tables = []part.Table{t}
	return report, nil
}

// rate returns how many executions a new server runs in a second, for so many clients, which
// start some for the length of a round.
func rate(name string, clients int, round time.Duration) (perSecond float64, err error) {
	server, err := begin(name)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, server.end()) }()
	l := &load{url: server.url}
	if err := l.create(); err != nil {
		return 0, err
	}
	began := time.Now()
	n, err := l.start(clients, began.Add(round))
	if err != nil {
		return 0, err
	}
	if name == moto {
		return float64(n) / time.Since(began).Seconds(), nil
	}
	if err := l.drain(); err != nil {
		return 0, err
	}
	took := time.Since(began)
	return float64(n) / took.Seconds(), l.count(n)
}
