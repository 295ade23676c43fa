// Command server measures how many executions of a machine with two Pass states a server of
// Step Functions' API runs in a second, over HTTP: that of package sfnapi with a store in
// memory and with SQLite, and moto's.
//
//	go run ./bench/server
//
// Each server is a process of its own. A round starts executions for some time, each client
// one after another, and ends when all of them have succeeded. moto only keeps what is started:
// told to run executions, moto 5.2.1 answers each StartExecution after the first with status
// 500. So its figure is that of its least work.
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"slices"
	"text/tabwriter"
	"time"
)

// settings are the values of the flags.
type settings struct {
	rounds, clients int
	round           time.Duration
}

func main() {
	var s settings
	flag.IntVar(&s.rounds, "rounds", 3, "how often each server is measured")
	flag.IntVar(&s.clients, "clients", 8, "how many clients start executions at once")
	flag.DurationVar(&s.round, "round", 3*time.Second, "for how long they do")
	store := flag.String("store", "", "serve from this store, memory or SQLite, and measure nothing")
	flag.Parse()
	var err error
	if *store != "" {
		err = serve(*store, os.Stdin, os.Stdout)
	} else {
		err = run(s, os.Stdout)
	}
	if err != nil {
		log.Fatal("server: ", err)
	}
}

// run measures all servers, which take turns, and writes a table.
func run(s settings, out io.Writer) error {
	rates := map[string][]float64{}
	for range max(1, s.rounds) {
		for _, name := range servers {
			rate, err := measure(name, s)
			switch {
			case errors.Is(err, errMissing):
				fmt.Fprintf(out, "%s: %v\n", name, err)
			case err != nil:
				return fmt.Errorf("%s: %w", name, err)
			default:
				rates[name] = append(rates[name], rate)
			}
		}
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\texecutions/s\tof moto's\t")
	peer := median(rates[moto])
	for _, name := range servers {
		if rate := median(rates[name]); rate > 0 {
			ratio := "–"
			if peer > 0 {
				ratio = fmt.Sprintf("%.1f×", rate/peer)
			}
			fmt.Fprintf(table, "%s\t%.0f\t%s\t\n", name, rate, ratio)
		}
	}
	return table.Flush()
}

func median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	slices.SortFunc(list, cmp.Compare[float64])
	return list[len(list)/2]
}

// measure returns how many executions a new server runs in a second.
func measure(name string, s settings) (float64, error) {
	server, err := begin(name)
	if err != nil {
		return 0, err
	}
	defer server.end()
	l := &load{url: server.url}
	if err := l.create(); err != nil {
		return 0, err
	}
	began := time.Now()
	n, err := l.start(s.clients, began.Add(s.round))
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
