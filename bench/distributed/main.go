// Command distributed measures a distributed Map over the rows of a CSV file, whose task
// does nothing, and which writes its results to a directory. Beside it, a plain Go loop
// reads the same rows and writes the same records.
//
//	go run ./bench/distributed
//
// A time is that of the processor, as the user's and the system's time of a process of its
// own, for one row. The memory is what Go had from the system at the end.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// peers are what is measured, by name. Each imports the rows of a directory.
var peers = map[string]func(dir string) error{"goasl": runMap, "plain loop": runLoop}

// figure is what a process took.
type figure struct {
	processor time.Duration
	memory    int64 // bytes
}

func main() {
	rows := flag.String("rows", "100000,1000000", "the numbers of rows")
	rounds := flag.Int("rounds", 3, "how often each is measured")
	peer := flag.String("peer", "", "run this peer in the directory that follows, and measure nothing")
	flag.Parse()
	if *peer != "" {
		if err := work(*peer, flag.Arg(0), os.Stdout); err != nil {
			log.Fatal(err)
		}
		return
	}
	var numbers []int
	for _, text := range strings.Split(*rows, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			log.Fatalf("-rows %s: want numbers", *rows)
		}
		numbers = append(numbers, n)
	}
	if err := measureAll(numbers, max(1, *rounds), os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// work runs a peer, and writes how much memory it took.
func work(peer, dir string, out io.Writer) error {
	run := peers[peer]
	if run == nil {
		return fmt.Errorf("there is no peer %q", peer)
	}
	if err := run(dir); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, memory())
	return err
}

// measureAll writes a table with a line for each number of rows.
func measureAll(numbers []int, rounds int, out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "rows\tgoasl\tmemory\tplain loop\tmemory\tratio")
	for _, n := range numbers {
		var ours, plain []figure
		for range rounds { // they take turns
			for name, list := range map[string]*[]figure{"goasl": &ours, "plain loop": &plain} {
				f, err := measure(name, n)
				if err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
				*list = append(*list, f)
			}
		}
		a, b := median(ours), median(plain)
		fmt.Fprintf(table, "%d\t%s\t%d MiB\t%s\t%d MiB\t%.1f×\n", n, perRow(a, n), a.memory>>20, perRow(b, n), b.memory>>20,
			float64(a.processor)/float64(b.processor))
	}
	return table.Flush()
}

func perRow(f figure, rows int) string {
	return fmt.Sprintf("%.2f µs", f.processor.Seconds()*1e6/float64(rows))
}

func median(figures []figure) figure {
	slices.SortFunc(figures, func(a, b figure) int { return int(a.processor - b.processor) })
	return figures[len(figures)/2]
}

// measure runs a peer in a process of its own, over that many rows.
func measure(peer string, rows int) (figure, error) {
	dir, err := os.MkdirTemp("", "distributed")
	if err != nil {
		return figure{}, err
	}
	defer os.RemoveAll(dir)
	if err := prepare(dir, rows); err != nil {
		return figure{}, err
	}
	self, err := os.Executable()
	if err != nil {
		return figure{}, err
	}
	cmd := exec.Command(self, "-peer", peer, dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return figure{}, err
	}
	bytes, err := strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64)
	return figure{cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), bytes}, err
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
		fmt.Fprintf(&text, "%d,item %d\n", i, i)
	}
	return os.WriteFile(filepath.Join(dir, "in", "rows.csv"), text.Bytes(), 0o666)
}
