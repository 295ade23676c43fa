package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/coinbase/step/machine"
	"github.com/goasl/goasl/bench/part"
)

// stepModule is the path of the peer's module.
const stepModule = "github.com/coinbase/step"

// step is coinbase/step, a library for Go. Programs are built in a folder.
type step struct{ programs string }

func (step) title() string   { return "coinbase/step" }
func (step) allocates() bool { return true }

func (step) version() string { return part.Module("coinbase/step", stepModule) }

func (s step) prepare(o order) (runner, string, error) {
	switch o.Kind {
	case execution:
		return prepareStep(o)
	case parsing:
		once := func() error {
			for _, text := range o.Definitions {
				if _, err := parseStep(text); err != nil {
					return err
				}
			}
			return nil
		}
		return measured(once), "", once()
	case startup:
		return prepareProcess(s.programs, "step", o)
	}
	return nil, "", errForeign
}

// parseStep reads and checks a definition. Some definitions make the peer panic.
func parseStep(text string) (m *machine.StateMachine, err error) {
	defer recovered(&err)
	if m, err = machine.FromJSON([]byte(text)); err != nil {
		return nil, err
	}
	return m, m.Validate()
}

// recovered turns a panic of the peer into an error.
func recovered(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("it panics: %v", r)
	}
}

func prepareStep(o order) (runner, string, error) {
	m, err := parseStep(o.Definitions[0])
	if err != nil {
		return nil, "", err
	}
	setHandlers(m, o.Tasks)
	once := func() (output string, err error) {
		defer recovered(&err)
		var input any
		if err := json.Unmarshal([]byte(o.Input), &input); err != nil {
			return "", err
		}
		x, err := m.Execute(input)
		if err != nil {
			return "", err
		}
		return x.OutputJSON, nil
	}
	output, err := once()
	return measured(func() error { _, err := once(); return err }), output, err
}

// setHandlers sets the functions of all tasks of a machine, also inside Map states.
func setHandlers(m *machine.StateMachine, t tasks) {
	calls := 0
	for name, s := range m.States {
		switch s := s.(type) {
		case *machine.MapState:
			setHandlers(s.Iterator, t)
		case *machine.TaskState:
			switch {
			case t == shaky:
				s.TaskHandler = func(_ context.Context, input any) (any, error) {
					if calls++; calls%3 != 0 {
						return nil, errBusy
					}
					return input, nil
				}
			case t == songs && name == "song":
				s.TaskHandler = findSong
			case t == songs:
				s.TaskHandler = findLyrics
			default:
				s.TaskHandler = func(_ context.Context, input any) (any, error) { return input, nil }
			}
		}
	}
}
