package state

import (
	"slices"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// refusedHeaders has, for each integration that sends requests to endpoints of others, the
// headers that its Headers may not have, in small letters. One that ends in * stands for
// all that begin so.
//
// Step Functions: from the developer guide.
var refusedHeaders = map[string][]string{
	"http:invoke": strings.Fields(`a-im accept-charset accept-datetime accept-encoding authorization cache-control connection
		content-encoding content-md5 date expect forwarded from host http2-settings if-match if-modified-since
		if-none-match if-range if-unmodified-since max-forwards origin pragma proxy-authorization referer server te
		trailer transfer-encoding upgrade via warning x-forwarded-* x-amz-* x-amzn-*`),
	"apigateway:invoke": strings.Fields(`authorization connection content-md5 expect host max-forwards proxy-authenticate server te
		transfer-encoding trailer upgrade via www-authenticate x-forwarded* x-amz*`),
}

// refusal returns the fault of a task whose effective input has a header that is refused.
// Step Functions: the task is not scheduled, and the names are in small letters.
func (s *Task) refusal(f *frame, input jsonvalue.Value) error {
	if s.refused == nil {
		return nil
	}
	var found []string
	for name := range input.Get("Headers").Members() {
		name = strings.ToLower(name)
		if slices.ContainsFunc(s.refused, func(r string) bool { return isHeader(name, r) }) {
			found = append(found, name)
		}
	}
	if found == nil {
		return nil
	}
	return f.unusable(input, "The 'Headers' field contains unsupported values: ["+strings.Join(found, ", ")+"]")
}

// unusable returns the fault of a task that cannot be called with its effective input.
func (f *frame) unusable(input jsonvalue.Value, why string) *fault {
	return f.runtimeFault(unusableCause(f.state.Language(), input, why))
}

// Unusable returns the failure of a task whose service cannot be called with its input, and why,
// where [Run.Unusable] cannot tell it, as the task is scheduled. s is the state of the task; nil
// stands for one in JSONPath.
func Unusable(s State, input jsonvalue.Value, why string) *Failure {
	language := JSONPath
	if s != nil {
		language = s.Language()
	}
	return NewFailure(errRuntime, unusableCause(language, input, why))
}

func unusableCause(language Language, input jsonvalue.Value, why string) string {
	return "The " + language.parameters() + " '" + quoted(input) + "' could not be used to start the Task: [" + why + "]"
}

func isHeader(name, refused string) bool {
	prefix, isPrefix := strings.CutSuffix(refused, "*")
	return name == refused || isPrefix && strings.HasPrefix(name, prefix)
}
