package sfnapi

import (
	"slices"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/awsarn"
)

// arn is the name of a resource of Step Functions.
type arn struct {
	text      string
	identity  asl.Identity // partition, region and account
	kind      string       // stateMachine, execution, express, mapRun or activity
	name      string       // of the machine or the activity
	label     string       // of a Map Run's machine, "" for none
	qualifier string       // version, alias, name of an execution or ID of a Map Run; "" for none
	unique    string       // what EXPRESS executions have at the end, "" for none
}

// arnForms says how many parts the ARN of a resource has after its kind.
var arnForms = map[string]struct{ least, most int }{
	"stateMachine": {1, 2}, "execution": {2, 2}, "express": {3, 3}, "mapRun": {2, 2}, "activity": {1, 1},
}

// parseARN reads the ARN of a resource of one of some kinds. The error is InvalidArn.
func parseARN(text string, kinds ...string) (arn, error) {
	of, ok := awsarn.Parse(text)
	if !ok || of.Service != "states" {
		return arn{}, invalidARN("Invalid ARN prefix: " + text)
	}
	a := arn{text: text, identity: asl.Identity{Partition: of.Partition, Region: of.Region, Account: of.Account}, kind: of.Resource[0]}
	switch {
	case !slices.Contains(kinds, a.kind):
		return arn{}, wrongKind(a.kind)
	case a.identity.Partition == "" || a.identity.Region == "" || !isAccount(a.identity.Account) || !a.readResource(of.Resource[1:]):
		return arn{}, invalidARN("Invalid ARN: " + text)
	}
	return a, nil
}

// readResource reads the parts that name the resource, and reports whether they are right.
func (a *arn) readResource(parts []string) bool {
	if form := arnForms[a.kind]; len(parts) < form.least || len(parts) > form.most {
		return false
	}
	name, label, labelled := strings.Cut(parts[0], "/")
	for _, part := range append([]string{name}, parts[1:]...) {
		if asl.CheckName(part) != nil {
			return false
		}
	}
	parts = append(parts[1:], "", "")
	a.name, a.label, a.qualifier, a.unique = name, label, parts[0], parts[1]
	switch {
	case labelled && (a.kind == "activity" || asl.CheckName(label) != nil):
		return false
	case a.kind == "stateMachine": // a Map Run's machine has no versions
		return a.qualifier == "" || !labelled && strings.Trim(a.qualifier, letters+digits+"_-.") == ""
	}
	return true
}

func isAccount(text string) bool { return len(text) == 12 && strings.Trim(text, digits) == "" }

// plain returns the ARN of a machine without its version, alias or label.
func (a arn) plain() string {
	id := a.identity
	id.Machine = a.name
	return id.MachineARN()
}

// isVersion reports whether the ARN is that of a version of a machine. Step Functions: an
// alias has a character that is no digit.
func (a arn) isVersion() bool { return a.qualifier != "" && strings.Trim(a.qualifier, digits) == "" }

// isAlias reports whether the ARN is that of an alias of a machine.
func (a arn) isAlias() bool { return a.qualifier != "" && !a.isVersion() }

func invalidARN(problem string) *Exception {
	return &Exception{Code: "InvalidArn", Message: "Invalid Arn: '" + problem + "'"}
}

// wrongKind returns the exception for the ARN of a resource of a kind that the operation is
// not about.
func wrongKind(kind string) *Exception {
	return invalidARN("Resource type not valid in this context: " + kind)
}
