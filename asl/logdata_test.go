package asl_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
)

// TestLogHoldsNoPayload: wherever the payload goes, the log has it only if that is asked for.
func TestLogHoldsNoPayload(t *testing.T) {
	const secret = "4111-1111"
	panics := func(value any) asl.Option {
		return work(func(context.Context, json.RawMessage) (json.RawMessage, error) { panic(value) })
	}
	observed := func(f func(e history.Event)) asl.Option {
		return asl.WithObserver(func(_ *asl.Execution, e history.Event) { f(e) })
	}
	for name, test := range map[string]struct {
		definition string
		opt        asl.Option
		says       string // without the data
	}{
		"a task panics": {task(""), panics(secret), `panic="a value of type string"`},
		"with an error": {task(""), panics(errors.New(secret)), `panic="a value of type *errors.errorString"`},
		"a resolver panics": {task(""), asl.WithResolver(resolverFunc(func(string) (asl.TaskFunc, error) { panic(secret) })),
			`msg="resolver or middleware panicked"`},
		"an observer panics": {task(""), asl.WithOptions(work(nil0), observed(func(history.Event) { panic(secret) })), `panicked: panic: a value of type string"`},
		"a task fails": {task(""), work(func(context.Context, json.RawMessage) (json.RawMessage, error) {
			return nil, &asl.Error{Name: "Own", Cause: secret}
		}), `msg="task failed" execution=n machine=StateMachine error=Own`},
		"ErrorPath":     {`{"StartAt": "F", "States": {"F": {"Type": "Fail", "ErrorPath": "$.card"}}}`, virtual(), `error="(computed by a Fail state)"`},
		"a function":    {`{"StartAt": "F", "States": {"F": {"Type": "Fail", "ErrorPath": "States.Format('{}', $.card)"}}}`, virtual(), `error="(computed by a Fail state)"`},
		"an expression": {`{"QueryLanguage": "JSONata", "StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "{% $states.input.card %}"}}}`, virtual(), `error="(computed by a Fail state)"`},
		"in a branch": {only(`"Type": "Parallel", "Branches": [{"StartAt": "F", "States": {"F": {"Type": "Fail", "ErrorPath": "$.card"}}}]`), virtual(),
			`error="(computed by a Fail state)"`},
		"CausePath": {`{"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Own", "CausePath": "$.card"}}}`, virtual(), `msg="execution failed" execution=n machine=StateMachine error=Own`},
	} {
		t.Run(name, func(t *testing.T) {
			for _, data := range []bool{false, true} {
				var log bytes.Buffer
				opts := []asl.Option{test.opt, asl.WithName("n"), asl.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))}
				if data {
					opts = append(opts, asl.WithLoggedData())
				}
				if _, err := machine(t, test.definition, opts...).Execute(context.Background(), []byte(`{"card": "`+secret+`"}`)); err == nil {
					t.Fatal("it succeeds")
				}
				text := log.String()
				if strings.Contains(text, secret) != data || !data && !strings.Contains(text, test.says) {
					t.Errorf("with data %v it says\n%s, want %s", data, text, test.says)
				}
			}
		})
	}
}

// TestLogOfALaterFailure: a reserved name is logged even after such a Fail state.
func TestLogOfALaterFailure(t *testing.T) {
	var log bytes.Buffer
	m := machine(t, `{"StartAt": "P", "States": {
		"P": {"Type": "Parallel", "Branches": [{"StartAt": "F", "States": {"F": {"Type": "Fail", "ErrorPath": "$.card"}}}],
			"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "T"}], "End": true},
		"T": {"Type": "Task", "Resource": "work", "End": true}}}`, asl.WithLogger(slog.New(slog.NewTextHandler(&log, nil))),
		work(func(context.Context, json.RawMessage) (json.RawMessage, error) { return nil, asl.ErrTimeout }))
	_, _ = m.Execute(context.Background(), []byte(`{"card": "c"}`))
	if !strings.Contains(log.String(), `msg="execution failed"`) || strings.Contains(log.String(), "computed by") {
		t.Errorf("the log says\n%s", log.String())
	}
}
