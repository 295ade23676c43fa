// Package awsarn reads the ARNs of AWS, and knows the partitions of regions.
package awsarn

import "strings"

// ARN is the name of a resource of AWS.
type ARN struct {
	Partition, Service, Region, Account string
	Resource                            []string // what follows the account, split at the colons
}

// Parse reads an ARN, and reports whether a text has the form of one. Any part may be empty.
func Parse(text string) (a ARN, ok bool) {
	parts := strings.Split(text, ":")
	if len(parts) < 6 || parts[0] != "arn" {
		return ARN{}, false
	}
	return ARN{parts[1], parts[2], parts[3], parts[4], parts[5:]}, true
}

// String returns the ARN as a text.
func (a ARN) String() string {
	return strings.Join(append([]string{"arn", a.Partition, a.Service, a.Region, a.Account}, a.Resource...), ":")
}

// partitions has the partitions of regions, by how their names begin.
var partitions = []struct{ prefix, partition string }{
	{"cn-", "aws-cn"}, {"us-gov-", "aws-us-gov"}, {"us-isob-", "aws-iso-b"}, {"us-isof-", "aws-iso-f"},
	{"us-iso-", "aws-iso"}, {"eu-isoe-", "aws-iso-e"}, {"eusc-", "aws-eusc"},
}

// PartitionOf returns the partition of a region.
func PartitionOf(region string) string {
	for _, p := range partitions {
		if strings.HasPrefix(region, p.prefix) {
			return p.partition
		}
	}
	return "aws"
}
