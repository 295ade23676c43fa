package sfnapi

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// alias is a name for one or two versions of a machine.
type alias struct {
	Name        string
	Description string `json:",omitempty"`
	Routes      []route
	Created     Time
	Updated     Time `json:",omitzero"`
}

// maxAliases is the most aliases of a machine.
const maxAliases = 100

// aliasARN returns the ARN of an alias of the machine.
func (m *machine) aliasARN(a *alias) string { return m.arn + ":" + a.Name }

// aliasOf returns the alias of a name, nil if there is none.
func (m *machine) aliasOf(name string) *alias {
	for i := range m.Aliases {
		if a := &m.Aliases[i]; a.Name == name {
			return a
		}
	}
	return nil
}

// aliasesOf returns the names of the aliases that lead to a version.
func (m *machine) aliasesOf(version int64) (names []string) {
	for _, a := range m.Aliases {
		if a.leadsTo(version) {
			names = append(names, a.Name)
		}
	}
	return names
}

func (a *alias) leadsTo(version int64) bool {
	return slices.ContainsFunc(a.Routes, func(r route) bool { return r.Version == version })
}

func (s *Service) createStateMachineAlias(c *call, in *CreateStateMachineAliasInput) (*CreateStateMachineAliasOutput, error) {
	a, routes, err := readRoutes(in.RoutingConfiguration)
	if err != nil {
		return nil, err
	}
	out := new(CreateStateMachineAliasOutput)
	_, err = s.change(c, a, func(m *machine) (bool, error) {
		if err := cmp.Or(m.checkActive(), m.checkRoutes(routes)); err != nil {
			return false, err
		}
		made, added, err := m.addAlias(alias{Name: in.Name, Description: in.Description, Routes: routes, Created: s.time()})
		if err != nil {
			return false, err
		}
		out.StateMachineAliasARN, out.CreationDate = m.aliasARN(made), made.Created
		return added, nil
	})
	if isCode(err, "StateMachineDoesNotExist") {
		return nil, noResource(in.RoutingConfiguration[0].StateMachineVersionARN)
	}
	return out, err
}

// addAlias adds an alias, unless there is one that is equal. The errors are ConflictException and
// ServiceQuotaExceededException.
func (m *machine) addAlias(a alias) (made *alias, added bool, err error) {
	switch known := m.aliasOf(a.Name); {
	case known == nil && len(m.Aliases) >= maxAliases:
		return nil, false, tooMany("aliases of a state machine", maxAliases)
	case known == nil:
		m.Aliases = append(m.Aliases, a)
		return &m.Aliases[len(m.Aliases)-1], true, nil
	case known.Description != a.Description || !slices.Equal(known.Routes, a.Routes):
		return nil, false, conflict("Failed to create alias because an alias with the same name and a different routing configuration already exists.")
	default:
		return known, false, nil
	}
}

// aliasARN reads the ARN of an alias.
func aliasARN(text string) (arn, error) {
	a, err := parseARN(text, "stateMachine")
	if err == nil && !a.isAlias() {
		return arn{}, invalid("The ARN of an alias of a state machine is needed: '" + text + "'")
	}
	return a, err
}

// changeAlias changes an alias. The error is ResourceNotFound.
func (s *Service) changeAlias(c *call, a arn, do func(*machine, *alias) error) (*machine, error) {
	m, err := s.change(c, a, func(m *machine) (bool, error) {
		known := m.aliasOf(a.qualifier)
		if known == nil {
			return false, noResource(a.text)
		}
		err := do(m, known)
		return err == nil, err
	})
	if isCode(err, "StateMachineDoesNotExist") {
		err = noResource(a.text)
	}
	return m, err
}

func (s *Service) updateStateMachineAlias(c *call, in *UpdateStateMachineAliasInput) (*UpdateStateMachineAliasOutput, error) {
	a, err := aliasARN(in.StateMachineAliasARN)
	if err != nil {
		return nil, err
	}
	if in.Description == nil && in.RoutingConfiguration == nil {
		return nil, invalidFor("MISSING_REQUIRED_PARAMETER", "Either the description or the routing configuration must be specified")
	}
	var routes []route
	if in.RoutingConfiguration != nil {
		of, read, err := readRoutes(in.RoutingConfiguration)
		if err != nil {
			return nil, err
		}
		if of.plain() != a.plain() {
			return nil, invalidRoutes("Routing configuration must contain versions of the state machine of the alias. Received: " + received(in.RoutingConfiguration))
		}
		routes = read
	}
	out := new(UpdateStateMachineAliasOutput)
	_, err = s.changeAlias(c, a, func(m *machine, known *alias) error {
		if err := cmp.Or(m.checkActive(), m.checkRoutes(routes)); err != nil {
			return err
		}
		if in.Description != nil {
			known.Description = *in.Description
		}
		if routes != nil {
			known.Routes = routes
		}
		known.Updated = s.time()
		out.UpdateDate = known.Updated
		return nil
	})
	return out, err
}

func (s *Service) deleteStateMachineAlias(c *call, in *DeleteStateMachineAliasInput) (*DeleteStateMachineAliasOutput, error) {
	a, err := aliasARN(in.StateMachineAliasARN)
	if err != nil {
		return nil, err
	}
	_, err = s.changeAlias(c, a, func(m *machine, _ *alias) error {
		m.Aliases = slices.DeleteFunc(m.Aliases, func(known alias) bool { return known.Name == a.qualifier })
		return nil
	})
	return new(DeleteStateMachineAliasOutput), err
}

func (s *Service) describeStateMachineAlias(c *call, in *DescribeStateMachineAliasInput) (*DescribeStateMachineAliasOutput, error) {
	a, err := aliasARN(in.StateMachineAliasARN)
	if err != nil {
		return nil, err
	}
	m, err := s.machineOf(c, a)
	if err != nil && !isCode(err, "StateMachineDoesNotExist") {
		return nil, err
	}
	var known *alias
	if m != nil {
		known = m.aliasOf(a.qualifier)
	}
	if known == nil {
		return nil, noResource(a.text)
	}
	out := &DescribeStateMachineAliasOutput{
		StateMachineAliasARN: a.text, Name: known.Name, Description: known.Description, CreationDate: known.Created, UpdateDate: known.Updated,
	}
	for _, r := range known.Routes {
		out.RoutingConfiguration = append(out.RoutingConfiguration, RoutingConfigurationListItem{m.versionARN(r.Version), r.Weight})
	}
	return out, nil
}

// listStateMachineAliases returns the aliases of a machine, or those that lead to a version, the
// newest first.
func (s *Service) listStateMachineAliases(c *call, in *ListStateMachineAliasesInput) (*ListStateMachineAliasesOutput, error) {
	a, err := parseARN(in.StateMachineARN, "stateMachine")
	switch {
	case err != nil:
		return nil, err
	case a.label != "":
		return nil, labelled()
	case a.isAlias():
		return nil, noResource(a.text)
	}
	p, err := s.page(c, in.MaxResults, in.NextToken, "ListStateMachineAliases", a.text)
	if err != nil {
		return nil, err
	}
	m, err := s.machineOf(c, a)
	if err != nil {
		return nil, err
	}
	if err := m.checkActive(); err != nil {
		return nil, err
	}
	if a.isVersion() && m.versionOf(a.number()) == nil {
		return nil, noResource(a.text)
	}
	all := slices.DeleteFunc(m.Aliases, func(known alias) bool {
		return a.isVersion() && !known.leadsTo(a.number()) || known.position() <= p.after
	})
	slices.SortFunc(all, func(a, b alias) int { return strings.Compare(a.position(), b.position()) })
	out := new(ListStateMachineAliasesOutput)
	out.StateMachineAliases, out.NextToken = pageItems(p, all, alias.position, func(known alias) StateMachineAliasListItem {
		return StateMachineAliasListItem{StateMachineAliasARN: m.aliasARN(&known), CreationDate: known.Created}
	})
	return out, nil
}

// position returns what orders aliases, the newest first.
func (a alias) position() string { return fmt.Sprintf("%s/%s", keyAt(a.Created.Time), a.Name) }
