package state

import (
	"slices"
	"strings"

	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonvalue"
)

// isIntegrated reports whether the service has this integration, with this pattern. Those
// of aws-sdk are too many to list; they have no .sync.
func (r *resource) isIntegrated() bool {
	if _, known := patternsBySuffix[strings.TrimPrefix(r.action, r.api)]; !known {
		return false
	}
	if r.isSDK() {
		return r.api != "" && (r.pattern == RequestResponse || r.pattern == WaitForTaskToken)
	}
	it := actions()[r.service+":"+r.api]
	return it != nil && slices.Contains(it.Patterns, r.pattern)
}

// isSDK reports whether the resource is an action of an aws-sdk integration.
func (r *resource) isSDK() bool { return strings.HasPrefix(r.service, "aws-sdk:") }

// checkResource reports a resource that the service does not know, or does not allow in
// an EXPRESS machine. It leaves functions to the driver.
func (o *object) checkResource(n jsontree.Node, r *resource) {
	switch {
	case n.Kind() != jsonvalue.String:
	case r.kind == Function && o.p.opts.Strict && !isARN(n.Text()):
		o.bad(n, "Resource", "Value is not a valid resource ARN")
	case r.kind == Service && !r.isIntegrated():
		o.unknownResource(n)
	case o.expressResource(n, r):
		o.checkParameters(n, r)
	}
}

// isARN reports whether a text has the form of an ARN.
func isARN(text string) bool {
	return strings.HasPrefix(text, "arn:") && strings.Count(text, ":") >= len("::::")+1
}

func (o *object) unknownResource(n jsontree.Node) {
	o.bad(n, "Resource", "The resource provided %s is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.", n.Text())
}

// integration reports the resource of a reader or writer that is not one of the
// allowed.
func (o *object) integration(n jsontree.Node, allowed []string) {
	if r := parseResource(n.Text()); r.kind != Service || !slices.Contains(allowed, r.service+":"+r.action) {
		o.bad(n, "Resource", "The field 'Resource' does not match any of the allowed values")
	}
}
