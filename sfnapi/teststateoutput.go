package sfnapi

import (
	"slices"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// TestStateOutput is the response of TestState. Fields that hold JSON hold it as text;
// an empty field is absent.
type TestStateOutput struct {
	Output         string              `json:"output,omitempty"`
	Error          string              `json:"error,omitempty"` // name of the error of the state, even if it was caught
	Cause          string              `json:"cause,omitempty"`
	InspectionData *InspectionData     `json:"inspectionData,omitempty"` // nil for InspectionLevelInfo
	NextState      string              `json:"nextState,omitempty"`
	Status         TestExecutionStatus `json:"status"`
}

// TestExecutionStatus says how the tested state ended.
type TestExecutionStatus = state.InspectionStatus

// The statuses of tested states.
const (
	TestExecutionStatusSucceeded   = state.InspectionSucceeded
	TestExecutionStatusFailed      = state.InspectionFailed
	TestExecutionStatusRetriable   = state.InspectionRetriable // a retrier would try again
	TestExecutionStatusCaughtError = state.InspectionCaught    // a catcher took the error
)

// InspectionData is the data at the stages of a state. The state's type and query
// language decide which fields there are.
type InspectionData struct {
	Input               string `json:"input,omitempty"`
	AfterArguments      string `json:"afterArguments,omitempty"`
	AfterInputPath      string `json:"afterInputPath,omitempty"`
	AfterParameters     string `json:"afterParameters,omitempty"`
	Result              string `json:"result,omitempty"`
	AfterResultSelector string `json:"afterResultSelector,omitempty"`
	AfterResultPath     string `json:"afterResultPath,omitempty"`
	AfterItemsPath      string `json:"afterItemsPath,omitempty"`
	AfterItemSelector   string `json:"afterItemSelector,omitempty"` // an array of the inputs of all iterations
	AfterItemBatcher    string `json:"afterItemBatcher,omitempty"`
	AfterItemsPointer   string `json:"afterItemsPointer,omitempty"`
	Variables           string `json:"variables,omitempty"` // after the state

	Request  *InspectionDataRequest  `json:"request,omitempty"`  // of an HTTP task, for InspectionLevelTrace
	Response *InspectionDataResponse `json:"response,omitempty"` // of an HTTP task, for InspectionLevelTrace

	// ErrorDetails is nil unless a retrier or a catcher lists the error.
	ErrorDetails *InspectionErrorDetails `json:"errorDetails,omitempty"`

	// The fields of a Map; nil for other states.
	ToleratedFailureCount      *int64      `json:"toleratedFailureCount,omitempty"`
	ToleratedFailurePercentage *Percentage `json:"toleratedFailurePercentage,omitempty"`
	MaxConcurrency             *int64      `json:"maxConcurrency,omitempty"` // 0 is no limit
}

// InspectionErrorDetails says which retrier or catcher lists the state's error. Indexes
// count from 0; nil is absent.
type InspectionErrorDetails struct {
	// CatchIndex is that of the catcher that took the error.
	CatchIndex *int `json:"catchIndex,omitempty"`
	// RetryIndex is that of the retrier that lists the error, even if it is exhausted.
	RetryIndex *int `json:"retryIndex,omitempty"`
	// RetryBackoffIntervalSeconds is the time before the retry; nil if there is none.
	RetryBackoffIntervalSeconds *int `json:"retryBackoffIntervalSeconds,omitempty"`
}

// Percentage is a number from 0 to 100. Its JSON always has a fraction.
type Percentage float64

// MarshalJSON writes the number as Step Functions does: 1.0, 12.5.
func (p Percentage) MarshalJSON() ([]byte, error) {
	return jsonvalue.AppendDouble(nil, float64(p)), nil
}

// output returns the response for a state that has ended.
func (t *stateTest) output(in *state.Inspection) *TestStateOutput {
	out := &TestStateOutput{Status: in.Status, Output: in.Output.String(), NextState: in.Next}
	if why := in.Failure; why != nil {
		out.Error = why.Name()
		if why.Cause != nil {
			out.Cause = *why.Cause
		}
	}
	if t.InspectionLevel == InspectionLevelDebug || t.InspectionLevel == InspectionLevelTrace {
		out.InspectionData = t.inspectionData(in)
	}
	return out
}

func (t *stateTest) inspectionData(in *state.Inspection) *InspectionData {
	at := func(s state.Stage) string { return in.At(s).String() }
	input := t.inspection.Input
	if !input.Exists() {
		input = jsonvalue.EmptyObject
	}
	d := &InspectionData{
		Input:               input.String(),
		AfterArguments:      at(state.AfterArguments),
		AfterInputPath:      at(state.AfterInputPath),
		AfterParameters:     at(state.AfterParameters),
		Result:              at(state.Result),
		AfterResultSelector: at(state.AfterResultSelector),
		AfterResultPath:     at(state.AfterResultPath),
		AfterItemsPath:      itemsText(in.At(state.AfterItemsPath)),
		AfterItemSelector:   itemsText(in.At(state.AfterItemSelector)),
		AfterItemBatcher:    itemsText(in.At(state.AfterItemBatcher)),
		AfterItemsPointer:   at(state.AfterItemsPointer),

		ToleratedFailureCount:      in.ToleratedFailureCount,
		ToleratedFailurePercentage: (*Percentage)(in.ToleratedFailurePercentage),
		MaxConcurrency:             in.MaxConcurrency,
	}
	if len(in.Variables) > 0 {
		slices.SortFunc(in.Variables, func(a, b jsonvalue.Member) int { return strings.Compare(a.Name, b.Name) })
		d.Variables = jsonvalue.OfObject(in.Variables).String()
	}
	if in.CatchIndex != nil || in.RetryIndex != nil {
		d.ErrorDetails = &InspectionErrorDetails{CatchIndex: in.CatchIndex, RetryIndex: in.RetryIndex}
		if in.Backoff != nil {
			seconds := int(in.Backoff.Seconds())
			d.ErrorDetails.RetryBackoffIntervalSeconds = &seconds
		}
	}
	t.addHTTP(d, in)
	return d
}

// itemsText returns the JSON of the items of a Map.
// Step Functions: there is a space after the commas between the items.
func itemsText(v jsonvalue.Value) string {
	if v.Kind() != jsonvalue.Array {
		return v.String()
	}
	items := make([]string, 0, v.Len())
	for _, item := range v.Elements() {
		items = append(items, item.String())
	}
	return "[" + strings.Join(items, ", ") + "]"
}
