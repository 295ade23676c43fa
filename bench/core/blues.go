package main

import (
	"encoding/json"

	jsonata "github.com/blues/jsonata-go"

	"github.com/goasl/goasl/bench/part"
)

// blues is blues/jsonata-go, which evaluates JSONata in Go.
type blues struct{}

func (blues) title() string   { return "blues/jsonata-go" }
func (blues) allocates() bool { return true }
func (blues) version() string {
	return part.Module("blues/jsonata-go", "github.com/blues/jsonata-go")
}

func (blues) prepare(o order) (runner, string, error) {
	if o.Kind != expression {
		return nil, "", errForeign
	}
	x, err := jsonata.Compile(o.Expression)
	if err != nil {
		return nil, "", err
	}
	var input any
	if err := json.Unmarshal([]byte(o.Input), &input); err != nil {
		return nil, "", err
	}
	if err := x.RegisterVars(map[string]any{"states": map[string]any{"input": input}}); err != nil {
		return nil, "", err
	}
	once := func() (string, error) {
		v, err := x.Eval(nil)
		if err != nil {
			return "", err
		}
		text, err := json.Marshal(v)
		return string(text), err
	}
	output, err := once()
	return measured(func() error { _, err := once(); return err }), output, err
}
