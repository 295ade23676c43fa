package sfnapi

import (
	"slices"
	"strings"

	"github.com/goasl/goasl/asl"
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

// parseARN reads the ARN of a resource of one of some kinds. The error is InvalidArn.
func parseARN(text string, kinds ...string) (arn, error) {
	parts := strings.Split(text, ":")
	if len(parts) < 6 || parts[0] != "arn" {
		return arn{}, invalidARN("Invalid ARN prefix: " + text)
	}
	a := arn{text: text, identity: asl.Identity{Partition: parts[1], Region: parts[3], Account: parts[4]}, kind: parts[5]}
	rest := parts[6:]
	most, ok := mostParts[a.kind]
	if parts[2] != "states" || !ok || len(rest) == 0 || len(rest) > most || slices.Contains(rest, "") || len(a.identity.Account) != 12 || strings.Trim(a.identity.Account, digits) != "" {
		return arn{}, invalidARN("Invalid ARN: " + text)
	}
	if !slices.Contains(kinds, a.kind) {
		return arn{}, wrongKind(a.kind)
	}
	a.name, a.label, _ = strings.Cut(rest[0], "/")
	rest = append(rest[1:], "", "")
	a.qualifier, a.unique = rest[0], rest[1]
	return a, nil
}

// mostParts is how many parts the name of a resource may have.
var mostParts = map[string]int{"stateMachine": 2, "execution": 2, "express": 3, "mapRun": 2, "activity": 1}

// plain returns the ARN of a machine without its version or alias.
func (a arn) plain() string { return strings.TrimSuffix(a.text, ":"+a.qualifier) }

// isVersion reports whether the ARN is that of a version of a machine. Step Functions: an
// alias has a character that is no digit.
func (a arn) isVersion() bool { return a.qualifier != "" && strings.Trim(a.qualifier, digits) == "" }

// wrongKind returns the exception for the ARN of a resource of a kind that the operation is
// not about.
func wrongKind(kind string) *Exception {
	return invalidARN("Resource type not valid in this context: " + kind)
}

func invalidARN(problem string) *Exception {
	return &Exception{Code: "InvalidArn", Message: "Invalid Arn: '" + problem + "'"}
}

// partitions has the partitions of regions, by how their names begin.
var partitions = []struct{ prefix, partition string }{
	{"cn-", "aws-cn"}, {"us-gov-", "aws-us-gov"}, {"us-isob-", "aws-iso-b"}, {"us-isof-", "aws-iso-f"},
	{"us-iso-", "aws-iso"}, {"eu-isoe-", "aws-iso-e"}, {"eusc-", "aws-eusc"},
}

// partitionOf returns the partition of a region.
func partitionOf(region string) string {
	for _, p := range partitions {
		if strings.HasPrefix(region, p.prefix) {
			return p.partition
		}
	}
	return "aws"
}
