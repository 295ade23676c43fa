package play

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/jsonvalue"
)

// If the answers of a task were not recorded, that of a Lambda function follows from
// its source, if that has one of these forms.
var (
	returnsEvent = regexp.MustCompile(`^def handler\(event, context\):\n    return event\n$`)
	formatsEvent = regexp.MustCompile(`^def handler\(event, context\):\n    return f"([^"{}\\]*)\{event\}([^"{}\\]*)"\n$`)
	raises       = regexp.MustCompile(`^def handler\(event, context\):\n(    raise (\w+)\("([^"\\]*)"\)\n)$`)
)

// functionOutcome returns the outcome of a call of a function, nil if it is not known.
func functionOutcome(functions []cases.Lambda, c *call) *outcome {
	name := c.function[strings.LastIndex(c.function, ":")+1:]
	for _, f := range functions {
		if f.Name != name {
			continue
		}
		if returnsEvent.MatchString(f.Source) {
			return &outcome{actions: []action{start, succeed}, output: c.result(c.payload)}
		}
		if parts := formatsEvent.FindStringSubmatch(f.Source); parts != nil {
			text := jsonvalue.OfString(parts[1] + python(c.payload) + parts[2])
			return &outcome{actions: []action{start, succeed}, output: c.result(text)}
		}
		if parts := raises.FindStringSubmatch(f.Source); parts != nil {
			cause := c.cause(exception(parts[2], parts[3], parts[1]))
			return &outcome{actions: []action{start, fail}, error: &parts[2], cause: &cause}
		}
	}
	return nil
}

// exception returns the payload of Lambda for a Python exception. line is the line of the
// handler that raises it, the second one in its file.
func exception(name, message, line string) jsonvalue.Value {
	frame := "  File \"/var/task/handler.py\", line 2, in handler\n" + line
	return object(
		"errorMessage", jsonvalue.OfString(message),
		"errorType", jsonvalue.OfString(name),
		"requestId", jsonvalue.OfString("00000000-0000-0000-0000-000000000000"),
		"stackTrace", jsonvalue.OfArray([]jsonvalue.Value{jsonvalue.OfString(frame)}),
	)
}

// cause returns the payload of a failed function as the integration writes it.
func (c *call) cause(payload jsonvalue.Value) string {
	if c.invoke {
		return payload.String()
	}
	return Sent(payload)
}

// result returns the result of a function, in the form of the Invoke API's response if
// it was called by that.
func (c *call) result(v jsonvalue.Value) jsonvalue.Value {
	if !c.invoke {
		return v
	}
	length := strconv.Itoa(len(Sent(v)))
	text, several := jsonvalue.OfString, func(s string) jsonvalue.Value {
		return jsonvalue.OfArray([]jsonvalue.Value{jsonvalue.OfString(s)})
	}
	const version, remapped, id, trace = "X-Amz-Executed-Version", "x-amzn-Remapped-Content-Length", "x-amzn-RequestId", "X-Amzn-Trace-Id"
	const date, kind = "Thu, 01 Jan 1970 00:00:00 GMT", "application/json"
	return object(
		"ExecutedVersion", text("$LATEST"),
		"Payload", v,
		"SdkHttpMetadata", object(
			"AllHttpHeaders", object(
				version, several("$LATEST"), remapped, several("0"), "Connection", several("keep-alive"), id, several("id"),
				"Content-Length", several(length), "Date", several(date), trace, several("trace"), "Content-Type", several(kind),
			),
			"HttpHeaders", object(
				"Connection", text("keep-alive"), "Content-Length", text(length), "Content-Type", text(kind), "Date", text(date),
				version, text("$LATEST"), remapped, text("0"), id, text("id"), trace, text("trace"),
			),
			"HttpStatusCode", jsonvalue.OfInt(200),
		),
		"SdkResponseMetadata", object("RequestId", text("id")),
		"StatusCode", jsonvalue.OfInt(200),
	)
}

// object returns an object of alternating names and values.
func object(namesAndValues ...any) jsonvalue.Value {
	var members []jsonvalue.Member
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		members = append(members, jsonvalue.Member{Name: namesAndValues[i].(string), Value: namesAndValues[i+1].(jsonvalue.Value)})
	}
	return jsonvalue.OfObject(members)
}
