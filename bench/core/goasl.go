package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonvalue"
)

// library is this library as a peer. Programs are built in a folder.
type library struct{ programs string }

func (library) title() string   { return "goasl" }
func (library) version() string { return "goasl, this working tree" }
func (library) allocates() bool { return true }

func (l library) prepare(o order) (runner, string, error) {
	switch o.Kind {
	case execution:
		return prepareMachine(o)
	case parsing:
		once := func() error {
			for _, text := range o.Definitions {
				if _, err := asl.Parse([]byte(text)); err != nil {
					return err
				}
			}
			return nil
		}
		return measured(once), "", once()
	case expression:
		return prepareExpression(o)
	}
	return prepareProcess(l.programs, "goasl", o)
}

// options returns the options for the machine of an order.
func options(o order, count func(history.Event)) []asl.Option {
	var mux asl.Mux
	mux.Lambda("echo", taskFunc(o.Tasks))
	mux.Lambda("song", asl.Func(findSong))
	mux.Lambda("lyrics", asl.Func(findLyrics))
	all := []asl.Option{asl.WithResolver(&mux)}
	if o.Tasks == shaky {
		all = append(all, asl.WithClock(asl.NewVirtualClock(time.Now())))
	}
	if o.lifted {
		all = append(all, asl.WithLimits(asl.Limits{Events: -1, Payload: -1, History: -1}))
	}
	if o.counted {
		all = append(all, asl.WithHistory(asl.HistorySink(count)))
	}
	return all
}

// taskFunc returns the function of all tasks but those of songs. A shaky one must be
// called by one execution at a time.
func taskFunc(t tasks) asl.TaskFunc {
	calls := 0
	return func(_ context.Context, input json.RawMessage) (json.RawMessage, error) {
		if t != shaky {
			return input, nil
		}
		if calls++; calls%3 != 0 {
			return nil, errBusy
		}
		return input, nil
	}
}

func prepareMachine(o order) (runner, string, error) {
	m, err := asl.Parse([]byte(o.Definitions[0]))
	if err != nil {
		return nil, "", err
	}
	events := 0
	if m, err = m.With(options(o, func(history.Event) { events++ })...); err != nil {
		return nil, "", err
	}
	execute := func() (*asl.Result, error) {
		ctx := context.Background()
		if o.cancellable {
			var cancel context.CancelFunc
			ctx, cancel = context.WithCancel(ctx)
			defer cancel()
		}
		return m.Execute(ctx, []byte(o.Input))
	}
	result, err := execute()
	if err != nil {
		return nil, "", err
	}
	if o.counted && events == 0 {
		return nil, "", errors.New("no events were counted")
	}
	once := func() error { _, err := execute(); return err }
	if o.cores > 0 {
		return shared(o.cores, once), string(result.Output), nil
	}
	return measured(once), string(result.Output), nil
}

// shared returns a runner that runs an order on a number of cores.
func shared(cores int, once func() error) runner {
	return func(count int) (sample, error) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		return observed(func() error {
			errs := make([]error, cores)
			var wait sync.WaitGroup
			for w := range cores {
				wait.Go(func() {
					for i := w; i < count && errs[w] == nil; i += cores {
						errs[w] = once()
					}
				})
			}
			wait.Wait()
			return errors.Join(errs...)
		})
	}
}

func prepareExpression(o order) (runner, string, error) {
	x, err := jsonata.Compile(o.Expression)
	if err != nil {
		return nil, "", err
	}
	input, err := jsonvalue.ParseString(o.Input)
	if err != nil {
		return nil, "", err
	}
	states := jsonvalue.OfObject([]jsonvalue.Member{{Name: "input", Value: input}})
	env := jsonata.Env{Now: time.Now(), Lookup: func(name string) jsonvalue.Value {
		if name == "states" {
			return states
		}
		return jsonvalue.Value{}
	}}
	once := func() (string, error) {
		v, err := x.Eval(context.Background(), jsonvalue.Value{}, env)
		if err != nil {
			return "", err
		}
		return string(v.JSON()), nil
	}
	output, err := once()
	return measured(func() error { _, err := once(); return err }), output, err
}

// errBusy is the error of a shaky task.
var errBusy = errors.New("busy")

type (
	singer struct {
		Name string `json:"name"`
	}
	song struct {
		Song string `json:"song"`
	}
	lyrics struct {
		Lyrics string `json:"lyrics"`
	}
)

func findSong(_ context.Context, in singer) (song, error) {
	if in.Name == "PSY" {
		return song{"gangnam style"}, nil
	}
	return song{}, fmt.Errorf("no song of %s is known", in.Name)
}

func findLyrics(_ context.Context, in song) (lyrics, error) {
	if in.Song == "gangnam style" {
		return lyrics{"oh oh oh oh oh pan gangnam style"}, nil
	}
	return lyrics{}, fmt.Errorf("no lyrics of %s are known", in.Song)
}
