package asl_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
)

// The way of one execution through the code, which .ci/route measures: a Map over
// one item, whose task fails twice, is tried again once and then caught.
const route = `{
  "StartAt": "Each",
  "States": {
    "Each": {
      "Type": "Map", "ItemsPath": "$.items", "End": true,
      "ItemProcessor": {
        "StartAt": "Call",
        "States": {
          "Call": {
            "Type": "Task", "Resource": "call", "Parameters": {"item.$": "$.name"}, "ResultPath": "$.answer", "End": true,
            "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 1, "MaxAttempts": 1}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Done"}]
          },
          "Done": {"Type": "Succeed"}
        }
      }
    }
  }
}`

func TestRouteParse(t *testing.T) { asl.MustParse(route) }

func TestRouteExecute(t *testing.T) {
	var mux asl.Mux
	mux.Handle("call", func(context.Context, json.RawMessage) (json.RawMessage, error) {
		return nil, asl.NewError("Busy", "try later")
	})
	r, err := asl.MustParse(route).Execute(context.Background(), []byte(`{"items": [{"name": "a"}]}`),
		asl.WithResolver(&mux), asl.WithClock(asl.NewVirtualClock(time.Unix(0, 0))))
	if err != nil {
		t.Fatal(err)
	}
	if want := `[{"name":"a","error":{"Error":"Busy","Cause":"try later"}}]`; string(r.Output) != want {
		t.Errorf("output %s, want %s", r.Output, want)
	}
}
