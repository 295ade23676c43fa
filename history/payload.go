package history

import "github.com/goasl/goasl/jsonvalue"

// Payload is an input or output that an event reports. In the event's JSON it is JSON
// text in a string, next to a member that says whether the text is truncated. The zero
// Payload is none, and has no member.
type Payload struct {
	// Value is the payload, none if it is not known. Step Functions: its text is the
	// one that it came with, as long as no state has made it anew.
	Value jsonvalue.Value

	// Text is what is left of the text of a truncated payload, if that is not JSON.
	// Otherwise it is empty.
	Text string

	// Truncated reports that the payload was too long.
	// Step Functions: GetExecutionHistory never truncates, CloudWatch Logs may.
	Truncated bool
}

// Exists reports whether the event's JSON has the payload.
func (p Payload) Exists() bool { return p.Text != "" || p.Value.Exists() }

// String returns the payload's JSON text, "" for none.
func (p Payload) String() string {
	if p.Text != "" {
		return p.Text
	}
	return p.Value.String()
}

// parsePayload reads the JSON text of a payload. A truncated text need not be JSON.
func parsePayload(text string, truncated bool) (Payload, error) {
	v, err := jsonvalue.ParseString(text)
	if err != nil {
		if truncated {
			return Payload{Text: text, Truncated: true}, nil
		}
		return Payload{}, err
	}
	return Payload{Value: v, Truncated: truncated}, nil
}
