package lambda

import (
	"strings"

	"github.com/goasl/goasl/internal/awsarn"
)

// name is how a function is called in a resource or a request.
type name struct {
	function  string
	qualifier string // an alias or a version, "" without one
	arn       string // the text if it is a whole ARN, else ""
}

// parseName parses a name, a partial ARN, or an ARN, with or without a qualifier.
func parseName(text string) name {
	segments := strings.Split(text, ":")
	n := name{}
	switch {
	case len(segments) >= 7 && segments[0] == "arn" && segments[2] == "lambda" && segments[5] == "function":
		n.arn, segments = text, segments[6:]
	case len(segments) >= 3 && segments[1] == "function":
		segments = segments[2:]
	}
	if len(segments) > 2 {
		return name{}
	}
	n.function = segments[0]
	if len(segments) == 2 {
		n.qualifier = segments[1]
	}
	return n
}

// arnOf returns the ARN by which a function is invoked.
func (r *Runtime) arnOf(n name) string {
	if n.arn != "" {
		return n.arn
	}
	arn := "arn:" + awsarn.PartitionOf(r.region) + ":lambda:" + r.region + ":" + r.account + ":function:" + n.function
	if n.qualifier != "" {
		arn += ":" + n.qualifier
	}
	return arn
}
