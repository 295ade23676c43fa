package clients

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"

	"github.com/goasl/goasl/sfnapi"
)

// observed is a service whose calls are counted, and whose responses must have no members
// that the SDK does not know. It is safe for concurrent use.
type observed struct {
	service *sfnapi.Service
	handler http.Handler // of the service

	mu      sync.Mutex
	counts  map[string]int
	trouble []string
}

func (o *observed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	recorder := httptest.NewRecorder()
	o.handler.ServeHTTP(recorder, r)
	o.note(r, recorder.Code, recorder.Body.Bytes())
	for name, values := range recorder.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(recorder.Code)
	w.Write(recorder.Body.Bytes()) // the client may have gone
}

func observe(s *sfnapi.Service) *observed {
	return &observed{service: s, handler: s.Handler(), counts: map[string]int{}}
}

// client returns the service's own HTTP client, observed.
func (o *observed) client() *http.Client { return &http.Client{Transport: o} }

func (o *observed) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := o.service.Client().Transport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	response.Body = io.NopCloser(bytes.NewReader(body))
	o.note(r, response.StatusCode, body)
	return response, err
}

// note notes a response.
func (o *observed) note(r *http.Request, status int, body []byte) {
	operation := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "AWSStepFunctions.")
	o.mu.Lock()
	defer o.mu.Unlock()
	o.counts[operation]++
	switch {
	case status == http.StatusOK:
		var response any
		if err := json.Unmarshal(body, &response); err != nil {
			o.trouble = append(o.trouble, fmt.Sprintf("%s: %v: %s", operation, err, body))
			return
		}
		o.know(operation, response, operations[operation].out)
	case status != http.StatusBadRequest:
		o.trouble = append(o.trouble, fmt.Sprintf("%s: status %d: %s", operation, status, body))
	}
}

// know notes what a response has and the SDK does not know.
func (o *observed) know(path string, v any, t reflect.Type) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	got, want := fmt.Sprintf("%T", v), ""
	switch k := kind(t); {
	case k == "structure":
		members, ok := v.(map[string]any)
		if want = "map[string]interface {}"; !ok {
			break
		}
		for name, member := range members {
			f, ok := t.FieldByName(strings.ToUpper(name[:1]) + name[1:])
			if !ok || sdkName(f) != name {
				o.trouble = append(o.trouble, path+": the SDK knows no "+name)
				continue
			}
			o.know(path+"."+name, member, f.Type)
		}
	case t.Kind() == reflect.Slice:
		elements, _ := v.([]any)
		want = "[]interface {}"
		for _, element := range elements {
			o.know(path, element, t.Elem())
		}
	case k == "time", k == "integer", k == "float":
		want = "float64"
	case k == "bool", k == "string":
		want = k
	default: // a map
		want = "map[string]interface {}"
	}
	if got != want {
		o.trouble = append(o.trouble, fmt.Sprintf("%s: %s, want %s", path, got, want))
	}
}

// calls returns how often an operation was called.
func (o *observed) calls(operation string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.counts[operation]
}

func (o *observed) problems() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.trouble
}
