// Package client calls operations of AWS's services, at AWS or at a server that stands for
// it, whichever a program has named: never at one because the other fails.
package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/goasl/goasl/aws/internal/wire"
	"github.com/goasl/goasl/internal/httphead"
	"github.com/goasl/goasl/jsonvalue"
)

// Real is the target that is AWS itself.
const Real = "real"

// MaxBody is the most bytes of a response that are read. Step Functions: a result has at
// most 256 KiB; the texts that it is read from may be larger.
const MaxBody = 4 << 20

// ErrNoTarget is in the chain of the error for a service that no target was named for.
var ErrNoTarget = errors.New("no server was named for the service")

// ErrTooLarge is in the chain of the error for a response with more than [MaxBody] bytes.
var ErrTooLarge = errors.New("the response is too large")

// Config says where a client's calls go, and who makes them.
type Config struct {
	Target      string                  // of all services: Real, or the URL of a server; "" for none
	Targets     map[string]string       // of single services, by their names in resources
	Region      string                  // "eu-central-1"
	Credentials aws.CredentialsProvider // nil for no signatures
	HTTP        *http.Client            // follows no redirects
	Trace       string                  // X-Ray header of the requests, "" for none
}

// Client calls operations. It is safe for concurrent use.
type Client struct{ cfg Config }

// New returns a client. The URLs must be valid.
func New(cfg Config) *Client { return &Client{cfg} }

// As returns a client that calls with other credentials.
func (c *Client) As(credentials aws.CredentialsProvider) *Client {
	cfg := c.cfg
	cfg.Credentials = credentials
	return &Client{cfg}
}

// Traced returns a client whose requests belong to a trace.
func (c *Client) Traced(header string) *Client {
	cfg := c.cfg
	cfg.Trace = header
	return &Client{cfg}
}

// Region returns the region that is called.
func (c *Client) Region() string { return c.cfg.Region }

// Target returns where calls of a service go: Real, a URL, or "" for nowhere.
func (c *Client) Target(service string) string {
	if t, ok := c.cfg.Targets[service]; ok {
		return t
	}
	return c.cfg.Target
}

// Answer is the answer to a call that has succeeded.
type Answer struct {
	Result    jsonvalue.Value // with the names of the style, sorted; no metadata
	Status    int
	RequestID string
	Fields    []httphead.Field // of the header, as the service has sent them
}

// Call calls an operation, once: it repeats nothing, as Step Functions does not. service is
// the name in the resources of aws-sdk integrations, such as "sfn"; input and result have
// the names of the style. token is the value of members with which services recognise calls
// that are repeated.
//
// Errors: a [*wire.InputError] for an input that does not fit the operation; [*Failed] for
// an answer that is a failure; ErrNoTarget; ErrTooLarge; others, such as those of the
// context and of connections. None has credentials in its text.
func (c *Client) Call(ctx context.Context, service, operation string, input jsonvalue.Value, style wire.Style, token string) (*Answer, error) {
	o, err := Operation(service, operation)
	if err != nil {
		return nil, err
	}
	r, err := o.Request(input, style, token)
	if err != nil {
		return nil, err
	}
	ctx, fields := httphead.Keep(ctx)
	resp, err := c.Send(ctx, &Request{
		Service: service, Method: r.Method, Host: r.Host, Path: r.Path, Query: r.Query, Header: r.Header,
		Body: bytes.NewReader(r.Body), Length: int64(len(r.Body)), Unsigned: o.Unsigned(),
	})
	if err != nil {
		return nil, err
	}
	read, err := Read(resp)
	if err != nil {
		return nil, err
	}
	if o.Failed(read) {
		return nil, &Failed{o.Service, operation, o.Failure(read)}
	}
	result, err := o.Result(read, style)
	if err != nil {
		return nil, err
	}
	return &Answer{result, read.Status, read.RequestID(), fields()}, nil
}

// Operation returns an operation of a service. It is an error if there is none.
func Operation(service, operation string) (*wire.Operation, error) {
	s, err := wire.Lookup(service)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return nil, fmt.Errorf("the service %q is not known", service)
	}
	o := s.Operation(operation)
	if o == nil {
		return nil, fmt.Errorf("the service %q has no operation %q", service, operation)
	}
	return o, nil
}

// Read reads a response whole, and closes it.
func Read(resp *http.Response) (*wire.Response, error) {
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, MaxBody+1))
	if err != nil {
		return nil, plain(err)
	}
	if len(body) > MaxBody {
		return nil, ErrTooLarge
	}
	return &wire.Response{Status: resp.StatusCode, Header: resp.Header, Body: body}, nil
}

// plain returns the error of a connection without the URL in it, which may hold what a
// task was called with.
func plain(err error) error {
	var with *url.Error
	if errors.As(err, &with) {
		return with.Err
	}
	return err
}

// now is the time of signatures.
var now = func() time.Time { return time.Now().UTC() }
