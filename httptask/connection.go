package httptask

import (
	"context"
	"errors"
	"strings"

	"github.com/goasl/goasl/asl"
)

// A Connection is a connection of EventBridge: what is added to requests, and the
// credentials. Its JSON is that of events:CreateConnection, and that of the properties of
// AWS::Events::Connection.
type Connection struct {
	AuthorizationType string // BASIC, API_KEY, OAUTH_CLIENT_CREDENTIALS; "" adds no credentials
	AuthParameters    AuthParameters
}

// AuthParameters are the credentials of a [Connection], those for its AuthorizationType, and
// what it adds to each request.
type AuthParameters struct {
	BasicAuthParameters      *BasicAuth  `json:",omitempty"`
	APIKeyAuthParameters     *APIKeyAuth `json:"ApiKeyAuthParameters,omitempty"`
	OAuthParameters          *OAuth      `json:",omitempty"`
	InvocationHTTPParameters *Parameters `json:"InvocationHttpParameters,omitempty"`
}

// BasicAuth is a name and a password, for the header Authorization.
type BasicAuth struct{ Username, Password string }

// APIKeyAuth is a header and its value.
type APIKeyAuth struct {
	APIKeyName  string `json:"ApiKeyName"`
	APIKeyValue string `json:"ApiKeyValue"`
}

// OAuth says how to get a token, with the grant client_credentials.
type OAuth struct {
	AuthorizationEndpoint string // an https:// URL
	HTTPMethod            string `json:"HttpMethod"` // GET, POST or PUT
	ClientParameters      ClientParameters
	OAuthHTTPParameters   *Parameters `json:"OAuthHttpParameters,omitempty"` // added to the request for a token
}

// ClientParameters are the credentials of a client of an OAuth server.
type ClientParameters struct{ ClientID, ClientSecret string }

// Parameters are added to a request.
type Parameters struct {
	HeaderParameters      []Parameter `json:",omitempty"`
	QueryStringParameters []Parameter `json:",omitempty"`
	BodyParameters        []Parameter `json:",omitempty"`
}

// A Parameter is a header, a member of the query, or a member of the body.
type Parameter struct {
	Key, Value    string
	IsValueSecret bool `json:",omitempty"`
}

// added returns what the connection adds to requests, besides its credentials.
func (c *Connection) added() Parameters {
	if p := c.AuthParameters.InvocationHTTPParameters; p != nil {
		return *p
	}
	return Parameters{}
}

// Connections are connections by their ARNs, or by their names. A value is safe for
// concurrent use while nobody changes it.
type Connections map[string]*Connection

// Get returns the connection with an ARN, for [WithConnections]. The error of one that is not
// there has the name Events.ConnectionResource.ResourceNotFound.
func (c Connections) Get(_ context.Context, arn string) (*Connection, error) {
	for _, key := range []string{arn, nameIn(arn)} {
		if found := c[key]; found != nil {
			return found, nil
		}
	}
	return nil, asl.Errorf(connectionErrors+"ResourceNotFound", "Connection '%.256s' does not exist.", arn)
}

// nameIn returns the name of the connection in an ARN that ends with connection/NAME/ID.
func nameIn(arn string) string {
	_, rest, _ := strings.Cut(arn, ":connection/")
	name, _, _ := strings.Cut(rest, "/")
	return name
}

// connectionErrors is what the names of errors about connections begin with.
const connectionErrors = "Events.ConnectionResource."

// connectionError returns the failure for an error of the function that finds connections.
func connectionError(err error) error {
	var named *asl.Error
	if errors.As(err, &named) {
		return err
	}
	return asl.Errorf(connectionErrors+"InternalError", "The connection cannot be read: %w", err)
}
