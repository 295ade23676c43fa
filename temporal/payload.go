package temporal

import (
	"fmt"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// payloadOf returns a payload with JSON text as it is. The SDK's converter would escape and
// compact what it gets from encoding/json, and a value must keep its text.
func payloadOf(text []byte) converter.RawValue {
	return converter.NewRawValue(&commonpb.Payload{
		Metadata: map[string][]byte{converter.MetadataEncoding: []byte(converter.MetadataEncodingJSON)},
		Data:     text,
	})
}

// textOf returns the text of a payload, nil of none.
func textOf(v converter.RawValue) []byte { return v.Payload().GetData() }

// defaultPayload is how many bytes of payloads a command may have. Temporal: a server refuses
// more than 2 MiB, and fails the workflow; some of it is for the rest of the command.
const defaultPayload = 2<<20 - 16<<10

// tooLarge returns the error of what is not sent, as the server would refuse it.
func tooLarge(what string, size, most int) error {
	return fmt.Errorf("%s has %d bytes, and Temporal takes no more than %d in one message: keep large values elsewhere and pass their names, or use WithPayloadLimit with a cluster, or a data converter, that takes more", what, size, most)
}

// dataLimit is the failure of a task whose input or result cannot be sent.
func dataLimit(err error) *state.Failure {
	return state.NewFailure("States.DataLimitExceeded", err.Error())
}

// inputText returns an input as JSON text, alone or with a token.
func inputText(in state.Input) []byte { return in.AppendJSON(nil) }

// signalText returns the text of a signal: an input, and the task token that allows it.
func signalText(token string, in state.Input) []byte {
	text := []byte(`{`)
	if token != "" {
		text = append(jsonvalue.AppendString(append(text, `"token":`...), token), ',')
	}
	return append(in.AppendJSON(append(text, `"input":`...)), '}')
}
