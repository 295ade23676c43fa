package httptask

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/goasl/goasl/asl"
)

// authorization returns the header that has the credentials of a connection; its name is ""
// if there are none.
func (c *Caller) authorization(ctx context.Context, arn string, connection *Connection) (Parameter, error) {
	auth := &connection.AuthParameters
	switch connection.AuthorizationType {
	case "":
		return Parameter{}, nil
	case "BASIC":
		if b := auth.BasicAuthParameters; b != nil {
			return basic(b.Username, b.Password), nil
		}
	case "API_KEY":
		if k := auth.APIKeyAuthParameters; k != nil {
			return Parameter{Key: k.APIKeyName, Value: k.APIKeyValue}, nil
		}
	case "OAUTH_CLIENT_CREDENTIALS":
		if o := auth.OAuthParameters; o != nil {
			token, err := c.token(ctx, arn, o)
			return Parameter{Key: "Authorization", Value: "Bearer " + token}, err
		}
	}
	return Parameter{}, asl.Errorf(connectionErrors+"InvalidConnectionState",
		"The connection has no parameters for the authorization type '%.64s'.", connection.AuthorizationType)
}

func basic(user, password string) Parameter {
	return Parameter{Key: "Authorization", Value: "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))}
}

const (
	maxTokens   = 1000 // connections whose tokens are kept
	maxToken    = 64 << 10
	tokenMargin = 30 * time.Second // a token is not used so shortly before it expires
)

// tokens are the tokens of connections, by their ARNs. The zero value is ready to use.
type tokens struct {
	mu  sync.Mutex
	all map[string]token
}

type token struct {
	text    string
	by      *OAuth // how it was got
	expires time.Time
}

// get returns the token of a connection, "" if there is none that can be used.
func (t *tokens) get(arn string, by *OAuth) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if found := t.all[arn]; found.by == by && time.Now().Before(found.expires) {
		return found.text
	}
	return ""
}

func (t *tokens) put(arn string, found token) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.all == nil || len(t.all) >= maxTokens {
		t.all = map[string]token{}
	}
	t.all[arn] = found
}

// forget forgets the token of a connection, and reports whether there was one.
func (t *tokens) forget(arn string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, found := t.all[arn]
	delete(t.all, arn)
	return found
}

// token returns a token for a connection. One that the server gives for a time is kept as
// long as the function that finds connections returns the same one.
func (c *Caller) token(ctx context.Context, arn string, o *OAuth) (string, error) {
	if kept := c.tokens.get(arn, o); kept != "" {
		return kept, nil
	}
	req, err := o.request(ctx)
	if err != nil {
		return "", err
	}
	resp, _, err := c.client.Do(req)
	if err != nil {
		return "", socketError(ctx, err)
	}
	defer resp.Body.Close()
	var answer struct {
		AccessToken string  `json:"access_token"`
		ExpiresIn   float64 `json:"expires_in"`
	}
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxToken))
	if err != nil {
		return "", socketError(ctx, err)
	}
	if err := json.Unmarshal(text, &answer); err != nil || answer.AccessToken == "" || !isSuccess(resp.StatusCode) {
		return "", asl.Errorf(connectionErrors+"InvalidConnectionState",
			"The authorization endpoint of the connection gave no token, but status %d.", resp.StatusCode)
	}
	if life := seconds(answer.ExpiresIn) - tokenMargin; life > 0 {
		c.tokens.put(arn, token{answer.AccessToken, o, time.Now().Add(life)})
	}
	return answer.AccessToken, nil
}

// seconds returns a number of seconds, of which a day is the most.
func seconds(n float64) time.Duration {
	const most = 24 * 60 * 60
	return time.Duration(min(max(n, 0), most) * float64(time.Second))
}

func isSuccess(status int) bool { return status/100 == 2 }

// request returns the request for a token. The credentials of the client are in the header
// Authorization, where each OAuth server takes them (RFC 6749, section 2.3.1).
func (o *OAuth) request(ctx context.Context) (*http.Request, error) {
	var added Parameters
	if o.OAuthHTTPParameters != nil {
		added = *o.OAuthHTTPParameters
	}
	endpoint, err := url.Parse(o.AuthorizationEndpoint)
	if err != nil || endpoint.Scheme != "https" || endpoint.Host == "" {
		return nil, asl.Errorf(connectionErrors+"InvalidConnectionState", "The authorization endpoint of the connection is no URL with https.")
	}
	var q query
	for _, p := range added.QueryStringParameters {
		q.set(p.Key, p.Value)
	}
	form := query{}
	form.set("grant_type", "client_credentials")
	for _, p := range added.BodyParameters {
		form.set(p.Key, p.Value)
	}
	if o.HTTPMethod == http.MethodGet {
		q = append(q, form...)
		form = nil
	}
	endpoint.RawQuery = joinQueries(endpoint.RawQuery, q.String())
	req, err := http.NewRequestWithContext(ctx, o.HTTPMethod, endpoint.String(), strings.NewReader(form.String()))
	if err != nil {
		return nil, asl.Errorf(connectionErrors+"InvalidConnectionState", "The method of the connection's authorization endpoint is none.")
	}
	var h header
	h.add(added.HeaderParameters...)
	client := basic(url.QueryEscape(o.ClientParameters.ClientID), url.QueryEscape(o.ClientParameters.ClientSecret))
	if !h.has(client.Key) {
		h.add(client)
	}
	if form != nil && !h.has("Content-Type") {
		h.add(Parameter{Key: "Content-Type", Value: "application/x-www-form-urlencoded"})
	}
	if err := h.addTo(req); err != nil {
		return nil, err
	}
	return req, nil
}
