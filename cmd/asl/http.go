package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/httptask"
	"github.com/goasl/goasl/jsonvalue"

	"github.com/spf13/cobra"
)

// httpFlags say what HTTP Tasks may call, and with which connections.
type httpFlags struct {
	endpoints   []string
	connections string
}

func (f *httpFlags) add(c *cobra.Command) {
	c.Flags().StringArrayVar(&f.endpoints, "http", nil, "let HTTP Tasks call the endpoints that this `URL` matches; * in it stands for any text")
	c.Flags().StringVar(&f.connections, "connections", "", "a `FILE` with the connections of HTTP Tasks, by ARN or name, as events:CreateConnection takes them")
}

// caller returns what calls HTTP Tasks, nil if no endpoint is named.
func (f *httpFlags) caller() (*httptask.Caller, error) {
	if len(f.endpoints) == 0 {
		if f.connections != "" {
			return nil, usage("--connections needs --http, with the endpoints that may be called")
		}
		return nil, nil
	}
	allow, err := httptask.Endpoints(f.endpoints...)
	if err != nil {
		return nil, usage("--http: %w", err)
	}
	connections, err := readConnections(f.connections)
	if err != nil {
		return nil, err
	}
	return httptask.New(allow, httptask.WithConnections(connections.Get))
}

// readConnections reads a file with connections; without one there are none. Errors have
// nothing of what is in it, which is secret.
func readConnections(path string) (httptask.Connections, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, usage("--connections: %w", err)
	}
	var all httptask.Connections
	if json.Unmarshal(text, &all) != nil {
		return nil, usage("--connections: %s is no JSON object with connections by their ARNs or names", path)
	}
	return all, nil
}

// firstOf asks resolvers one after the other.
type firstOf []asl.TaskResolver

// CheckCall implements [asl.ParameterChecker], with the one that the resource's task is from.
func (all firstOf) CheckCall(resource string, parameters jsonvalue.Value) []string {
	for _, r := range all {
		if _, err := r.ResolveTask(resource); err != nil && errors.Is(err, asl.ErrNoTask) {
			continue
		}
		if c, ok := r.(asl.ParameterChecker); ok {
			return c.CheckCall(resource, parameters)
		}
		break
	}
	return nil
}

// ResolveTask implements [asl.TaskResolver].
func (all firstOf) ResolveTask(resource string) (asl.TaskFunc, error) {
	for _, r := range all {
		f, err := r.ResolveTask(resource)
		if err == nil || !errors.Is(err, asl.ErrNoTask) {
			return f, err
		}
	}
	return nil, fmt.Errorf("%w for %q", asl.ErrNoTask, resource)
}
