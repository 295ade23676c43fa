package engine

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/json"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/uuid"
	"github.com/goasl/goasl/state"
)

// StartOptions returns the options for the name and the trace header of a new execution, each ""
// for none. The error is InvalidName.
func StartOptions(name, traceHeader string) (opts []asl.Option, err error) {
	if name != "" {
		if asl.CheckName(name) != nil {
			return nil, InvalidName(name)
		}
		opts = append(opts, asl.WithName(name))
	}
	if traceHeader != "" {
		opts = append(opts, asl.WithTraceHeader(traceHeader))
	}
	return opts, nil
}

// Input returns the input of a new execution; nil stands for {}.
func Input(text []byte) []byte {
	if text == nil {
		return []byte("{}")
	}
	return text
}

// Again returns the execution that has the name of a new one, if it runs and has its input. The
// error is ExecutionAlreadyExists.
func Again(known, asked state.Description) (state.Description, error) {
	if known.Status == state.Running && sameJSON(known.Input.String(), asked.Input.String()) {
		return known, nil
	}
	return state.Description{}, refuse("ExecutionAlreadyExists", "Execution Already Exists: '"+asked.ARN+"'")
}

func sameJSON(a, b string) bool {
	var x, y bytes.Buffer
	return cmp.Or(json.Compact(&x, []byte(a)), json.Compact(&y, []byte(b))) == nil && bytes.Equal(x.Bytes(), y.Bytes())
}

// ChildName returns the name of an execution that a task starts: that which the task gives, or
// one that follows from the key of the task.
func ChildName(asked *state.StartChild) string {
	if asked.Name != "" {
		return asked.Name
	}
	sum := sha256.Sum256([]byte(asked.Key))
	return uuid.Format([16]byte(sum[:16]), 4)
}
