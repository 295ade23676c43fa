package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/awsshapes"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/internal/awsclient"
	"github.com/goasl/goasl/sfnapi"
)

// wireServer is a served API, and boto3, which calls it.
type wireServer struct {
	service *sfnapi.Service
	backend *durable.Executor
	region  string
	client  awsclient.Client
	server  http.Server
	url     string
	stop    func()

	renamed *strings.Replacer // of responses, nil for none
}

// newWireServer returns a server that is empty. Machines have the options.
func newWireServer(client awsclient.Client, region string, opts ...asl.Option) (*wireServer, error) {
	if region == "" {
		region = recordedIn.Region
	}
	identity := asl.Identity{Region: region, Account: recordedAccount}
	x, err := durable.New(durable.Memory())
	if err != nil {
		return nil, err
	}
	s, err := sfnapi.New(x, sfnapi.WithIdentity(identity), sfnapi.WithMachineOptions(opts...), sfnapi.Strict(),
		sfnapi.WithCallChecker(awsshapes.Checker{}), sfnapi.WithMockChecker(awsshapes.Checker{}))
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		x.Run(ctx) // it ends with ctx
	}()
	w := &wireServer{service: s, backend: x, region: region, client: client, url: "http://" + listener.Addr().String()}
	w.server.Handler = s.Handler()
	go w.server.Serve(listener)
	w.stop = func() {
		w.server.Close()
		cancel()
		<-ended
	}
	return w, nil
}

// call sends a request. boto3 refuses to send some requests, which the recorder has sent; if
// sent is true they are sent unchecked.
func (w *wireServer) call(operation, region string, body json.RawMessage, sent bool) (awsclient.Answer, error) {
	r := awsclient.Request{Endpoint: w.url, Region: region, Operation: operation, Body: body}
	if r.Region == "" {
		r.Region = w.region
	}
	a, err := w.client.Call(r)
	if err == nil && sent && a.Exception != nil && a.Exception.Code == "ParamValidationError" {
		r.Unchecked = true
		a, err = w.client.Call(r)
	}
	return a, err
}

// must sends a request that must succeed, and returns the response.
func (w *wireServer) must(operation string, request any) (json.RawMessage, error) {
	body, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	a, err := w.call(operation, "", body, true)
	if err != nil {
		return nil, err
	}
	if e := a.Exception; e != nil {
		return nil, fmt.Errorf("%s: %s: %s", operation, e.Code, e.Message)
	}
	if w.renamed != nil {
		return json.RawMessage(w.renamed.Replace(string(a.Body))), nil
	}
	return a.Body, nil
}
