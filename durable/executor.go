package durable

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/goasl/goasl/internal/uuid"
)

// Executor drives the executions of a [Store], together with those of other processes, and is
// a [Client] for them. It comes from [New], and is safe for concurrent use.
//
// All methods of Client work without [Executor.Run], as in a process that only starts and
// answers; but EXPRESS executions always run in the process that starts them.
type Executor struct {
	settings
	store  Store
	secret []byte // of which those of task tokens are made

	machines registry
	express  memoryRuns
	commits  committer
	peeks    peeks
	restores atomic.Int64 // for peeks
	running  atomic.Bool
	wakeup   chan struct{} // receives when there may be something to claim or to deliver
	offers   broadcast     // that there may be tasks of activities
	ends     broadcast     // that an execution has ended

	// Only the goroutine of Run uses them.
	delivered int64             // the number of the last post that it has looked at
	swept     map[string]string // the last object of a kind that it has looked at; none after the end

	mu           sync.Mutex
	awake        map[string]*awake // by ARN
	retryStalled bool
}

var _ Client = (*Executor)(nil)

// New returns an Executor of a store. The error says which option is wrong, that the store has
// failed, or that [WithSeal] is not that of the processes before.
func New(s Store, opts ...Option) (*Executor, error) {
	if s == nil {
		return nil, errors.New("durable: New: the store is nil")
	}
	x := &Executor{settings: defaults(), store: s, wakeup: make(chan struct{}, 1), awake: map[string]*awake{}, swept: map[string]string{}}
	var random [16]byte
	rand.Read(random[:]) // never fails
	x.owner = uuid.Format(random, 4)
	for _, o := range opts {
		if o == nil {
			return nil, errors.New("durable: New: an option is nil")
		}
		if err := o(&x.settings); err != nil {
			return nil, err
		}
	}
	if x.seal != nil {
		x.store = &sealed{s, x.seal}
	}
	x.express.start(x.expressBytes)
	secret, err := secretOf(context.Background(), x.store)
	if err != nil {
		return nil, fmt.Errorf("durable: New: %w", err)
	}
	x.secret = secret
	return x, nil
}

// secretKind is the kind of the object with the secret of the task tokens.
const secretKind = "secret"

// secretOf returns the secret of a store, which is made once.
func secretOf(ctx context.Context, s Store) ([]byte, error) {
	made := Object{Kind: secretKind, Name: "task tokens", Value: make([]byte, 32)}
	rand.Read(made.Value)
	err := s.PutObject(ctx, made, 0)
	if !errors.Is(err, ErrConflict) {
		return made.Value, err
	}
	o, err := s.Object(ctx, made.Kind, made.Name)
	if err == nil && len(o.Value) != len(made.Value) {
		err = errors.New("the secret of the task tokens cannot be read; if it is sealed, the option WithSeal is missing")
	}
	return o.Value, err
}

// tokenSecret returns the secret of the task tokens of an execution. So each process can check
// a token by itself.
func (x *Executor) tokenSecret(arn string) []byte {
	mac := hmac.New(sha256.New, x.secret)
	mac.Write([]byte(arn))
	return mac.Sum(nil)
}

// wake lets Run look for what is to be done.
func (x *Executor) wake() {
	select {
	case x.wakeup <- struct{}{}:
	default:
	}
}

// failed reports that the store has failed.
func (x *Executor) failed(doing string, err error) {
	x.metrics.failed(err)
	x.logger.Error("the store of executions has failed", "doing", doing, "error", err)
}

// broadcast wakes all that wait.
type broadcast struct {
	mu sync.Mutex
	c  chan struct{}
}

// wait returns a channel that is closed by the next call of wake.
func (b *broadcast) wait() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.c == nil {
		b.c = make(chan struct{})
	}
	return b.c
}

func (b *broadcast) wake() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.c != nil {
		close(b.c)
		b.c = nil
	}
}
