package httptask

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/hashmap"
	"github.com/goasl/goasl/internal/httphead"
	"github.com/goasl/goasl/jsonvalue"
)

// maxAnswer is the length, in bytes, of the longest body of a response.
const maxAnswer = 256 << 10

// result returns the result of a task for a response.
func result(resp *http.Response, fields []httphead.Field) (json.RawMessage, error) {
	phrase := statusText(resp.StatusCode)
	if !isSuccess(resp.StatusCode) {
		name := fmt.Sprintf("States.Http.StatusCode.%d", resp.StatusCode)
		if phrase == "" {
			return nil, &asl.Error{Name: name}
		}
		return nil, asl.NewError(name, phrase)
	}
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, asl.Errorf("States.Http.Socket", "The answer of the endpoint broke off: %w", err)
	case len(text) > maxAnswer:
		return nil, asl.NewError("States.DataLimitExceeded",
			"The state/task 'http' returned a result with a size exceeding the maximum number of bytes service limit.")
	}
	members := []jsonvalue.Member{{Name: "Headers", Value: headersOf(fields)}}
	if len(text) > 0 {
		body, err := bodyOf(text, resp.Header.Get("Content-Type"))
		if err != nil {
			return nil, err
		}
		members = append(members, jsonvalue.Member{Name: "ResponseBody", Value: body})
	}
	members = append(members,
		jsonvalue.Member{Name: "StatusCode", Value: jsonvalue.OfInt(int64(resp.StatusCode))},
		jsonvalue.Member{Name: "StatusText", Value: jsonvalue.OfString(phrase)})
	return jsonvalue.OfObject(members).JSON(), nil
}

// statusText returns the reason phrase of a status.
// Step Functions: 418 has none, which is not assigned.
func statusText(status int) string {
	if status == http.StatusTeapot {
		return ""
	}
	return http.StatusText(status)
}

// headersOf returns the fields of a header as an object with lists.
// Step Functions: the names are spelled as the endpoint does, in the order of a HashMap.
func headersOf(fields []httphead.Field) jsonvalue.Value {
	values := map[string][]jsonvalue.Value{}
	var names []string
	for _, f := range fields {
		if values[f.Name] == nil {
			names = append(names, f.Name)
		}
		values[f.Name] = append(values[f.Name], jsonvalue.OfString(f.Value))
	}
	members := make([]jsonvalue.Member, 0, len(names))
	for _, i := range hashmap.Order(names) {
		members = append(members, jsonvalue.Member{Name: names[i], Value: jsonvalue.OfArray(values[names[i]])})
	}
	return jsonvalue.OfObject(members)
}

// bodyOf returns the body of a response: the value if it is JSON, else its text.
func bodyOf(text []byte, contentType string) (jsonvalue.Value, error) {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		media = ""
	}
	if isBinary(media) || !utf8.Valid(text) {
		return jsonvalue.Value{}, runtimeError("Unsupported response content-type '%.256s'. Please see documentation for list of unsupported content-types.", contentType)
	}
	if media == "application/json" || strings.HasSuffix(media, "+json") {
		if v, err := jsonvalue.Parse(text); err == nil {
			return v.Compact(), nil
		}
	}
	return jsonvalue.OfString(string(text)), nil
}

// isBinary reports whether the service takes no answer of a media type.
func isBinary(media string) bool {
	kind, _, _ := strings.Cut(media, "/")
	return media == "application/octet-stream" || kind == "image" || kind == "video" || kind == "audio"
}
