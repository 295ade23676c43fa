package servertest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"testing"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
)

// roles are what the program of the tests does when it is not called for the tests, by its
// first argument; the others are for the role.
var roles = map[string]func(args []string) error{
	"server": serve,
	"worker": work,
}

// shared is a client of a server for all tests, which has its data in memory.
var (
	shared        client.Client
	sharedAddress string
)

var cached = flag.Int("cached", 10_000, "how many workflows a worker keeps in memory; with 0 it replays the history for each workflow task")

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && roles[os.Args[1]] != nil {
		if err := roles[os.Args[1]](os.Args[2:]); err != nil {
			log.Fatal(os.Args[1], ": ", err)
		}
		return
	}
	flag.Parse()
	worker.SetStickyWorkflowCacheSize(*cached)
	os.Exit(withServer(m.Run))
}

// withServer runs tests while the shared server runs.
func withServer(run func() int) int {
	ports, err := freePorts(1)
	if err != nil {
		log.Fatal(err)
	}
	begun := time.Now()
	server, err := newServer("", ports[0])
	if err == nil {
		err = server.Start()
	}
	if err != nil {
		log.Fatal("the server: ", err)
	}
	defer func() { _ = server.Stop() }()
	sharedAddress = address(ports[0])
	if shared, err = dial(sharedAddress); err != nil {
		log.Fatal(err)
	}
	defer shared.Close()
	fmt.Printf("the server is ready after %v\n", time.Since(begun).Round(time.Millisecond))
	return run()
}

// dial returns a client of a server, when that is ready.
func dial(at string) (client.Client, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var problem error
	for ctx.Err() == nil {
		c, err := client.DialContext(ctx, client.Options{HostPort: at, Namespace: namespace, Logger: quiet{}})
		if err == nil {
			return c, nil
		}
		problem = err
		time.Sleep(50 * time.Millisecond)
	}
	return nil, fmt.Errorf("no server at %s: %w", at, errors.Join(problem, ctx.Err()))
}

// quiet logs nothing.
type quiet struct{}

func (quiet) Debug(string, ...any) {}
func (quiet) Info(string, ...any)  {}
func (quiet) Warn(string, ...any)  {}
func (quiet) Error(string, ...any) {}
