package asl_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/state"

	"github.com/google/go-cmp/cmp"
)

func ExampleNewMachine() {
	// A state by itself, which only package state reads.
	definition, problems := state.ParseState("", []byte(`{"Type": "Task", "Resource": "double", "Next": "Nowhere"}`), state.Options{})
	if err := problems.Err(); err != nil {
		fmt.Println(err)
		return
	}
	double := asl.Func(func(_ context.Context, n int) (int, error) { return 2 * n, nil })
	m, err := asl.NewMachine(definition, asl.WithTask(state.LoneState, double))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Check())
	// Output: no problems
}

func ExampleMachine_Config() {
	m := asl.MustParse(`{"StartAt": "Greet", "States": {"Greet": {"Type": "Task", "Resource": "greet", "End": true}}}`)
	greet := asl.Func(func(_ context.Context, name string) (string, error) { return "Hello, " + name + "!", nil })

	config, err := m.Config(asl.WithName("n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	config.Secret = []byte("16 bytes that nobody can guess") // what no option sets
	run, err := state.Start(m.Definition(), []byte(`"Ada"`), config)
	if err != nil {
		fmt.Println(err)
		return
	}
	x, err := m.Drive(context.Background(), run, asl.WithTask("Greet", greet))
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := x.Wait(context.Background())
	fmt.Println(result.Name, string(result.Output), err)
	// Output: n "Hello, Ada!" <nil>
}

func TestConfig(t *testing.T) {
	m, err := asl.Parse([]byte(only(`"Type": "Pass"`)), asl.WithType(asl.Express))
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	c, err := m.Config(asl.WithClock(asl.NewVirtualClock(start)), asl.WithName("n"), asl.WithSeed(7),
		asl.WithIdentity(asl.Identity{Machine: "M"}), asl.WithLimits(asl.Limits{Tasks: 1}))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Secret) < 16 || c.Log == nil || c.Log.Len() != 0 {
		t.Errorf("a secret of %d bytes, and the log %v", len(c.Secret), c.Log)
	}
	other, err := m.Config()
	if err != nil || other.Log == c.Log || string(other.Secret) == string(c.Secret) {
		t.Errorf("two Runs would share something: %+v and %+v, error %v", c, other, err)
	}
	c.Secret, c.Log = nil, nil
	want := state.Config{Now: start, Type: asl.Express, Name: "n", Seed: 7, Identity: asl.Identity{Machine: "M"}.OrDefault()}
	if diff := cmp.Diff(want, c); diff != "" {
		t.Errorf("config (-want +got):\n%s", diff)
	}
	if _, err := m.Config(asl.WithName("")); err == nil {
		t.Error("an option that is wrong is no error")
	}
}

func TestNewMachineRefuses(t *testing.T) {
	definition := func(t state.Type) *state.Machine {
		m, _ := state.ParseWith("", []byte(only(`"Type": "Pass"`)), state.Options{Type: t})
		return m
	}
	for name, test := range map[string]struct {
		def  *state.Machine
		opts []asl.Option
	}{
		"no definition":   {nil, nil},
		"an unknown type": {definition("FAST"), nil},
		"a wrong option":  {definition(""), []asl.Option{asl.WithName("")}},
	} {
		if m, err := asl.NewMachine(test.def, test.opts...); m != nil || err == nil {
			t.Errorf("%s: machine %v, error %v", name, m, err)
		}
	}
	m, err := asl.NewMachine(definition(asl.Express))
	if err != nil {
		t.Fatal(err)
	}
	if x := start(t, m, `{}`); x.Describe().Type != asl.Express {
		t.Errorf("the execution has the type %s", x.Describe().Type)
	}
}

func TestMustParseTakesOptions(t *testing.T) {
	m := asl.MustParse(only(`"Type": "Pass"`), asl.WithFile("a.asl.json"), asl.WithType(asl.Express))
	if m.File() != "a.asl.json" || m.Definition().Type != asl.Express {
		t.Errorf("the file %q and the type %s", m.File(), m.Definition().Type)
	}
}
