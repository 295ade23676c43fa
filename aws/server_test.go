package aws_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws"
)

// answer is what a server answers.
type answer struct {
	status int
	header map[string]string // as it is spelled
	body   string
}

// serve starts a server that answers all requests in the same way.
func serve(t *testing.T, a answer) *httptest.Server {
	t.Helper()
	return serveFunc(t, func(w http.ResponseWriter, _ *http.Request) {
		for name, value := range a.header {
			w.Header()[name] = []string{value}
		}
		w.WriteHeader(a.status)
		_, _ = io.WriteString(w, a.body)
	})
}

func serveFunc(t *testing.T, f http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(f)
	t.Cleanup(s.Close)
	return s
}

// execute executes a machine of one Task state. field is a further field of it, such as
// `"TimeoutSeconds": 1`.
func execute(t *testing.T, cfg aws.Config, resource, parameters, field string) (string, *asl.Error) {
	t.Helper()
	r, err := aws.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if field != "" {
		field = ", " + field
	}
	definition := fmt.Sprintf(`{"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "arn:aws:states:::%s", "Parameters": %s, "End": true%s}}}`, resource, parameters, field)
	m, err := asl.Parse([]byte(definition))
	if err != nil {
		t.Fatal(err)
	}
	if m, err = m.With(asl.WithResolver(r)); err != nil {
		t.Fatal(err)
	}
	result, err := m.Execute(context.Background(), json.RawMessage("{}"))
	if err == nil {
		return string(result.Output), nil
	}
	var failed *asl.Error
	if !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return "", failed
}
