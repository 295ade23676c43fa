package sfnapi

import (
	"cmp"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/awsarn"
)

// configured returns a loggingConfiguration with its defaults. The error is
// InvalidLoggingConfiguration.
func (l *LoggingConfiguration) configured() (*LoggingConfiguration, error) {
	if l == nil {
		l = &LoggingConfiguration{}
	}
	with := &LoggingConfiguration{
		Level: cmp.Or(l.Level, logsNothing), IncludeExecutionData: new(bool), Destinations: l.Destinations,
	}
	if l.IncludeExecutionData != nil {
		with.IncludeExecutionData = l.IncludeExecutionData
	}
	if n := len(l.Destinations); n > 1 || n == 0 && with.Level != logsNothing {
		return nil, invalidLogging("Must specify exactly one Log Destination.")
	}
	for _, d := range l.Destinations {
		switch group := d.CloudWatchLogsLogGroup; {
		case group == nil:
			return nil, invalidLogging("Must specify exactly one Log Destination.")
		case !strings.HasPrefix(group.LogGroupARN, "arn:") || strings.Count(group.LogGroupARN, ":") < 6:
			return nil, invalidLogging("Invalid Log Group ARN: '" + group.LogGroupARN + "'")
		case !strings.HasSuffix(group.LogGroupARN, ":*"):
			return nil, invalidLogging("Log Group ARN must be provided with '*' qualifier.")
		}
	}
	return with, nil
}

// logsNothing is the level of a machine that has no logs.
const logsNothing = "OFF"

func invalidLogging(problem string) *Exception {
	return &Exception{Code: "InvalidLoggingConfiguration", Message: "Invalid Logging Configuration: " + problem}
}

// configured returns a tracingConfiguration with its defaults.
func (t *TracingConfiguration) configured() *TracingConfiguration {
	if t == nil {
		return &TracingConfiguration{}
	}
	return t
}

const (
	ownedKey = "AWS_OWNED_KEY"

	// reusePeriod is for how many seconds a data key is used if nothing else is set.
	reusePeriod = 300
)

// configured returns an encryptionConfiguration with its defaults, for a place. The error is
// InvalidEncryptionConfiguration.
// Step Functions: a key is described by its ARN. Which key an alias is of is not known here.
func (e *EncryptionConfiguration) configured(id asl.Identity) (*EncryptionConfiguration, error) {
	if e == nil || e.Type == ownedKey {
		return &EncryptionConfiguration{Type: ownedKey}, nil
	}
	if e.KMSKeyID == "" {
		return nil, &Exception{Code: "InvalidEncryptionConfiguration", Message: "Invalid Encryption Configuration: Must set a valid kmsKeyId."}
	}
	with := *e
	if with.KMSDataKeyReusePeriodSeconds == nil {
		period := int64(reusePeriod)
		with.KMSDataKeyReusePeriodSeconds = &period
	}
	if !strings.HasPrefix(e.KMSKeyID, "arn:") {
		resource := e.KMSKeyID
		if !strings.HasPrefix(resource, "alias/") {
			resource = "key/" + resource
		}
		with.KMSKeyID = strings.Join([]string{"arn", id.Partition, "kms", id.Region, id.Account, resource}, ":")
	}
	return &with, nil
}

// checkRole returns InvalidArn if a text is not the ARN of a role.
func checkRole(role string) error {
	if a, ok := awsarn.Parse(role); ok && a.Service == "iam" && strings.HasPrefix(a.Resource[0], "role/") {
		return nil
	}
	return invalidRole(role)
}
