package httptask_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/goasl/goasl/httptask"
)

const oauth = `{"AuthorizationType": "OAUTH_CLIENT_CREDENTIALS", "AuthParameters": {"OAuthParameters": {
	"AuthorizationEndpoint": "https://login.example.com/token?tenant=1", "HttpMethod": "POST",
	"ClientParameters": {"ClientID": "id", "ClientSecret": "a+b"},
	"OAuthHttpParameters": {
		"HeaderParameters": [{"Key": "x-own", "Value": "1"}],
		"QueryStringParameters": [{"Key": "q", "Value": "2"}],
		"BodyParameters": [{"Key": "scope", "Value": "read all"}]}}}}`

// authorize is a server of tokens, which expire after so many seconds, and an endpoint that
// takes the last one.
func authorize(t *testing.T, seconds int) (e *endpoint, issued *atomic.Int32) {
	issued = new(atomic.Int32)
	e = serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Host == "login.example.com" {
			fmt.Fprintf(w, `{"access_token": "t%d", "expires_in": %d}`, issued.Add(1), seconds)
			return
		}
		if r.Header.Get("Authorization") != fmt.Sprintf("Bearer t%d", issued.Load()) {
			w.WriteHeader(http.StatusUnauthorized)
		}
	})
	return e, issued
}

func caller(t *testing.T, e *endpoint, c *httptask.Connection) func() error {
	caller, err := httptask.New(everything, httptask.WithTransport(e.transport()),
		httptask.WithConnections(func(context.Context, string) (*httptask.Connection, error) { return c, nil }))
	if err != nil {
		t.Fatal(err)
	}
	task, err := caller.ResolveTask(invoke)
	if err != nil {
		t.Fatal(err)
	}
	return func() error {
		_, err := task(t.Context(), []byte(get))
		return err
	}
}

func TestTokenRequest(t *testing.T) {
	e, _ := authorize(t, 3600)
	if _, err := e.call(t, connection(t, oauth), get); err != nil {
		t.Fatal(err)
	}
	r, body := <-e.requests, <-e.bodies
	if r.Method != "POST" || r.RequestURI != "/token?tenant=1&q=2" || body != "grant_type=client_credentials&scope=read%20all" ||
		r.Header.Get("X-Own") != "1" || r.Header.Get("Authorization") != "Basic aWQ6YSUyQmI=" || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		t.Errorf("%s %s %s with %v", r.Method, r.RequestURI, body, r.Header)
	}
	e, _ = authorize(t, 3600)
	if _, err := e.call(t, connection(t, strings.Replace(oauth, "POST", "GET", 1)), get); err != nil {
		t.Fatal(err)
	}
	if r, body := <-e.requests, <-e.bodies; r.Method != "GET" || body != "" || r.RequestURI != "/token?tenant=1&q=2&grant_type=client_credentials&scope=read%20all" {
		t.Errorf("%s %s %s", r.Method, r.RequestURI, body)
	}
}

// TestTokenIsKept: until it expires, or the endpoint refuses it.
func TestTokenIsKept(t *testing.T) {
	for seconds, want := range map[int]int32{3600: 1, 5: 3} {
		e, issued := authorize(t, seconds)
		call := caller(t, e, connection(t, oauth))
		for range 3 {
			if err := call(); err != nil {
				t.Error(err)
			}
		}
		if got := issued.Load(); got != want {
			t.Errorf("%d tokens that expire after %d s, want %d", got, seconds, want)
		}
	}
	e, issued := authorize(t, 3600)
	call := caller(t, e, connection(t, oauth))
	if err := call(); err != nil {
		t.Error(err)
	}
	issued.Add(1) // the endpoint does not take the first one any more
	if err := call(); err != nil {
		t.Error(err)
	}
}

func TestNoToken(t *testing.T) {
	for _, answer := range []string{"", "{}", `{"access_token": 1}`, `{"access_token": "` + strings.Repeat("a", 1<<17) + `"}`} {
		e := serve(t, func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(answer)) })
		_, err := e.call(t, connection(t, oauth), get)
		wantError(t, err, "Events.ConnectionResource.InvalidConnectionState", "no token, but status 200")
	}
	e := serve(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	_, err := e.call(t, connection(t, oauth), get)
	wantError(t, err, "Events.ConnectionResource.InvalidConnectionState", "status 401")
	for _, endpoint := range []string{"http://login.example.com", "::", ""} {
		_, err := e.call(t, connection(t, strings.Replace(oauth, "https://login.example.com/token?tenant=1", endpoint, 1)), get)
		wantError(t, err, "Events.ConnectionResource.InvalidConnectionState", "no URL with https")
	}
}
