package httptask

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/httphead"
	"github.com/goasl/goasl/jsonvalue"
)

// result returns the result of a task for a response.
func result(resp *http.Response, fields []httphead.Field) (json.RawMessage, error) {
	if !isSuccess(resp.StatusCode) {
		phrase := statusText(resp.StatusCode)
		name := fmt.Sprintf("States.Http.StatusCode.%d", resp.StatusCode)
		if phrase == "" {
			return nil, &asl.Error{Name: name}
		}
		return nil, asl.NewError(name, phrase)
	}
	text, err := httphead.ReadBody(resp)
	switch {
	case errors.Is(err, httphead.ErrTooLarge):
		return nil, asl.NewError("States.DataLimitExceeded",
			"The state/task 'http' returned a result with a size exceeding the maximum number of bytes service limit.")
	case err != nil:
		return nil, asl.Errorf("States.Http.Socket", "The answer of the endpoint broke off: %w", err)
	}
	body, err := bodyOf(text, resp.Header.Get("Content-Type"))
	if err != nil {
		return nil, err
	}
	return httphead.Result(fields, resp.StatusCode, body).JSON(), nil
}

// statusText returns the reason phrase of a status.
// Step Functions: 418 has none, which is not assigned.
func statusText(status int) string {
	if status == http.StatusTeapot {
		return ""
	}
	return http.StatusText(status)
}

// bodyOf returns the body of a response: the value if it is JSON, else its text, and no value
// if it is empty.
func bodyOf(text []byte, contentType string) (jsonvalue.Value, error) {
	media := httphead.Media(contentType)
	if len(text) > 0 && (isBinary(media) || !utf8.Valid(text)) {
		return jsonvalue.Value{}, runtimeError("Unsupported response content-type '%.256s'. Please see documentation for list of unsupported content-types.", contentType)
	}
	return httphead.Body(text, media), nil
}

// isBinary reports whether the service takes no answer of a media type.
func isBinary(media string) bool {
	kind, _, _ := strings.Cut(media, "/")
	return media == "application/octet-stream" || kind == "image" || kind == "video" || kind == "audio"
}
