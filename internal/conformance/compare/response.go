package compare

import (
	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/jsonvalue"
)

// Response compares the response of an API with the expected one. The difference is nil
// if there is none. The error says that the recording cannot be read.
func Response(c *cases.Case, got jsonvalue.Value) (*Difference, error) {
	r, err := RecordingOf(c)
	if err != nil {
		return nil, err
	}
	want, err := parse(c.Expect.Response)
	if err != nil {
		return nil, err
	}
	v := &values{masks: r.Masks}
	if diff := v.api(nil, want, got); diff != "" {
		return differ("response", diff, want, got), nil
	}
	return nil, nil
}

// Values compares values of the service's API. It returns "", or the place and kind of
// the first difference.
func Values(want, got jsonvalue.Value) string { return new(values).api(nil, want, got) }
