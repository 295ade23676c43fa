package sfnapi

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
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
func (m *machine) versionOf(number int64) *version {
	for i := range m.Versions {
		if v := &m.Versions[i]; v.Number == number {
			return v
		}
	}
	return nil
}

// number returns the number of the version that an ARN names, 0 if there can be none.
func (a arn) number() int64 {
	n, err := strconv.ParseInt(a.qualifier, 10, 64)
	if err != nil || a.qualifier[0] == '0' {
		return 0
	}
	return n
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
		return nil, tooMany("versions of a state machine", maxVersions)
	}
	m.Numbered++
	m.Versions = append(m.Versions, version{Number: m.Numbered, Revision: m.Revision, Created: now, Description: description})
	return &m.Versions[len(m.Versions)-1], nil
}

// initialRevision is the revisionId of a machine that was not updated.
const initialRevision = "INITIAL"

func (s *Service) publishStateMachineVersion(c *call, in *PublishStateMachineVersionInput) (*PublishStateMachineVersionOutput, error) {
	a, err := machineARN(in.StateMachineARN)
	if err != nil {
		return nil, err
	}
	out := new(PublishStateMachineVersionOutput)
	_, err = s.change(c, a, func(m *machine) (bool, error) {
		if err := s.checkRevision(c, m, in.RevisionID); err != nil {
			return false, err
		}
		numbered := m.Numbered
		v, err := m.publish(s.time(), in.Description)
		if err != nil {
			return false, err
		}
		out.StateMachineVersionARN, out.CreationDate = m.versionARN(v.Number), v.Created
		return m.Numbered != numbered, nil
	})
	return out, err
}

// checkRevision returns an exception if a machine is being deleted, or does not have the revision
// that a request wants, which is "" if it does not matter.
func (s *Service) checkRevision(c *call, m *machine, wanted string) error {
	if err := m.checkActive(); err != nil || wanted == "" {
		return err
	}
	r, err := s.configurationOf(c, m.arn, m.Revision)
	if err != nil {
		return err
	}
	is := r.ID
	if is == "" {
		is = initialRevision
	}
	if is == wanted {
		return nil
	}
	return conflict(fmt.Sprintf("Failed to publish the State Machine version for revision %s. The current State Machine revision is %s.", wanted, is))
}

// listStateMachineVersions returns the newest first.
// Step Functions: that there is no such machine is InvalidArn.
func (s *Service) listStateMachineVersions(c *call, in *ListStateMachineVersionsInput) (*ListStateMachineVersionsOutput, error) {
	a, err := machineARN(in.StateMachineARN)
	if err != nil {
		return nil, err
	}
	p, err := s.page(c, in.MaxResults, in.NextToken, "ListStateMachineVersions", a.text)
	if err != nil {
		return nil, err
	}
	m, err := s.machineOf(c, a)
	if isCode(err, "StateMachineDoesNotExist") {
		return nil, invalidARN(a.text)
	}
	if err != nil {
		return nil, err
	}
	all := m.Versions
	if before, err := strconv.ParseInt(p.after, 10, 64); err == nil {
		i, _ := slices.BinarySearchFunc(all, before, func(v version, n int64) int { return int(v.Number - n) })
		all = all[:i]
	}
	slices.Reverse(all)
	out := new(ListStateMachineVersionsOutput)
	out.StateMachineVersions, out.NextToken = pageItems(p, all,
		func(v version) string { return strconv.FormatInt(v.Number, 10) },
		func(v version) StateMachineVersionListItem {
			return StateMachineVersionListItem{StateMachineVersionARN: m.versionARN(v.Number), CreationDate: v.Created}
		})
	return out, nil
}

// deleteStateMachineVersion deletes a version, unless an alias leads to it.
// Step Functions: it is as if it deleted one that there is not.
func (s *Service) deleteStateMachineVersion(c *call, in *DeleteStateMachineVersionInput) (*DeleteStateMachineVersionOutput, error) {
	a, err := parseARN(in.StateMachineVersionARN, "stateMachine")
	if err != nil {
		return nil, err
	}
	if !a.isVersion() {
		return nil, invalid("The ARN of a version of a state machine is needed: '" + a.text + "'")
	}
	var deleted *version
	m, err := s.change(c, a, func(m *machine) (bool, error) {
		if deleted = m.versionOf(a.number()); deleted == nil {
			return false, nil
		}
		if names := m.aliasesOf(deleted.Number); len(names) > 0 {
			return false, conflict("Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [" + strings.Join(names, ", ") + "]")
		}
		was := *deleted
		deleted = &was
		m.Versions = slices.DeleteFunc(m.Versions, func(v version) bool { return v.Number == was.Number })
		return true, nil
	})
	switch {
	case isCode(err, "StateMachineDoesNotExist"):
	case err != nil:
		return nil, err
	case deleted != nil:
		s.forget(m.versionARN(deleted.Number))
		err = s.retire(c, m, deleted.Revision)
		return new(DeleteStateMachineVersionOutput), err
	}
	return new(DeleteStateMachineVersionOutput), nil
}
