// Package engine has what the engines that drive executions for a client have in common: package
// durable and package temporal. It says which machine an ARN means, what a client's request is
// refused with, and which events a page of a history has.
package engine

import (
	"errors"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/awsarn"
)

// Identify returns a machine whose executions have the identity that its ARN says, but for the
// role, and a clock. The ARN may have the number of a version or the name of an alias at its end;
// plain is without that.
func Identify(arn string, m *asl.Machine, clock asl.Clock) (identified *asl.Machine, plain string, err error) {
	if m == nil {
		return nil, "", errors.New("the machine is nil")
	}
	a, ok := awsarn.Parse(arn)
	if n := len(a.Resource); !ok || a.Service != "states" || n != 2 && n != 3 || a.Resource[0] != "stateMachine" {
		return nil, "", errors.New("want arn:PARTITION:states:REGION:ACCOUNT:stateMachine:NAME, or that with :VERSION or :ALIAS")
	}
	if err := asl.CheckName(a.Resource[1]); err != nil {
		return nil, "", err
	}
	cfg, err := m.Config()
	if err != nil {
		return nil, "", err
	}
	id := cfg.Identity
	if id.Role == (asl.Identity{}).OrDefault().Role { // nobody has set one
		id.Role = ""
	}
	id.Partition, id.Region, id.Account, id.Machine = a.Partition, a.Region, a.Account, a.Resource[1]
	if id.Version = strings.Join(a.Resource[2:], ""); strings.Trim(id.Version, "0123456789") != "" {
		id.Version, id.Alias = "", id.Version
	}
	identified, err = m.With(asl.WithIdentity(id), asl.WithClock(clock))
	a.Resource = a.Resource[:2]
	return identified, a.String(), err
}
