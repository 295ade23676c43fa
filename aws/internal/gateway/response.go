package gateway

import (
	"fmt"
	"io"
	"net/http"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/httphead"
	"github.com/goasl/goasl/jsonvalue"
)

// maxAnswer is the length, in bytes, of the longest body of a response.
const maxAnswer = 256 << 10

// Result returns the result of a task for a response, whose body it reads, and closes.
// Step Functions: every status but 2xx is an error, with the body as its cause.
func Result(resp *http.Response, fields []httphead.Field) (jsonvalue.Value, error) {
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		return jsonvalue.Value{}, Unreachable(err)
	case len(text) > maxAnswer:
		return jsonvalue.Value{}, asl.NewError(asl.ErrDataLimitExceeded.Name,
			"The state/task 'apigateway' returned a result with a size exceeding the maximum number of bytes service limit.")
	case resp.StatusCode/100 != 2:
		return jsonvalue.Value{}, asl.NewError(fmt.Sprintf("ApiGateway.%d", resp.StatusCode), string(text))
	}
	members := []jsonvalue.Member{{Name: "Headers", Value: httphead.Object(fields)}}
	if len(text) > 0 {
		body := httphead.Body(text, httphead.Media(resp.Header.Get("Content-Type")))
		members = append(members, jsonvalue.Member{Name: "ResponseBody", Value: body})
	}
	members = append(members,
		jsonvalue.Member{Name: "StatusCode", Value: jsonvalue.OfInt(int64(resp.StatusCode))},
		jsonvalue.Member{Name: "StatusText", Value: jsonvalue.OfString(http.StatusText(resp.StatusCode))})
	return jsonvalue.OfObject(members), nil
}

// Unreachable returns the failure of a task that got no response.
func Unreachable(err error) error {
	return asl.Errorf("ApiGateway.SdkClientException", "Unable to execute HTTP request: %w", err)
}
