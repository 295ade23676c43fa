package client

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/goasl/goasl/aws/internal/wire"
	"github.com/goasl/goasl/internal/awsarn"
)

// The resources of ARNs that stand for a bucket. Their names become labels of a host name.
var (
	accessPoint = regexp.MustCompile(`^accesspoint[:/]([a-z0-9][a-z0-9-]{1,48}[a-z0-9])$`)
	outpost     = regexp.MustCompile(`^outpost[:/](op-[a-z0-9]{1,60})[:/]accesspoint[:/]([a-z0-9][a-z0-9-]{1,48}[a-z0-9])$`)
	account     = regexp.MustCompile(`^[0-9]{12}$`)
)

// accessPointHost returns the host of the access point of S3 with an ARN, as the SDKs make it, and
// sets how requests to it are signed. s3 is the host of S3 in the region of the calls: as in the SDK
// for Java 2 there is no way to another region.
func accessPointHost(arn, s3 string, at *wire.Endpoint) (string, error) {
	a, ok := awsarn.Parse(arn)
	switch resource := strings.Join(a.Resource, ":"); {
	case !ok || !account.MatchString(a.Account):
	case a.Region == "":
		return "", &wire.InputError{Problem: "access points of several regions are not supported: name that of one region"}
	case a.Region != at.Region || a.Partition != awsarn.PartitionOf(at.Region):
		return "", &wire.InputError{Problem: fmt.Sprintf("the access point %s is not in the region of the calls, %s", arn, at.Region)}
	case accessPoint.MatchString(resource) && (a.Service == "s3" || a.Service == "s3-object-lambda"):
		label := map[string]string{"s3": "s3-accesspoint", "s3-object-lambda": "s3-object-lambda"}[a.Service]
		at.Name = a.Service
		return accessPoint.FindStringSubmatch(resource)[1] + "-" + a.Account + "." + regional(label, s3, a.Region), nil
	case outpost.MatchString(resource) && a.Service == "s3-outposts":
		names := outpost.FindStringSubmatch(resource)
		at.Name = a.Service
		return names[2] + "-" + a.Account + "." + names[1] + "." + regional("s3-outposts", s3, a.Region), nil
	}
	return "", &wire.InputError{Problem: fmt.Sprintf("%s is not the ARN of an access point of S3", arn)}
}

// regional returns the host of a service beside S3.
func regional(label, s3, region string) string {
	suffix := strings.TrimPrefix(strings.TrimPrefix(s3, "s3."), region+".")
	return label + "." + region + "." + suffix
}
