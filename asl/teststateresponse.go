package asl

import (
	"strconv"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// TestStateResponse tells what became of the state. Its JSON is that of the
// response of Step Functions' TestState. Fields that hold JSON hold it as text;
// what is empty is absent.
type TestStateResponse struct {
	Output     string          `json:"output,omitempty"`
	Error      string          `json:"error,omitempty"` // be it caught or not
	Cause      string          `json:"cause,omitempty"`
	Inspection *InspectionData `json:"inspectionData,omitempty"` // nil for InspectInfo
	NextState  string          `json:"nextState,omitempty"`
	Status     TestStatus      `json:"status"`
}

// TestStatus says how a state that was tested ended.
type TestStatus = state.InspectedStatus

// The statuses of states that were tested.
const (
	TestSucceeded = state.InspectSucceeded
	TestFailed    = state.InspectFailed
	TestRetriable = state.InspectRetriable // a retrier would try again
	TestCaught    = state.InspectCaught    // a catcher took the error
)

// InspectionData are the data on their way through a state. Which fields there
// are depends on the state's type and query language.
type InspectionData struct {
	Input               string `json:"input,omitempty"`
	AfterArguments      string `json:"afterArguments,omitempty"`
	AfterInputPath      string `json:"afterInputPath,omitempty"`
	AfterParameters     string `json:"afterParameters,omitempty"`
	Result              string `json:"result,omitempty"`
	AfterResultSelector string `json:"afterResultSelector,omitempty"`
	AfterResultPath     string `json:"afterResultPath,omitempty"`
	AfterItemsPath      string `json:"afterItemsPath,omitempty"`
	AfterItemSelector   string `json:"afterItemSelector,omitempty"` // the inputs of all iterations
	AfterItemBatcher    string `json:"afterItemBatcher,omitempty"`
	AfterItemsPointer   string `json:"afterItemsPointer,omitempty"`
	Variables           string `json:"variables,omitempty"` // after the state

	Request  *HTTPRequest  `json:"request,omitempty"`  // of an HTTP task, for InspectTrace
	Response *HTTPResponse `json:"response,omitempty"` // of an HTTP task, for InspectTrace

	ErrorDetails *ErrorDetails `json:"errorDetails,omitempty"` // nil unless a retrier or catcher lists the error

	// Of a Map only.
	ToleratedFailureCount      *int64      `json:"toleratedFailureCount,omitempty"`
	ToleratedFailurePercentage *Percentage `json:"toleratedFailurePercentage,omitempty"`
	MaxConcurrency             *int64      `json:"maxConcurrency,omitempty"` // 0 is no limit
}

// ErrorDetails says who deals with the state's error; what is nil is absent.
type ErrorDetails struct {
	CatchIndex                  *int `json:"catchIndex,omitempty"`                  // of the catcher that took the error
	RetryIndex                  *int `json:"retryIndex,omitempty"`                  // of the retrier that lists the error
	RetryBackoffIntervalSeconds *int `json:"retryBackoffIntervalSeconds,omitempty"` // nil if the retrier is exhausted
}

// Percentage is a number from 0 to 100. Its JSON always has a fraction.
type Percentage float64

// MarshalJSON writes the number as Step Functions does: 1.0, 12.5.
func (p Percentage) MarshalJSON() ([]byte, error) {
	text := strconv.FormatFloat(float64(p), 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return []byte(text), nil
}

// respond makes the response of what an inspection found out.
func (t *stateTest) respond(in *state.Inspection) *TestStateResponse {
	r := &TestStateResponse{Status: in.Status, Output: t.text(in.Output), NextState: in.Next}
	if why := in.Failure; why != nil {
		r.Error = why.Name()
		if why.Cause != nil {
			r.Cause = *why.Cause
		}
	}
	if t.Inspection == InspectDebug || t.Inspection == InspectTrace {
		r.Inspection = t.inspected(in)
	}
	return r
}

func (t *stateTest) inspected(in *state.Inspection) *InspectionData {
	at := func(s state.Stage) string { return t.text(in.At(s)) }
	input := t.test.Input
	if !input.Exists() {
		input = jsonvalue.EmptyObject
	}
	d := &InspectionData{
		Input:               t.text(input),
		AfterArguments:      at(state.AfterArguments),
		AfterInputPath:      at(state.AfterInputPath),
		AfterParameters:     at(state.AfterParameters),
		Result:              at(state.Result),
		AfterResultSelector: at(state.AfterResultSelector),
		AfterResultPath:     at(state.AfterResultPath),
		AfterItemsPath:      listed(in.At(state.AfterItemsPath)),
		AfterItemSelector:   listed(in.At(state.AfterItemSelector)),
		AfterItemBatcher:    listed(in.At(state.AfterItemBatcher)),
		AfterItemsPointer:   listed(in.At(state.AfterItemsPointer)),

		ToleratedFailureCount:      in.ToleratedFailureCount,
		ToleratedFailurePercentage: (*Percentage)(in.ToleratedFailurePercentage),
		MaxConcurrency:             in.MaxConcurrency,
	}
	if len(in.Variables) > 0 {
		d.Variables = t.text(jsonvalue.OfObject(in.Variables))
	}
	if in.CatchIndex != nil || in.RetryIndex != nil {
		d.ErrorDetails = &ErrorDetails{CatchIndex: in.CatchIndex, RetryIndex: in.RetryIndex}
		if in.Backoff != nil {
			seconds := int(in.Backoff.Seconds())
			d.ErrorDetails.RetryBackoffIntervalSeconds = &seconds
		}
	}
	t.addHTTP(d, in)
	return d
}

// text is a value as the response shows it.
// Step Functions: a value of the request that went through untouched keeps the
// caller's spaces; what was taken out of it or made of it is compact.
func (t *stateTest) text(v jsonvalue.Value) string {
	for _, g := range t.given {
		if g.value == v { // the very value, not an equal one
			return g.text
		}
	}
	return v.String()
}

// listed is an array of items as the response shows it.
// Step Functions: there is a space after the commas between the items.
func listed(v jsonvalue.Value) string {
	if v.Kind() != jsonvalue.Array {
		return v.String()
	}
	items := make([]string, 0, v.Len())
	for _, item := range v.Elements() {
		items = append(items, item.String())
	}
	return "[" + strings.Join(items, ", ") + "]"
}
