package temporal

import (
	"time"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	sdk "go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/goasl/goasl/state"
)

// The search attributes that the workflows of executions have with [WithSearchAttributes].
const (
	AttributeVersion  = "GoaslVersion"  // Keyword: the number of the version that was started
	AttributeAlias    = "GoaslAlias"    // Keyword: the name of the alias that was started
	AttributeMapRun   = "GoaslMapRun"   // Keyword: the ARN of the Map Run that has started it
	AttributeStarted  = "GoaslStarted"  // Datetime: when it started, in the first run of the workflow
	AttributeTimedOut = "GoaslTimedOut" // Bool: whether it has ended as TIMED_OUT
)

// attributesOf returns the search attributes of a new execution.
func attributesOf(is state.Description) sdk.SearchAttributes {
	all := []sdk.SearchAttributeUpdate{sdk.NewSearchAttributeKeyTime(AttributeStarted).ValueSet(is.Started)}
	for _, a := range []struct{ name, value string }{
		{AttributeVersion, is.Identity.Version}, {AttributeAlias, is.Identity.Alias}, {AttributeMapRun, is.MapRun},
	} {
		if a.value != "" {
			all = append(all, sdk.NewSearchAttributeKeyKeyword(a.name).ValueSet(a.value))
		}
	}
	return sdk.NewSearchAttributes(all...)
}

// noteTimeout notes that the execution has timed out: that is one of the ways in which a workflow
// fails.
func (d *driver) noteTimeout() {
	if d.start.Origin.Attributes {
		_ = workflow.UpsertTypedSearchAttributes(d.ctx, sdk.NewSearchAttributeKeyBool(AttributeTimedOut).ValueSet(true)) // it is valid
	}
}

// attributes are those that a list has of a workflow.
type attributes map[string]*commonpb.Payload

func (a attributes) text(name string) (text string) {
	a.read(name, &text)
	return text
}

func (a attributes) time(name string) (at time.Time) {
	a.read(name, &at)
	return at.UTC()
}

func (a attributes) is(name string) (is bool) {
	a.read(name, &is)
	return is
}

// read reads an attribute, unless it is not there. The server encodes them, not a data converter.
func (a attributes) read(name string, to any) {
	if p := a[name]; p != nil {
		_ = converter.GetDefaultDataConverter().FromPayload(p, to) // of another type it is none of ours
	}
}
