// Command import shows a distributed Map: it reads a CSV file from a directory, starts an
// execution for each row, tolerates bad rows, and writes the results to the directory.
//
//	go run ./examples/import
//	go run ./examples/import DIR
//
// DIR has the folders data, with customers.csv, and results. Without it, a temporary one
// with a few rows is used.
package main

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/items"
)

//go:embed import.asl.json
var definition string

//go:embed files
var files embed.FS

type row struct {
	Row      int      `json:"row"`
	Customer customer `json:"customer"`
}

type customer struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

// add adds a customer, and returns a text for the results.
func add(_ context.Context, r row) (string, error) {
	c := r.Customer
	switch {
	case c.Name == "":
		return "", asl.Errorf("Customer.NoName", "row %d has no name", r.Row)
	case !strings.Contains(c.Email, "@"):
		return "", asl.Errorf("Customer.Email", "row %d: %q is no address", r.Row, c.Email)
	}
	return c.Name + " <" + c.Email + ">", nil
}

// newMachine returns the machine with all that does not depend on a directory.
func newMachine() (*asl.Machine, error) {
	var mux asl.Mux
	mux.Lambda("add-customer", asl.Func(add))
	return asl.MustParse(definition).With(asl.WithResolver(&mux))
}

// progress returns an option that writes how far the import is. It is told at most ten
// times a second, and at the end.
func progress(to io.Writer) asl.Option {
	return asl.WithMapRunObserver(func(_ *asl.Execution, run asl.MapRun) {
		n := run.Items
		fmt.Fprintf(to, "%s: %d running, %d added, %d failed\n", run.Status, n.Running, n.Succeeded, n.Failed)
	})
}

// importFile imports data/customers.csv of a directory. It writes to out what came of the
// rows.
func importFile(ctx context.Context, dir string, out io.Writer, opts ...asl.Option) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	m, err := newMachine()
	if err != nil {
		return err
	}
	result, err := m.Execute(ctx, []byte(`{"file": "customers.csv"}`), append(opts, asl.WithObjects(items.NewDir(root)))...)
	if err != nil {
		return err
	}
	return errors.Join(report(root, result, "SUCCEEDED", out), report(root, result, "FAILED", out))
}

// report writes the results with a status. They are in the file that the Map Run has
// written; one with more results would have written several.
func report(root *os.Root, result *asl.Result, status string, out io.Writer) error {
	var output struct {
		Results struct {
			ResultWriterDetails struct{ Bucket, Key string }
		} `json:"results"`
	}
	if err := result.Decode(&output); err != nil {
		return err
	}
	at := output.Results.ResultWriterDetails
	text, err := root.ReadFile(filepath.Join(at.Bucket, filepath.Dir(at.Key), status+"_0.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // no row has the status
	}
	if err != nil {
		return err
	}
	var records []struct{ Output, Error, Cause string }
	if err := json.Unmarshal(text, &records); err != nil {
		return err
	}
	for _, r := range records {
		fmt.Fprintln(out, status, strings.TrimSpace(r.Output+r.Error+" "+r.Cause))
	}
	return nil
}

// prepare fills a directory with the file of the example.
func prepare(dir string) error {
	inside, err := fs.Sub(files, "files")
	if err != nil {
		return err
	}
	return errors.Join(os.CopyFS(dir, inside), os.Mkdir(filepath.Join(dir, "results"), 0o777))
}

func run() error {
	if len(os.Args) > 1 {
		return importFile(context.Background(), os.Args[1], os.Stdout, progress(os.Stdout))
	}
	dir, err := os.MkdirTemp("", "import")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := prepare(dir); err != nil {
		return err
	}
	return importFile(context.Background(), dir, os.Stdout, progress(os.Stdout))
}

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}
