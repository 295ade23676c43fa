package lambda

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/xray"
)

// post invokes a function that runs elsewhere.
func (f *function) post(ctx context.Context, inv *invocation) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.URL, bytes.NewReader(inv.event))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	if inv.trace != "" {
		req.Header.Set("X-Amzn-Trace-Id", inv.trace)
		if h, ok := xray.Parse(inv.trace); ok && h.Traceparent() != "" {
			req.Header.Set("Traceparent", h.Traceparent())
		}
	}
	if inv.clientContext != "" {
		req.Header.Set("X-Amz-Client-Context", base64.StdEncoding.EncodeToString([]byte(inv.clientContext)))
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return answer{}, noConnection(ctx, err)
	}
	defer resp.Body.Close()
	payload, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		return answer{}, noConnection(ctx, err)
	case len(payload) > maxAnswer:
		return tooLargeAnswer(resp.ContentLength), nil
	case resp.StatusCode >= 300:
		return answer{}, serviceError(resp, payload)
	}
	return answerOf(resp.Header, payload), nil
}

// noConnection returns the error for a request that got no answer.
// Step Functions: the name is that of Lambda.SdkClientException.
func noConnection(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return asl.Errorf("Lambda.SdkClientException", "Unable to execute HTTP request: %w", err)
}

// codes are the codes of errors whose answers have none.
var codes = map[int]string{404: "ResourceNotFoundException", 429: "TooManyRequestsException", 500: "ServiceException"}

// serviceError returns the error for an answer with an error of the service.
// Step Functions: the name has the code after "Lambda.", and the cause is the text of the
// SDK for Java.
func serviceError(resp *http.Response, payload []byte) error {
	var body struct{ Message string } // or message: the case does not count
	if json.Unmarshal(payload, &body) != nil || body.Message == "" {
		body.Message = string(payload)
	}
	code, _, _ := strings.Cut(resp.Header.Get("X-Amzn-ErrorType"), ":")
	code = orDefault(code, orDefault(codes[resp.StatusCode], "AWSLambdaException"))
	return asl.NewError("Lambda."+code, fmt.Sprintf("%s (Service: AWSLambda; Status Code: %d; Error Code: %s; Request ID: %s; Proxy: null)",
		body.Message, resp.StatusCode, code, orDefault(resp.Header.Get("X-Amzn-RequestId"), "null")))
}

// timedOut is how the runtime interface emulator says that a function has timed out.
var timedOut = regexp.MustCompile(`^Task timed out after [0-9.]+ seconds$`)

// answerOf returns the answer that a payload is. A header tells errors apart; without any
// header of Lambda, which is how the runtime interface emulator answers, the payload does.
func answerOf(h http.Header, payload []byte) answer {
	switch {
	case h.Get("X-Amz-Function-Error") != "":
		return answer{payload: payload, failed: true}
	case h.Get("X-Amz-Executed-Version") != "":
		return answer{payload: payload}
	case timedOut.Match(payload):
		return answer{payload: failurePayload("Sandbox.Timedout", string(payload)), failed: true}
	}
	return answer{payload: payload, failed: looksLikeFailure(payload)}
}

// looksLikeFailure reports whether a payload has the members of an error, and no others.
func looksLikeFailure(payload []byte) bool {
	var members map[string]json.RawMessage
	if json.Unmarshal(payload, &members) != nil {
		return false
	}
	for name := range members {
		switch name {
		case "errorType", "errorMessage", "stackTrace", "trace", "requestId", "cause":
		default:
			return false
		}
	}
	return members["errorType"] != nil && members["errorMessage"] != nil
}
