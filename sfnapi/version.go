package sfnapi

import (
	"fmt"
	"strconv"
)

// version is a published version of a machine.
type version struct {
	Number      int64
	Revision    revisionKey
	Created     Time
	Description string `json:",omitempty"`
}

// maxVersions is the most versions of a machine.
const maxVersions = 1_000

// versionARN returns the ARN of a version of the machine.
func (m *machine) versionARN(number int64) string {
	return m.arn + ":" + strconv.FormatInt(number, 10)
}

// versionOf returns the version of a number, nil if there is none.
func (m *machine) versionOf(number string) *version {
	for i := range m.Versions {
		if v := &m.Versions[i]; strconv.FormatInt(v.Number, 10) == number {
			return v
		}
	}
	return nil
}

// publish returns the version of the current revision, which it adds if there is none. The error
// is ServiceQuotaExceededException.
func (m *machine) publish(now Time, description string) (*version, error) {
	for i := range m.Versions {
		if v := &m.Versions[i]; v.Revision == m.Revision {
			return v, nil
		}
	}
	if len(m.Versions) >= maxVersions {
		return nil, &Exception{
			Code:    "ServiceQuotaExceededException",
			Message: fmt.Sprintf("The state machine has the maximum number of versions: %d", maxVersions),
		}
	}
	m.Numbered++
	m.Versions = append(m.Versions, version{Number: m.Numbered, Revision: m.Revision, Created: now, Description: description})
	return &m.Versions[len(m.Versions)-1], nil
}
