package state

import "testing"

// TestMatches is the table of which ErrorEquals takes which error.
func TestMatches(t *testing.T) {
	named := func(name string) fault { return fault{Failure: *NewFailure(name, "")} }
	fatal := named("States.Runtime")
	fatal.fatal = true
	missed := named("States.Timeout")
	missed.heartbeat = true
	faults := []struct {
		name string
		why  fault
	}{
		{"custom", named("Custom")},
		{"no name", fault{}},
		{"empty name", named("")},
		{"task failed", named("States.TaskFailed")},
		{"timeout", named("States.Timeout")},
		{"missed heartbeat", missed},
		{"heartbeat timeout of a task", named("States.HeartbeatTimeout")},
		{"too large", named("States.DataLimitExceeded")},
		{"result path", named("States.ReferencePathConflict")},
		{"intrinsic", named("States.IntrinsicFailure")},
		{"permissions", named("States.Permissions")},
		{"a task's runtime error", named("States.Runtime")},
		{"the interpreter's runtime error", fatal},
	}
	for _, test := range []struct {
		errorEquals []string
		takes       []string
	}{
		{nil, nil},
		{[]string{"Custom"}, []string{"custom"}},
		{[]string{"custom", "Custom "}, nil},
		{[]string{""}, []string{"empty name"}},
		{[]string{"State.ALL"}, nil},
		{[]string{"States.ALL"}, []string{"custom", "no name", "empty name", "task failed", "timeout", "missed heartbeat",
			"heartbeat timeout of a task", "too large", "result path", "intrinsic", "permissions"}},
		{[]string{"States.TaskFailed"}, []string{"custom", "no name", "empty name", "task failed", "too large", "result path", "intrinsic", "permissions"}},
		{[]string{"States.Timeout"}, []string{"timeout", "missed heartbeat", "heartbeat timeout of a task"}},
		{[]string{"States.HeartbeatTimeout"}, []string{"missed heartbeat", "heartbeat timeout of a task"}},
		{[]string{"States.DataLimitExceeded"}, []string{"too large"}},
		{[]string{"States.ReferencePathConflict"}, []string{"result path"}},
		{[]string{"States.Runtime"}, []string{"a task's runtime error"}},
		{[]string{"none", "Custom", "States.Timeout"}, []string{"custom", "timeout", "missed heartbeat", "heartbeat timeout of a task"}},
		{[]string{"States.ALL", "States.Runtime"}, []string{"custom", "no name", "empty name", "task failed", "timeout", "missed heartbeat",
			"heartbeat timeout of a task", "too large", "result path", "intrinsic", "permissions", "a task's runtime error"}},
	} {
		takes := map[string]bool{}
		for _, name := range test.takes {
			takes[name] = true
		}
		for _, f := range faults {
			if got := f.why.matches(test.errorEquals); got != takes[f.name] {
				t.Errorf("%q takes %s: %v", test.errorEquals, f.name, got)
			}
		}
	}
}

func TestFaultError(t *testing.T) {
	cause := "c"
	for want, f := range map[string]fault{
		"E: c":             {Failure: *NewFailure("E", "c")},
		"no error name":    {},
		"no error name: c": {Failure: Failure{Cause: &cause}},
	} {
		if got := f.Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	var none *Failure
	if none.Name() != "" {
		t.Error("no failure has a name")
	}
}
