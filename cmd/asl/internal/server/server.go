// Package server serves the API of Step Functions, with the machines and the functions of
// projects, until it is told to stop.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
	"github.com/goasl/goasl/awsshapes"
	"github.com/goasl/goasl/cmd/asl/internal/folder"
	"github.com/goasl/goasl/cmd/asl/internal/page"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/events"
	"github.com/goasl/goasl/internal/guard"
	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/items/parquet"
	"github.com/goasl/goasl/lambda"
	"github.com/goasl/goasl/sfnapi"
)

// Config says what a [Server] serves.
type Config struct {
	Data      string                                            // the file that keeps executions; "" for none
	Identity  asl.Identity                                      // region and account
	Runtime   *lambda.Runtime                                   // what tasks call
	Services  asl.TaskResolver                                  // of AWS; nil for none
	Settle    func()                                            // waits a while until tasks of Services have stopped their jobs; nil for none
	Objects   items.ObjectStore                                 // of buckets that are no folders; nil for none
	Printed   *page.Logbook                                     // what these print
	Machines  func() ([]Machine, error)                         // those of the projects as they are now
	Functions func() ([]lambda.Function, error)                 // those of the projects as they are now
	Cases     func(machine string) ([]*asltest.MockCase, error) // the test cases of a machine as they are now
	Watch     bool                                              // look for changes of Machines and Functions
	Rules     []Rule
	Buckets   []Bucket

	Token     string   // the access key ID that clients must send; "" for any
	Hosts     []string // names of this machine by which clients call it
	Strict    bool
	WaitScale float64 // see [asl.WithWaitScale]

	Tell   func(line string) // tells a person what has happened
	Logger *slog.Logger
}

// Server is the API, and what it needs. It comes from [New].
type Server struct {
	Config
	store    store
	executor *durable.Executor
	service  *sfnapi.Service
	page     *page.Handler
	machines served
	bus      *events.Bus
	buckets  buckets
}

// lease is how long executions that move are left alone after a server was killed. All
// processes that use a store run on this machine, and have one clock.
const lease = 10 * time.Second

// The bounds of what clients can make the server keep in memory.
const (
	expressBytes  = 64 << 20 // of EXPRESS executions that have ended
	maxExecutions = 100_000  // that run
)

// New returns a server that has the machines, and does not listen yet.
func New(ctx context.Context, c Config) (*Server, error) {
	s := &Server{Config: c}
	var err error
	if s.store, err = openStore(c.Data); err != nil {
		return nil, err
	}
	if err = s.build(ctx); err != nil {
		return nil, errors.Join(err, s.buckets.close(), s.store.Close())
	}
	return s, nil
}

func (s *Server) build(ctx context.Context) (err error) {
	s.executor, err = durable.New(s.store, durable.WithLogger(s.Logger), durable.WithLease(lease),
		durable.WithExpressInMemory(expressBytes))
	if err != nil {
		return fmt.Errorf("%s: %w", s.Data, err)
	}
	gate := &page.Gate{}
	if s.bus, err = s.newBus(); err != nil {
		return err
	}
	if err := s.openBuckets(); err != nil {
		return err
	}
	options := []sfnapi.Option{
		sfnapi.WithMaxExecutions(maxExecutions),
		sfnapi.WithTestCases(s.testCases),
		sfnapi.WithIdentity(s.Identity), sfnapi.WithCallChecker(awsshapes.Checker{}), sfnapi.WithMockChecker(awsshapes.Checker{}),
		sfnapi.WithMachineOptions(asl.WithResolver(s.resolver()), asl.WithObjects(folder.Objects(s.buckets, s.Objects)), asl.WithParquet(parquet.Open), asl.WithWaitScale(s.WaitScale),
			asl.WithMiddleware(s.Printed.Middleware, gate.Middleware), asl.WithObserver(s.bus.Observe)),
	}
	if s.Strict {
		options = append(options, sfnapi.Strict())
	}
	if s.service, err = sfnapi.New(s.executor, options...); err != nil {
		return err
	}
	if s.page, err = page.New(s.service, s.executor, page.WithInputs(s.input), page.WithLogs(s.Printed), page.WithGate(gate)); err != nil {
		return err
	}
	if err := s.createAll(ctx); err != nil {
		return err
	}
	return s.putRules(ctx)
}

// testCases returns what the test cases of a machine replace.
func (s *Server) testCases(name string, m *asl.Machine) map[string]asl.Option {
	cases, err := s.Cases(name)
	if err != nil {
		s.Tell(err.Error())
	}
	all := map[string]asl.Option{}
	for _, c := range cases {
		all[c.Name] = c.OptionFor(m)
	}
	return all
}

// Run serves until ctx ends, and then stops: it takes no request any more, lets those that go on
// end, and stores what executions have done, or ends the jobs of those that nothing keeps. The
// error says that the listener has failed.
func (s *Server) Run(ctx context.Context, l net.Listener) error {
	s.tellMissing(s.machines.sorted()...)
	ctx, end := context.WithCancel(ctx)
	defer end()
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	delivering, silence := context.WithCancel(context.WithoutCancel(ctx))
	defer silence()
	executed, delivered := make(chan error, 1), make(chan error, 1)
	go func() { executed <- s.executor.Run(background) }()
	go func() { delivered <- s.bus.Run(delivering) }()
	var watching sync.WaitGroup
	watching.Go(func() { s.watch(ctx) })
	watching.Go(func() { s.buckets.run(ctx, s) })

	err := s.listen(ctx, l)
	end()
	watching.Wait()
	if s.Data == "" && s.Settle != nil {
		s.stopExecutions()
	}
	stop()
	err = errors.Join(err, <-executed)
	if s.Settle != nil {
		s.Settle()
	}
	silence() // executions that end are events, too
	return errors.Join(err, <-delivered, s.buckets.close(), s.store.Close())
}

// The time that requests have to end, that those that wait have to be told, and that executions have
// to be stopped.
const (
	grace    = 2 * time.Second
	hurried  = time.Second
	stopTime = 5 * time.Second
)

// listen answers requests until ctx ends.
func (s *Server) listen(ctx context.Context, l net.Listener) error {
	requests, hurry := context.WithCancel(context.WithoutCancel(ctx))
	defer hurry()
	h := guard.Server(guard.New(s.routes(), s.guards()...), slog.NewLogLogger(s.Logger.Handler(), slog.LevelWarn))
	h.BaseContext = func(net.Listener) context.Context { return requests }
	failed := make(chan error, 1)
	go func() { failed <- h.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	if shutDown(h, grace) != nil {
		hurry()
		_ = shutDown(h, hurried) // what is left is cut off
	}
	return h.Close()
}

func shutDown(h *http.Server, d time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	return h.Shutdown(ctx)
}

func (s *Server) guards() []guard.Option {
	return []guard.Option{guard.Hosts(s.Hosts...), guard.AccessKey(s.Token)}
}
