package sfnapi

import (
	"context"

	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// readConfiguration reads what has happened before the test.
func (t *stateTest) readConfiguration(ctx context.Context, m *state.Machine) error {
	c := t.StateConfiguration
	if c == nil {
		c = &TestStateConfiguration{}
	}
	if err := t.checkConfigured(c); err != nil {
		return err
	}
	if c.ErrorCausedByState != "" && !t.contains(m, c.ErrorCausedByState) {
		return noState()
	}
	if c.RetrierRetryCount != nil {
		t.inspection.Retries = *c.RetrierRetryCount
	}
	if c.MapIterationFailureCount != nil {
		t.inspection.FailedIterations = *c.MapIterationFailureCount
	}
	if s, isMap := t.state.(*state.Map); isMap && s.Reader != nil {
		return t.readItems(ctx, s.Reader, c.MapItemReaderData)
	}
	return nil
}

// readItems reads what the ItemReader of the Map reads.
func (t *stateTest) readItems(ctx context.Context, r *state.ItemReader, data string) (err error) {
	if data == "" {
		return invalid("ItemReader data must be specified when testing a Map state with ItemReader specified.")
	}
	if t.inspection.Items, err = itemsOf(ctx, r, data); err != nil && ctx.Err() == nil {
		err = invalid("MapItemReaderData cannot be read: " + err.Error())
	}
	return err
}

// checkConfigured checks that the state is of a type that can have what is configured.
func (t *stateTest) checkConfigured(c *TestStateConfiguration) error {
	only := func(field, states string) error {
		return invalid(field + " is only supported when testing a " + states + ".")
	}
	s, isMap := t.state.(*state.Map)
	_, isParallel := t.state.(*state.Parallel)
	switch {
	case c.ErrorCausedByState != "" && !isMap && !isParallel:
		return only("ErrorCausedByState", "Map or Parallel state")
	case c.MapIterationFailureCount != nil && !isMap:
		return only("MapIterationFailureCount", "Map state")
	case c.MapItemReaderData != "" && !isMap:
		return only("MapItemReaderData", "Map state")
	case c.MapItemReaderData != "" && s.Reader == nil:
		return only("MapItemReaderData", "Map state with ItemReader specified")
	}
	return nil
}

// contains reports whether the tested state contains a state of that name.
func (t *stateTest) contains(m *state.Machine, name string) bool {
	for s := m.State(name); s != nil; {
		if s = m.Outer(s); s == t.state {
			return true
		}
	}
	return false
}

// itemsOf parses the data that an ItemReader reads. It returns no value if the data is in
// a format that cannot be read: then the response does not show the items.
func itemsOf(ctx context.Context, r *state.ItemReader, data string) (jsonvalue.Value, error) {
	switch r.InputType {
	case "JSON":
		return jsonvalue.ParseString(data)
	case "JSONL", "CSV":
		return itemsOfFile(ctx, r, data)
	}
	return jsonvalue.Value{}, nil
}

// itemsOfFile reads data as the file of a source of items.
func itemsOfFile(ctx context.Context, r *state.ItemReader, data string) (none jsonvalue.Value, err error) {
	const bucket, key = "stateConfiguration", "mapItemReaderData" // errors have these names
	store := items.NewMemory(bucket)
	store.Set(bucket, key, data)
	source, err := items.Open(ctx, store, items.Spec{
		Resource: "arn:aws:states:::s3:getObject", Bucket: bucket, Key: key, InputType: r.InputType,
		Delimiter: r.CSVDelimiter, HeaderLocation: r.CSVHeaderLocation, Headers: r.CSVHeaders,
	}, nil)
	if err != nil {
		return none, err
	}
	defer source.Close()
	var all []jsonvalue.Value
	for {
		page, err := source.Next(ctx, 1000)
		if err != nil {
			return none, err
		}
		all = append(all, page.Items...)
		if page.End {
			return jsonvalue.OfArray(all), nil
		}
	}
}
