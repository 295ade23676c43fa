package sfnapi

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/goasl/goasl/asl"
)

// settings are what options set.
type settings struct {
	identity asl.Identity
	machine  []asl.Option
	calls    asl.CallChecker
	mocks    MockChecker
	clock    asl.Clock
	strict   bool

	cases         func(name string, m *asl.Machine) map[string]asl.Option // nil for none
	maxExecutions int                                                     // 0 for no limit
	random        func(n int) int                                         // from 0 to n-1
}

func (s *settings) now() time.Time { return s.clock.Now() }

// Option sets something of a [Service].
type Option func(*settings) error

// WithIdentity sets the partition, region and account of requests that do not say them. A
// request over HTTP has the region in its signature, and the partition follows from it. The
// defaults are those of [asl.Identity].
func WithIdentity(id asl.Identity) Option {
	return func(s *settings) error {
		s.identity = id
		return nil
	}
}

// WithMachineOptions sets options of the machines that are created, and of TestState: above
// all [asl.WithResolver].
func WithMachineOptions(opts ...asl.Option) Option {
	return func(s *settings) error {
		s.machine = append(s.machine, opts...)
		return nil
	}
}

// WithCallChecker compares what services are called with in definitions. Package awsshapes has
// one.
func WithCallChecker(c asl.CallChecker) Option {
	return func(s *settings) error {
		s.calls = c
		return nil
	}
}

// WithMockChecker compares the mocked results of TestState with what services answer. Package
// awsshapes has one.
func WithMockChecker(c MockChecker) Option {
	return func(s *settings) error {
		s.mocks = c
		return nil
	}
}

// WithClock sets the clock from which the dates of machines are; the default is
// [asl.SystemClock]. It should be that of the backend.
func WithClock(c asl.Clock) Option {
	return func(s *settings) error {
		if c == nil {
			return errors.New("sfnapi: WithClock: the clock is nil")
		}
		s.clock = c
		return nil
	}
}

// Strict refuses what Step Functions refuses, and is useful in a program: to describe, list and
// stop executions of type EXPRESS, and to read their histories. Otherwise this is done for
// those that the backend keeps: see [durable.WithExpressInMemory]. So is to create a machine
// again immediately after it was deleted, if none of its executions runs.
func Strict() Option {
	return func(s *settings) error {
		s.strict = true
		return nil
	}
}

// WithRandom sets the source of random numbers, which chooses the version of an alias that is
// started: random returns a number from 0 to n-1, and is safe for concurrent use. The default is
// [rand.IntN].
func WithRandom(random func(n int) int) Option {
	return func(s *settings) error {
		if random == nil {
			return errors.New("sfnapi: WithRandom: the source is nil")
		}
		s.random = random
		return nil
	}
}

// New returns a Service over a backend, which may have machines of before. The error says which
// option is wrong, or that the backend has failed.
func New(b Backend, opts ...Option) (*Service, error) {
	if b == nil {
		return nil, errors.New("sfnapi: New: the backend is nil")
	}
	s := &Service{backend: b, settings: settings{clock: asl.SystemClock(), random: rand.IntN}}
	for _, o := range opts {
		if o == nil {
			return nil, errors.New("sfnapi: New: an option is nil")
		}
		if err := o(&s.settings); err != nil {
			return nil, err
		}
	}
	id := s.identity.OrDefault()
	s.identity = asl.Identity{Partition: id.Partition, Region: id.Region, Account: id.Account}
	var err error
	if s.secret, err = secretOf(context.Background(), b); err != nil {
		return nil, err
	}
	b.FindMachines(s.find)
	return s, s.registerAll(context.Background())
}
