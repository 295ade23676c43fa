package lambda

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/goasl/goasl/asl"
)

// post invokes a function that runs elsewhere.
func (f *function) post(ctx context.Context, inv *invocation) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.URL, bytes.NewReader(inv.event))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return answer{}, ctx.Err()
		}
		return answer{}, asl.Errorf("Lambda.SdkClientException", "Unable to execute HTTP request: %w", err)
	}
	defer resp.Body.Close()
	payload, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return answer{}, err
	}
	if resp.StatusCode >= 300 {
		return answer{}, asl.Errorf("Lambda.AWSLambdaException", "%s", strings.TrimSpace(fmt.Sprintf("%s: %s", resp.Status, payload)))
	}
	return answer{payload: payload, failed: resp.Header.Get("X-Amz-Function-Error") != ""}, nil
}
