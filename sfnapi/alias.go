package sfnapi

import "strconv"

// alias is a name for one or two versions of a machine.
type alias struct {
	Name        string
	Description string `json:",omitempty"`
	Routes      []route
	Created     Time
	Updated     Time `json:",omitzero"`
}

// route says how many of a hundred executions are those of a version.
type route struct{ Version, Weight int64 }

// aliasOf returns the alias of a name, nil if there is none.
func (m *machine) aliasOf(name string) *alias {
	for i := range m.Aliases {
		if a := &m.Aliases[i]; a.Name == name {
			return a
		}
	}
	return nil
}

// routed returns the version that the ARN of a version or an alias leads to, nil if there is
// none. choose returns one of the routes of an alias.
func (m *machine) routed(a arn, choose func([]route) route) *version {
	if a.isVersion() {
		return m.versionOf(a.qualifier)
	}
	named := m.aliasOf(a.qualifier)
	if named == nil {
		return nil
	}
	return m.versionOf(strconv.FormatInt(choose(named.Routes).Version, 10))
}

// heaviest returns the route with the greatest weight.
func heaviest(routes []route) route {
	most := routes[0]
	for _, r := range routes[1:] {
		if r.Weight > most.Weight {
			most = r
		}
	}
	return most
}

// route returns a route at random, by the weights. Their sum is 100.
func (s *Service) route(routes []route) route {
	n := int64(s.random(100))
	for _, r := range routes {
		if n -= r.Weight; n < 0 {
			return r
		}
	}
	return routes[len(routes)-1]
}
