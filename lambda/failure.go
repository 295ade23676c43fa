package lambda

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonvalue"
)

// failureAnswer returns the answer for an invocation that Lambda itself fails.
func failureAnswer(errorType, id, what string) answer {
	return answer{failed: true, payload: failurePayload(errorType, "RequestId: "+id+" Error: "+what)}
}

func failurePayload(errorType, message string) []byte {
	text := jsonvalue.AppendString([]byte(`{"errorType":`), errorType)
	text = jsonvalue.AppendString(append(text, `,"errorMessage":`...), message)
	return append(text, '}')
}

// tooLargeAnswer returns the answer for a response of that size, which is negative if it is
// not known.
func tooLargeAnswer(size int64) answer {
	text := "Response payload size"
	if size >= 0 {
		text += fmt.Sprintf(" (%d bytes)", size)
	}
	text += fmt.Sprintf(" exceeded maximum allowed payload size (%d bytes).", maxAnswer)
	return answer{failed: true, payload: failurePayload("Function.ResponseSizeTooLarge", text)}
}

// exitText says how a process has ended, in Lambda's words.
func exitText(s *os.ProcessState) string {
	if s == nil || s.Success() {
		return "Runtime exited without providing a reason"
	}
	return "Runtime exited with error: " + strings.TrimSuffix(s.String(), " (core dumped)")
}

// unknown is the name of an error whose payload has none.
const unknown = "Lambda.Unknown"

// errorName returns the errorType in the payload of an error.
func errorName(payload []byte) string {
	var fields struct{ ErrorType string }
	_ = json.Unmarshal(payload, &fields) // what is not there is empty
	return orDefault(fields.ErrorType, unknown)
}

// taskError returns the error of a task for the payload of an error. The cause of a
// lambda:invoke task is the payload without spaces.
// Step Functions: a payload without errorType is an error Lambda.Unknown.
func taskError(payload []byte, viaInvoke bool) error {
	name := errorName(payload)
	if name == unknown {
		return asl.NewError(unknown, "The cause could not be determined because Lambda did not return "+
			"an error type. Returned payload: "+string(payload))
	}
	if viaInvoke {
		payload = compact(payload)
	}
	return asl.NewError(name, string(payload))
}

// taskOutput returns the output of a task for the payload of a response. That of a
// lambda:invoke task may be any text.
// Step Functions: the Payload of lambda:invoke is a string if it is not JSON.
func taskOutput(payload []byte, viaInvoke bool) json.RawMessage {
	if viaInvoke && !json.Valid(payload) {
		return jsonvalue.AppendString(nil, string(payload))
	}
	return payload
}

func compact(text []byte) []byte {
	var b bytes.Buffer
	if json.Compact(&b, text) != nil {
		return text
	}
	return b.Bytes()
}
