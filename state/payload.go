package state

import "github.com/goasl/goasl/jsonvalue"

// maxPayloadDepth is how deep a payload may be nested that comes from outside. A record, or a
// snapshot, has some levels more, and encoding/json reads no more than 10,000.
const maxPayloadDepth = 9_900

// ParsePayload reads the input of an execution, or the output of a task, from a JSON text. The error
// says that it is not JSON, or nested so deep that an execution with it could not be restored.
func ParsePayload(text []byte) (jsonvalue.Value, error) {
	return jsonvalue.ParseWithin(text, jsonvalue.Limits{Depth: maxPayloadDepth})
}
