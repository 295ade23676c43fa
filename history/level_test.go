package history_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/history"
)

// logged says for some types which of the levels log them: A(ll), E(rror), F(atal).
var logged = map[history.Type]string{
	history.TypeExecutionStarted:             "A",
	history.TypeExecutionSucceeded:           "A",
	history.TypeExecutionFailed:              "AEF",
	history.TypeExecutionTimedOut:            "AEF",
	history.TypeExecutionAborted:             "AEF",
	history.TypeExecutionRedriven:            "A",
	history.TypeFailStateEntered:             "AE",
	history.TypePassStateEntered:             "A",
	history.TypePassStateExited:              "A",
	history.TypeTaskScheduled:                "A",
	history.TypeTaskFailed:                   "AE",
	history.TypeTaskTimedOut:                 "AE",
	history.TypeTaskSubmitFailed:             "AE",
	history.TypeTaskStartFailed:              "AE",
	history.TypeTaskStateAborted:             "AE",
	history.TypeLambdaFunctionSucceeded:      "A",
	history.TypeLambdaFunctionScheduleFailed: "AE",
	history.TypeLambdaFunctionTimedOut:       "AE",
	history.TypeActivityScheduleFailed:       "AE",
	history.TypeMapIterationAborted:          "AE",
	history.TypeMapIterationFailed:           "AE",
	history.TypeMapStateFailed:               "AE",
	history.TypeMapRunFailed:                 "AE",
	history.TypeMapStateSucceeded:            "A",
	history.TypeParallelStateAborted:         "AE",
	history.TypeParallelStateFailed:          "AE",
	history.TypeWaitStateAborted:             "AE",
	history.TypeEvaluationFailed:             "AE",
}

func TestLevels(t *testing.T) {
	levels := map[history.Level]string{
		history.LevelAll: "A", history.LevelError: "E", history.LevelFatal: "F",
		history.LevelOff: "", "": "", "all": "",
	}
	got := map[history.Type]string{}
	for typ := range logged {
		for _, level := range []history.Level{history.LevelAll, history.LevelError, history.LevelFatal, history.LevelOff, "", "all"} {
			if level.Logs(typ) {
				got[typ] += levels[level]
				if levels[level] == "" {
					t.Errorf("level %q logs %s", level, typ)
				}
			}
		}
	}
	if diff := cmp.Diff(logged, got); diff != "" {
		t.Errorf("levels (-want +got):\n%s", diff)
	}
}
