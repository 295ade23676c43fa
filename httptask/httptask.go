// Package httptask calls HTTPS APIs for HTTP Tasks, the Task states with the resource
// arn:aws:states:::http:invoke, as Step Functions does.
//
// A [Caller] is an [asl.TaskResolver] for that resource. It calls only the endpoints that
// its user allows, as a role does on AWS, and gets the connections of EventBridge, which have
// the credentials, from a function of the user. It does not need AWS.
package httptask

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/awsarn"
	"github.com/goasl/goasl/internal/httphead"
	"github.com/goasl/goasl/jsonvalue"
)

// A Caller calls HTTPS APIs. It is an [asl.TaskResolver], safe for concurrent use.
//
// A call takes at most a minute, and its answer has at most 262,144 bytes. Redirects are not
// followed: they are errors, as every status but 2xx is. Neither logs nor errors have
// anything of a connection.
//
// A call that changes something is made once: it may have been carried out though the endpoint
// closes a kept connection in place of an answer. The task fails with States.Http.Socket then,
// which a Retry takes.
type Caller struct {
	allow       func(method string, endpoint *url.URL) bool
	connections func(ctx context.Context, arn string) (*Connection, error)
	client      *httphead.Transport
	timeout     time.Duration
	tokens      tokens
}

// An Option says how a [Caller] calls.
type Option func(*Caller) error

// New returns a Caller for the endpoints that allow allows, which has the part of the
// permission states:InvokeHTTPEndpoint. It gets the method, and the endpoint with neither
// the query of the task nor that of the connection; it must be safe for concurrent use.
// See [Endpoints].
func New(allow func(method string, endpoint *url.URL) bool, opts ...Option) (*Caller, error) {
	if allow == nil {
		return nil, errors.New("httptask: New: no function says which endpoints may be called; see Endpoints")
	}
	c := &Caller{allow: allow, connections: Connections(nil).Get, client: httphead.New(nil), timeout: time.Minute}
	for _, option := range opts {
		if err := option(c); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// WithConnections sets the function that finds the connection of a task by its ARN. If it
// returns an [*asl.Error] the task fails with that, such as
// Events.ConnectionResource.AccessDenied, and with any other error as
// Events.ConnectionResource.InternalError. A connection must not be modified after it has
// been returned. Without this option no connection is found; see [Connections].
func WithConnections(get func(ctx context.Context, arn string) (*Connection, error)) Option {
	return func(c *Caller) error {
		if get == nil {
			return errors.New("httptask: WithConnections: the function is nil")
		}
		c.connections = get
		return nil
	}
}

// WithTransport sets how to connect: with which certificates, proxy and dialer. A copy is
// used, over HTTP/1.1. The default is that of [http.DefaultTransport].
func WithTransport(t *http.Transport) Option {
	return func(c *Caller) error {
		if t == nil {
			return errors.New("httptask: WithTransport: the transport is nil")
		}
		c.client = httphead.New(t)
		return nil
	}
}

// WithTimeout sets how long a call may take. The default is that of Step Functions, a minute.
func WithTimeout(d time.Duration) Option {
	return func(c *Caller) error {
		if d <= 0 {
			return fmt.Errorf("httptask: WithTimeout: want more than 0, got %v", d)
		}
		c.timeout = d
		return nil
	}
}

// Endpoints returns a function for [New] that allows the endpoints which match one of the
// patterns, with any method. A pattern is a URL as in the condition states:HTTPEndpoint of a
// policy: * stands for any text, ? for one character. It must begin with https:// and a
// host that is followed by a slash, so that it allows no other host:
// "https://api.example.com/v1/*", "https://*.example.com/*". The query of an endpoint is not
// compared. An endpoint with .. in its path matches nothing, as the server may take that for
// another path.
func Endpoints(patterns ...string) (func(method string, endpoint *url.URL) bool, error) {
	for _, p := range patterns {
		host, _, slash := strings.Cut(strings.TrimPrefix(p, "https://"), "/")
		if !strings.HasPrefix(p, "https://") || host == "" || !slash {
			return nil, fmt.Errorf("httptask: Endpoints: the pattern %q does not begin with https://, a host and a slash", p)
		}
	}
	return func(_ string, endpoint *url.URL) bool {
		if hasDots(endpoint.Path) {
			return false
		}
		for _, p := range patterns {
			host, path, _ := strings.Cut(strings.TrimPrefix(p, "https://"), "/")
			if like(strings.ToLower(endpoint.Host), strings.ToLower(host)) && like(pathOf(endpoint), "/"+path) {
				return true
			}
		}
		return false
	}, nil
}

// hasDots reports whether a path, which is not escaped, has a segment that leads elsewhere.
func hasDots(path string) bool {
	for segment := range strings.SplitSeq(strings.ReplaceAll(path, `\`, "/"), "/") {
		if segment == "." || segment == ".." {
			return true
		}
	}
	return false
}

func pathOf(u *url.URL) string {
	if path := u.EscapedPath(); path != "" {
		return path
	}
	return "/"
}

// like reports whether a text matches a pattern of a policy. It takes at most as many steps
// as both lengths multiplied.
func like(text, pattern string) bool {
	at, star, from := 0, -1, 0 // from: where the text behind the last star begins
	for i := 0; i < len(text); {
		switch {
		case at < len(pattern) && pattern[at] == '*':
			star, from = at, i
			at++
		case at < len(pattern) && (pattern[at] == '?' || pattern[at] == text[i]):
			at, i = at+1, i+1
		case star >= 0:
			from++
			at, i = star+1, from
		default:
			return false
		}
	}
	return strings.Trim(pattern[at:], "*") == ""
}

// ResolveTask returns the task for http:invoke. For other resources the error wraps
// [asl.ErrNoTask].
func (c *Caller) ResolveTask(resource string) (asl.TaskFunc, error) {
	if !isInvoke(resource) {
		return nil, fmt.Errorf("%w for the resource %.256q: it is no HTTP Task", asl.ErrNoTask, resource)
	}
	return c.call, nil
}

func isInvoke(resource string) bool {
	rest, isARN := strings.CutPrefix(resource, "arn:")
	_, rest, _ = strings.Cut(rest, ":") // the partition
	return isARN && rest == "states:::http:invoke"
}

// call is the task.
func (c *Caller) call(ctx context.Context, input json.RawMessage) (json.RawMessage, error) {
	p, err := jsonvalue.Parse(input)
	if err != nil {
		return nil, runtimeError("The parameters of the HTTP Task are not JSON: %v", err)
	}
	t, err := readTask(p)
	if err != nil {
		return nil, err
	}
	if !c.allow(t.method, t.endpoint) {
		return nil, asl.NewError("States.Http.AccessDenied", "AWS Step Functions is not authorized to perform states:InvokeHTTPEndpoint on API Endpoint "+
			t.written+". Ensure that the StateMachine role contains the states:InvokeHTTPEndpoint permission for the given API Endpoint")
	}
	limited, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	out, err := c.send(limited, t)
	if ended := ctx.Err(); err != nil && ended != nil {
		return nil, ended
	}
	return out, err
}

// send sends the request of a task, and returns its result.
func (c *Caller) send(ctx context.Context, t *task) (json.RawMessage, error) {
	connection, err := c.connections(ctx, t.connection)
	if err != nil {
		return nil, connectionError(err)
	}
	if connection == nil {
		connection = new(Connection)
	}
	for again := false; ; again = true {
		authorization, err := c.authorization(ctx, t.connection, connection)
		if err != nil {
			return nil, err
		}
		req, err := t.request(ctx, connection, authorization)
		if err != nil {
			return nil, err
		}
		req.Header.Set("User-Agent", "Amazon|StepFunctions|HttpInvoke|"+region(ctx))
		resp, fields, err := c.client.Do(req)
		if err != nil {
			return nil, socketError(ctx, err)
		}
		// Step Functions: EventBridge gets another token after a 401 or 407.
		if !again && isUnauthorized(resp.StatusCode) && c.tokens.forget(t.connection) {
			resp.Body.Close()
			continue
		}
		out, err := result(resp, fields)
		resp.Body.Close()
		if err != nil && ctx.Err() != nil {
			return nil, socketError(ctx, err)
		}
		return out, err
	}
}

func isUnauthorized(status int) bool {
	return status == http.StatusUnauthorized || status == http.StatusProxyAuthRequired
}

// region returns that of the state machine, for the name of the client.
func region(ctx context.Context) string {
	if info := asl.TaskInfoFrom(ctx); info != nil {
		if arn, ok := awsarn.Parse(info.MachineARN); ok && arn.Region != "" {
			return arn.Region
		}
	}
	return "us-east-1"
}

// socketError returns the failure of a request that got no answer. The error of a request
// is not in it as a whole, as that has the URL, in which a connection may have put a secret.
func socketError(ctx context.Context, err error) error {
	var request *url.Error
	if errors.As(err, &request) {
		err = request.Err
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return asl.NewError("States.Http.Socket", "The endpoint did not answer in time.")
	}
	return asl.Errorf("States.Http.Socket", "The endpoint cannot be reached: %w", err)
}

// runtimeError returns a failure that no Retry and no Catch takes.
func runtimeError(format string, args ...any) error {
	return asl.Errorf("States.Runtime", format, args...)
}
