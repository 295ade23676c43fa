package sfnapi_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/sfnapi"
)

// TestHostileLists: long lists in a request are refused in a time and with an answer that are in
// proportion to the request.
func TestHostileLists(t *testing.T) {
	s := service(t)
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	machine := created(t, s, "M", twoPasses, "")
	many := func(element string) string {
		return strings.TrimSuffix(strings.Repeat(element+",", 6<<20/(len(element)+1)), ",")
	}
	tags := strings.Builder{}
	for i := range 300_000 {
		fmt.Fprintf(&tags, `{"key": "%d"},`, i)
	}
	for _, test := range []struct{ operation, body, want string }{
		{"CreateStateMachineAlias", `{"name": "live", "routingConfiguration": [` + many(`{}`) + `]}`, "1 validation error detected: Value '[{},{}"},
		{"UntagResource", `{"resourceArn": "` + machine + `", "tagKeys": [` + many(`""`) + `]}`, "2097152 validation errors detected: Value '' at 'tagKeys.1.member' failed to satisfy constraint: Member must have length greater than or equal to 1; Value"},
		{"TagResource", `{"resourceArn": "` + machine + `", "tags": [` + many(`{"value": null}`) + `]}`, "A tag needs a key"},
		{"TagResource", `{"resourceArn": "` + machine + `", "tags": [` + tags.String() + `{"key": "last"}]}`, "TooManyTags"},
	} {
		status, body := called(t, server, test.operation, test.body)
		if status != 400 || !strings.Contains(body, test.want) || len(body) > len(test.body)+1_000 {
			t.Errorf("%s: got %d with %d bytes for %d: %.500s", test.operation, status, len(body), len(test.body), body)
		}
	}
}

// TestLargeHistory: a page of a history is bounded in bytes, too.
func TestLargeHistory(t *testing.T) {
	s := service(t)
	var states strings.Builder
	for i := range 40 {
		fmt.Fprintf(&states, `"S%d": {"Type": "Pass", "Next": "S%d"}, `, i, i+1)
	}
	machine := created(t, s, "M", `{"StartAt": "S0", "States": {`+states.String()+`"S40": {"Type": "Succeed"}}}`, "")
	arn := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: machine, Input: `"` + strings.Repeat("x", 250_000) + `"`})
	ended(t, s, arn)
	for _, reverse := range []bool{false, true} {
		for _, data := range []bool{false, true} {
			in := sfnapi.GetExecutionHistoryInput{ExecutionARN: arn, ReverseOrder: reverse, IncludeExecutionData: &data}
			count, pages := int64(0), 0
			for more := true; more; pages++ {
				out, err := s.GetExecutionHistory(t.Context(), in)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range out.Events {
					count++
					if want := map[bool]int64{false: count, true: 85 - count}[reverse]; e.ID != want {
						t.Fatalf("event %d is at %d, reverse is %t", e.ID, count, reverse)
					}
				}
				in.NextToken, more = out.NextToken, out.NextToken != ""
			}
			if want := map[bool]int{false: 1, true: 2}[data]; count != 84 || pages != want {
				t.Errorf("reverse %t, data %t: %d events in %d pages", reverse, data, count, pages)
			}
		}
	}
}

// TestSlowReader: who does not read its answer is not waited for for ever.
func TestSlowReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := service(t)
		arn := created(t, s, "M", twoPasses, "")
		client, conn := net.Pipe()
		server := &http.Server{Handler: s.Handler()}
		go server.Serve(&oneConn{conns: make(chan net.Conn), conn: conn})
		defer server.Close()
		body := `{"stateMachineArn": "` + arn + `"}`
		fmt.Fprintf(client, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: AWSStepFunctions.DescribeStateMachine\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		time.Sleep(2 * time.Minute)
		answer, err := io.ReadAll(client)
		if err != nil || len(answer) > 0 {
			t.Errorf("after two minutes it got %q, %v", answer, err)
		}
	})
}

// oneConn is a listener that has one connection.
type oneConn struct {
	conn  net.Conn
	conns chan net.Conn
}

func (l *oneConn) Accept() (net.Conn, error) {
	if c := l.conn; c != nil {
		l.conn = nil
		return c, nil
	}
	<-l.conns
	return nil, net.ErrClosed
}
func (l *oneConn) Close() error   { close(l.conns); return nil }
func (l *oneConn) Addr() net.Addr { return &net.TCPAddr{} }
