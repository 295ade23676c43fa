package wire

import (
	"strings"

	"github.com/goasl/goasl/internal/integration"
)

// Service is what is known of a service. It is safe for concurrent use.
type Service struct {
	Name string // in the resources of aws-sdk integrations: "dynamodb"
	ID   string // of the model: "DynamoDB"

	protocol    string
	jsonVersion string
	target      string // before the operation in X-Amz-Target
	version     string // of the API
	prefix      string // of the host name
	signing     string // its name in signatures
	queryMode   bool   // it answers with the error codes of the query protocol, too

	errors     map[string]string // the exceptions by their codes, and by their names
	hosts      map[string]host
	operations map[string]*Operation
}

// Operation is what is known of an operation. It is safe for concurrent use.
type Operation struct {
	Service *Service
	Name    string // "PutItem"

	method, uri   string
	input, output *shape
	root          string // the element around the request's body in XML
	xmlns         string
	wrapper       string // the element around the result in XML
	host          string // comes before the host name
	unsigned      bool
	checksum      bool   // the request must have one
	algorithm     string // the member that says which checksum the request has
}

// Operation returns an operation by its name, nil if the service has none.
func (s *Service) Operation(name string) *Operation { return s.operations[name] }

// Unsigned reports whether the operation is called without a signature.
func (o *Operation) Unsigned() bool { return o.unsigned }

// Streams reports whether the answer is a stream of events, which no task can have as its
// result.
func (o *Operation) Streams() bool {
	for _, s := range []*shape{o.input, o.output} {
		if s == nil {
			continue
		}
		for _, m := range s.members {
			if m.shape.kind == events {
				return true
			}
		}
	}
	return false
}

// kind is the kind of a shape.
type kind string

const (
	anything  kind = "any"
	events    kind = "events"
	text      kind = "string"
	blob      kind = "blob"
	boolean   kind = "boolean"
	timestamp kind = "timestamp"
	double    kind = "double"
	float     kind = "float"
	structure kind = "structure"
	list      kind = "list"
	dict      kind = "map"
)

type shape struct {
	kind    kind
	members []*member // of a structure
	key     *member   // of a map
	of      *member   // elements of a list, values of a map

	names [2]names // of the members, by style
}

// member is a member, or an element, with what is to be known of it on the wire.
type member struct {
	name    string
	as      string // the name on the wire, "" for the same
	query   string // the name in the ec2 protocol
	in      string // uri, querystring, header, headers, statusCode, or "" for the body
	time    string // the format of a timestamp
	xmlns   string
	xmlnsAs string // the prefix of that namespace

	flat, stream, attribute, json, label, token, payload bool

	shape *shape
}

// wire returns the name of a member on the wire.
func (m *member) wire() string {
	if m.as != "" {
		return m.as
	}
	return m.name
}

// isNumber reports whether the shape is a number.
func (s *shape) isNumber() bool {
	switch s.kind {
	case "integer", "long", double, float:
		return true
	}
	return false
}

// Style is the way in which an integration names and writes members.
type Style int

// The styles.
const (
	SDK       Style = iota // of the aws-sdk integrations: that of AWS's SDK for Java 2
	Optimized              // of the other integrations: that of AWS's SDK for Java 1
)

// field returns the name of a member in the States Language.
func (s Style) field(member string) string { return integration.Field(member, s == SDK) }

// answersXML reports whether the bodies of responses are XML.
func (s *Service) answersXML() bool {
	return s.protocol == "rest-xml" || s.protocol == "query" || s.protocol == "ec2"
}

// rest reports whether the members of a request are spread over path, query, headers and
// body.
func (s *Service) rest() bool { return strings.HasPrefix(s.protocol, "rest-") }
