package gateway

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/httphead"
	"github.com/goasl/goasl/jsonvalue"
)

// Result returns the result of a task for a response, whose body it reads, and closes.
// Step Functions: every status but 2xx is an error, with the body as its cause.
func Result(ctx context.Context, resp *http.Response, fields []httphead.Field) (jsonvalue.Value, error) {
	defer resp.Body.Close()
	text, err := httphead.ReadBody(resp)
	switch {
	case errors.Is(err, httphead.ErrTooLarge):
		return jsonvalue.Value{}, asl.NewError(asl.ErrDataLimitExceeded.Name,
			"The state/task 'apigateway' returned a result with a size exceeding the maximum number of bytes service limit.")
	case err != nil:
		return jsonvalue.Value{}, Unreachable(ctx, err)
	case resp.StatusCode/100 != 2:
		return jsonvalue.Value{}, asl.NewError(fmt.Sprintf("ApiGateway.%d", resp.StatusCode), string(text))
	}
	return httphead.Result(fields, resp.StatusCode, httphead.Body(text, httphead.Media(resp.Header.Get("Content-Type")))), nil
}

// Unreachable returns the error of a task that got no response, or only a part of it.
func Unreachable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return asl.Errorf("ApiGateway.SdkClientException", "Unable to execute HTTP request: %w", err)
}
